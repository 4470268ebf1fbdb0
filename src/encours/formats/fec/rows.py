"""One block of lines turned into the shape of `LedgerLine`, and the rows that cannot be."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from encours.core.refusals import Refusal, UnreadableFileError
from encours.formats.fec import typing
from encours.formats.fec.blocks import EXPORT_AGAIN, Block
from encours.formats.fec.layout import Layout
from encours.formats.fec.typed import ACCOUNT, BEYOND, VALUES, Problem, Typed, typed

CUSTOMER_ACCOUNT = r"^(?:411|413|416)"
REMEDIES = {
    "too_many_fields": "Un libellé contient sans doute le séparateur de colonnes : retirez-le du libellé.",
    "account_missing": "Indiquez le numéro de compte de cette ligne.",
    "account_invalid": "Un numéro de compte commence par trois chiffres : corrigez-le en comptabilité.",
    "date_missing": "Indiquez la date de l’écriture (EcritureDate).",
    "date_invalid": "Écrivez la date sous la forme AAAAMMJJ, entre 1950 et 2100.",
    "amount_missing": "Indiquez un montant au débit ou au crédit.",
    "amount_invalid": (
        "Écrivez le montant avec une virgule et deux décimales au plus, sans lettre ni symbole."
    ),
    "sens_invalid": "Indiquez D ou C (ou +1, -1) dans la colonne Sens.",
    "too_long": "Raccourcissez cet identifiant : 60 caractères au plus (journal 20, numéro d’écriture 40).",
    "currency_unknown": "Écrivez un code de devise de la norme ISO 4217, par exemple EUR ou USD.",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """A block read.

    `frame` has every row (`LedgerLine` columns, null where unreadable), `bad` marks the refused ones,
    `doubts` the optional values left blank, `lost_amounts` counts rows whose amounts, and so the balance,
    cannot be told.
    """

    frame: pl.DataFrame
    bad: pl.Series
    refusals: list[Refusal]
    doubts: list[Problem]
    lost_amounts: int

    @property
    def kept(self) -> pl.DataFrame:
        """The rows in the declared shape."""
        return self.frame.filter(~self.bad) if self.refusals else self.frame


def rows_of(block: Block, layout: Layout) -> Rows:
    """Type one block; raises UnreadableFileError when its lines cannot be told apart."""
    return rows_of_texts(_texts(block, layout), layout)


def rows_of_texts(texts: pl.DataFrame, layout: Layout) -> Rows:
    """Type texts already cut into canonical columns, with `line` and `beyond` beside them."""
    read: Typed = typed(texts, layout)
    bad = pl.Series(values=[False], dtype=pl.Boolean).new_from_index(0, texts.height)
    for problem in read.problems:
        if problem.rows.any():
            bad |= problem.rows
    lost = read.frame.select(pl.any_horizontal(pl.col("debit_cents", "credit_cents").is_null()).sum()).item()
    return Rows(read.frame, bad, _refusals(read.problems, texts), read.doubts, int(lost))


def _texts(block: Block, layout: Layout) -> pl.DataFrame:
    """All columns as stripped text, blank lines left out, with the line's number in the file."""
    read = _columns(block, layout)
    stripped = [
        (pl.col if name in VALUES else typing.text)(f"c{layout.columns[name]}").alias(name)
        for name in layout.read
    ]
    numbers = pl.int_range(block.first_line, block.first_line + read.height, dtype=pl.Int64)
    beyond = (
        pl.when(_surplus(block, layout)).then(pl.col(BEYOND).fill_null("")).otherwise(typing.text(BEYOND))
    )
    texts = read.lazy().select(*stripped, beyond.alias(BEYOND)).with_columns(line=numbers).collect()
    if not texts["comptenum"].has_nulls():
        return texts
    return texts.filter(~pl.all_horizontal(pl.exclude("line").str.strip_chars().fill_null("") == ""))


def _surplus(block: Block, layout: Layout) -> pl.Series | pl.Expr:
    """Lines with more separators than the header, which shifted a label into the amounts.

    A last column that is empty hides them from the cutting. Where every line ends with one more separator,
    the export merely closes its lines so.
    """
    separator = layout.separator
    if layout.quoted or block.data.count(separator.encode()) <= block.lines * (layout.width - 1):
        return pl.lit(value=False)
    whole = pl.read_csv(
        b"line\n" + block.data,
        separator="\x01",
        infer_schema=False,
        quote_char=None,
        truncate_ragged_lines=True,
    )
    counts = whole["line"].fill_null("").str.count_matches(separator, literal=True)
    if (counts.filter(whole["line"].is_not_null()) == layout.width).all():
        return pl.lit(value=False)
    return counts > layout.width - 1


def _columns(block: Block, layout: Layout) -> pl.DataFrame:
    """Cut the lines; quotation marks that enclose no field are inches, where every line allows it."""
    cut = _cut(block, layout, quoted=layout.quoted)
    if cut is not None and cut.height == block.lines:
        return cut
    regular = block.data.count(layout.separator.encode()) == block.lines * (layout.width - 1)
    plain = _cut(block, layout, quoted=False) if regular else None
    if plain is not None and plain.height == block.lines:
        return plain
    if cut is None:
        raise UnreadableFileError(
            "unreadable",
            "Les lignes du fichier ne se laissent pas découper en colonnes.",
            EXPORT_AGAIN,
            line=block.first_line,
        )
    raise UnreadableFileError(
        "line_break_in_quotes",
        "Un champ entre guillemets contient un saut de ligne : les lignes ne peuvent être comptées.",
        "Retirez le saut de ligne du libellé, ou exportez le FEC sans guillemets.",
        line=block.first_line,
    )


def _cut(block: Block, layout: Layout, *, quoted: bool) -> pl.DataFrame | None:
    names = [f"c{i}" for i in range(layout.width)] + [BEYOND]
    try:
        return pl.read_csv(
            layout.separator.join(names).encode() + b"\n" + block.data,
            separator=layout.separator,
            infer_schema=False,
            quote_char='"' if quoted else None,
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError:
        return None


def _refusals(problems: list[Problem], texts: pl.DataFrame) -> list[Refusal]:
    told: list[Refusal] = []
    for problem in problems:
        if not problem.rows.any():
            continue
        account = pl.col("comptenum").fill_null("")
        rows = texts.filter(problem.rows).select(
            "line",
            pl.col(problem.column).fill_null("").str.slice(0, 80).alias("value"),
            critical=account.str.contains(CUSTOMER_ACCOUNT) | ~account.str.contains(ACCOUNT),
        )
        told.extend(
            Refusal(line, problem.field, problem.rule, REMEDIES[problem.rule], value, critical=critical)
            for line, value, critical in rows.iter_rows()
        )
    return sorted(told, key=lambda refusal: refusal.line)
