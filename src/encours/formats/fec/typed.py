"""The columns of `LedgerLine` from the texts of a FEC, and what is wrong in each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from encours.formats.fec import typing
from encours.formats.fec.currencies import CURRENCIES
from encours.formats.fec.layout import Layout

BEYOND = "beyond"
ACCOUNT = r"^\d{3}"
DAYS = ("ecrituredate", "piecedate", "datelet", "validdate")
LONGEST = {
    "journalcode": 20,
    "ecriturenum": 40,
    "comptenum": 60,
    "compauxnum": 60,
    "pieceref": 60,
    "idclient": 60,
}
"""Identifiers are kept whole, in keys of a bounded length; labels are cut where they are kept."""

VALUES = frozenset({*DAYS, "debit", "credit", "montant", "montantdevise"})
"""Columns whose usual writing has no blanks around it, so they are stripped only where it fails."""

DOUBTS = {
    "piecedate": "piece_date_ignored",
    "datelet": "lettering_date_ignored",
    "validdate": "validation_date_ignored",
    "montantdevise": "currency_amount_ignored",
}
"""Optional values: unreadable ones are left blank with a notice, for the line stands without them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Rows that break one rule in one column."""

    column: str  # canonical
    field: str  # as the file's reader knows it
    rule: str
    rows: pl.Series  # Boolean


@dataclass(frozen=True, slots=True)
class Typed:
    """A block in the shape of `LedgerLine` (null where unreadable), its faults and its doubts."""

    frame: pl.DataFrame
    problems: list[Problem]
    doubts: list[Problem]


def typed(texts: pl.DataFrame, layout: Layout) -> Typed:
    """Type stripped texts (canonical column names, `line` and `beyond` beside them)."""
    sides = ("debit", "credit") if layout.two_sided else ("montant",)
    texts, read = _read(texts, (*sides, "montantdevise"))
    account, currency = texts["comptenum"], texts["idevise"].str.to_uppercase().replace({"€": "EUR"})
    debit, credit = (_two_sides if layout.two_sided else _one_side)(texts, read)
    frame = _ledger_lines(texts, read, debit, credit, currency)
    problems = [
        Problem(BEYOND, "ligne", "too_many_fields", texts[BEYOND].is_not_null()),
        Problem("comptenum", "CompteNum", "account_missing", account.is_null()),
        Problem("comptenum", "CompteNum", "account_invalid", ~account.str.contains(ACCOUNT).fill_null(True)),
        Problem("ecrituredate", "EcritureDate", "date_missing", _blank_day(texts["ecrituredate"])),
        _unread(texts, read, "ecrituredate", "date_invalid", layout),
        *(_unread(texts, read, name, "amount_invalid", layout) for name in sides),
        Problem(
            sides[0],
            layout.names[sides[0]],
            "amount_missing",
            texts.select(pl.all_horizontal(pl.col(sides).is_null())).to_series(),
        ),
        *_too_long(texts, layout),
        Problem("idevise", "Idevise", "currency_unknown", ~currency.is_in(CURRENCIES).fill_null(True)),
    ]
    if not layout.two_sided:
        problems.append(Problem("sens", "Sens", "sens_invalid", typing.signs(texts["sens"]).is_null()))
    return Typed(frame, problems, [_unread(texts, read, name, rule, layout) for name, rule in DOUBTS.items()])


def _read(texts: pl.DataFrame, amounts: tuple[str, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Amounts and days: the usual writing for all at once; another, padding included, column by column.

    Gives the texts too, for a column that needed it is stripped there.
    """
    plain = [typing.plain_cents(name) for name in amounts] + [typing.plain_day(name) for name in DAYS]
    read = texts.lazy().select(plain).collect()
    for name in read.columns:
        if read[name].null_count() > texts[name].null_count():
            texts = texts.with_columns(typing.text(name))
            slow = typing.any_cents if name in amounts else typing.any_day
            read = read.with_columns(slow(texts[name]).alias(name))
    return texts, read


def _unread(texts: pl.DataFrame, read: pl.DataFrame, name: str, rule: str, layout: Layout) -> Problem:
    blank = _blank_day(texts[name]) if name in DAYS else texts[name].is_null()
    return Problem(name, layout.names[name], rule, read[name].is_null() & ~blank)


def _too_long(texts: pl.DataFrame, layout: Layout) -> list[Problem]:
    return [
        Problem(
            name, layout.read[name], "too_long", (texts[name].str.len_chars() > limit).fill_null(value=False)
        )
        for name, limit in LONGEST.items()
        if name in texts.columns
    ]


def _blank_day(column: pl.Series) -> pl.Series:
    """Nothing written, or the zeros that some exports write for "no day"."""
    return column.is_in(typing.NO_DAY).fill_null(True)


def _two_sides(texts: pl.DataFrame, read: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """An empty side counts for nothing when the other one is written."""
    both = pl.concat(
        [
            read.select("debit", "credit"),
            texts.select(pl.col("debit", "credit").is_null().name.prefix("no_")),
        ],
        how="horizontal",
    ).select(
        debit=pl.when(pl.col("no_debit") & ~pl.col("no_credit")).then(0).otherwise("debit"),
        credit=pl.when(pl.col("no_credit") & ~pl.col("no_debit")).then(0).otherwise("credit"),
    )
    return both["debit"], both["credit"]


def _one_side(texts: pl.DataFrame, read: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    sides = pl.DataFrame({"amount": read["montant"], "sign": typing.signs(texts["sens"])}).select(
        debit=pl.col("amount") * (pl.col("sign") == 1).cast(pl.Int64),
        credit=pl.col("amount") * (pl.col("sign") == -1).cast(pl.Int64),
    )
    return sides["debit"], sides["credit"]


def _whose(texts: pl.DataFrame) -> pl.Expr:
    """CompAuxNum; on a customer's account without it, the IdClient of books kept by payments."""
    if "idclient" not in texts.columns:
        return pl.col("compauxnum")
    customers = pl.col("comptenum").str.contains("^41")
    return pl.coalesce("compauxnum", pl.when(customers).then("idclient"))


def _ledger_lines(
    texts: pl.DataFrame, read: pl.DataFrame, debit: pl.Series, credit: pl.Series, currency: pl.Series
) -> pl.DataFrame:
    return texts.select(
        "line",
        journal=pl.col("journalcode").fill_null(""),
        journal_label=pl.col("journallib").fill_null(""),
        entry_number=pl.col("ecriturenum").fill_null(""),
        entry_on=read["ecrituredate"],
        account="comptenum",
        account_label=pl.col("comptelib").fill_null(""),
        auxiliary=_whose(texts),
        auxiliary_label="compauxlib",
        piece="pieceref",
        piece_on=read["piecedate"],
        label=pl.col("ecriturelib").fill_null(""),
        debit_cents=debit,
        credit_cents=credit,
        lettering="ecriturelet",
        lettered_on=read["datelet"],
        validated_on=read["validdate"],
        currency=currency,
        currency_cents=read["montantdevise"],
    )
