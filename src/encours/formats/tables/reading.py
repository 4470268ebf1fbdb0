"""A mapped table read piece by piece: every bad cell is refused with its rule and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO

import polars as pl

from encours.core.custom_fields import LONGEST, PREFIX
from encours.core.mapping.fields import Field, Target
from encours.core.mapping.plan import Mapping
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import Controls, Notice, Refusal, UnreadableFileError
from encours.formats.companion.cells import currency_of, email_of
from encours.formats.companion.reading import MAX_REFUSALS, REMEDIES, SHOWN, WHOLE_ROW, LeftOut
from encours.formats.pieces import Piece
from encours.formats.tables import columns, currencies
from encours.formats.tables.completing import completed
from encours.formats.tables.looking import Look, look
from encours.formats.tables.shapes import SHAPES

_LIMITS = {"account": 60, "number": 60, "po_number": 60, "postcode": 12, "city": 100, "address": 300, "score": 20,
           "contact_name": 120, "contact_role": 60, "owner": 120, "source": 60, "reference": 100, "line_number": 50,
           "item_number": 100, "unit": 10, "promotion": 100, "contract": 100, "items": 300}  # fmt: skip


_NONE = pl.DataFrame(schema={"line": pl.Int64, "field": pl.String, "rule": pl.String, "value": pl.String})
_KEY = pl.Series("rule", ["key_missing"])


def read(file: BinaryIO) -> Iterator[Piece]:
    """Read a table as its columns most likely say; raises UnreadableFileError where that is not sure enough."""
    yield from read_mapped(file.read(), None)


def read_mapped(content: bytes, mapping: Mapping | None) -> Iterator[Piece]:
    """Yield a table in the shape of what it `becomes`, following a mapping, or what is proposed where it is sure.

    Raises UnreadableFileError: `mapping_needed`, `bank_table`, `column_missing`, and those of any table.
    """
    seen = look(content, mapping.sheet if mapping else "")
    followed = mapping or proposed(seen)
    yield from _Reading(headed(seen, followed), followed).pieces()


def proposed(seen: Look) -> Mapping:
    """The mapping that nothing need be asked about; raises UnreadableFileError `mapping_needed`, `bank_table`."""
    if seen.bank:
        raise UnreadableFileError(
            "bank_table",
            "Ce tableau montre des mouvements de banque, pas des créances.",
            "Demandez à la banque un relevé CAMT.053 ou CFONB120 : ses totaux se vérifient.",
        )
    proposal = seen.proposal()
    if not proposal.sure:
        raise UnreadableFileError(
            "mapping_needed",
            "Les colonnes de ce tableau ne se reconnaissent pas sans vous.",
            "Indiquez une fois ce que dit chaque colonne (page Imports, ou « --mapping ») : ce sera retenu.",
        )
    return proposal.mapping


def headed(seen: Look, mapping: Mapping) -> Look:
    """The table headed where the mapping finds its columns: the same row, or the row where they now stand."""
    wanted = set(mapping.columns.values())
    named = seen.headed(mapping.header_line, mapping.header_rows)
    for header in (named.header, *seen.headers()):
        if wanted <= set(header.names):
            return seen.headed(header.line, header.rows)
    missing = sorted(wanted - set(named.header.names))
    raise UnreadableFileError(
        "column_missing",
        f"La colonne « {missing[0]} » n’est pas dans ce fichier.",
        "Vérifiez l’export, ou corrigez la correspondance des colonnes.",
        line=named.header.line,
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """The first rows of a table as a mapping reads them; `cells` are the same rows as they are written, by line."""

    rows: list[dict[str, Any]]
    refusals: list[Refusal]
    cells: dict[int, tuple[str, ...]]


def trial(seen: Look, mapping: Mapping) -> Trial:
    """Follow a mapping over the first rows alone, to show what it makes of them; any column may be missing."""
    first = seen.header.line - 1 + seen.header.rows
    body = [tuple(row) for row in seen.rows[first:]]
    spans = [1 + (sum(cell.count("\n") for cell in row) if seen.kind == "text" else 0) for row in seen.rows]
    begins = [1 + before for before in accumulate(spans, initial=0)]
    cells = {begins[first + rank]: row for rank, row in enumerate(body) if any(cell.strip() for cell in row)}
    schema = {**{f"c{rank}": pl.String for rank in range(seen.width)}, "line": pl.Int64}
    held = [[*row[: seen.width], *[""] * (seen.width - len(row)), line] for line, row in cells.items()]
    columns_read, refusals = _Reading(seen, mapping).tried(pl.DataFrame(held, schema=schema, orient="row"))
    return Trial(columns_read.to_dicts(), refusals, cells)


class _Reading:
    """What is remembered from one piece to the next."""

    def __init__(self, seen: Look, mapping: Mapping) -> None:
        self.seen, self.mapping = seen, mapping
        self.target: Target = TARGETS[mapping.target]
        self.fields = [(self.target.field(name), heading) for name, heading in mapping.columns.items()]
        self.read = self.kept = self.refused = self.rounded = 0
        self.whole = _whole(seen)
        self.short: list[LeftOut] = []

    def pieces(self) -> Iterator[Piece]:
        skip = self.seen.header.line - 1 + self.seen.header.rows
        for frame in self.seen.frames(self.mapping.decimal):
            body = frame.slice(min(skip, len(frame)))
            skip -= len(frame) - len(body)
            kept, refusals = self._piece(body)
            if self.refused > MAX_REFUSALS:
                raise UnreadableFileError(
                    "too_many_refusals",
                    f"Plus de {MAX_REFUSALS} champs sont refusés.",
                    refusals[0].remedy if refusals else "",
                    line=refusals[0].line if refusals else 0,
                )
            yield Piece(kept, refusals)
        yield self._last()

    def tried(self, body: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal]]:
        """Every row with what could be read of it, kept or not."""
        told, broken = self._read_columns(body)
        missing = self._kept(told, broken)[1] if self.target.needed <= set(told.columns) else []
        return told, self._refusals([*broken, *missing])

    def _last(self) -> Piece:
        facts = {
            "format": "tables",
            "table": self.target.becomes,
            "target": self.target.code,
            "encoding": self.seen.encoding,
            "mapping": self.mapping.to_json(),
            "short": self.short,
        }
        own = [name for name in self.mapping.columns if name.startswith(PREFIX)]
        shape = SHAPES[self.target.becomes].create_empty()
        empty = shape.with_columns(pl.lit(None, pl.String).alias(name) for name in own)
        return Piece(empty, [], self._notices(), Controls(self.read, self.kept), facts)

    def _piece(self, body: pl.DataFrame) -> tuple[pl.DataFrame, list[Refusal]]:
        told, broken = self._read_columns(body)
        rows, missing = self._kept(told, broken)
        self.read, self.kept = self.read + len(told), self.kept + len(rows)
        return completed(rows, self.target, told.columns), self._refusals([*broken, *missing])

    def _read_columns(self, body: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        cells = body.with_columns(columns.clean(pl.col(f"c{rank}")) for rank in range(self.seen.width))
        filled = pl.any_horizontal(pl.col(f"c{rank}").is_not_null() for rank in range(self.seen.width))
        cells = cells.filter(filled)
        told: dict[str, pl.Series] = {"line": cells["line"]}
        broken: list[pl.DataFrame] = []
        amounts: list[pl.Series] = []
        for field, source, whole in self._sources(cells):
            values, rules = self._column(field, source, whole=whole)
            told[field.name] = values
            bad = rules.is_not_null()
            if bad.any():
                broken.append(_broken(field.name, cells["line"], source, rules, bad))
            if field.kind == "amount" and (named := currencies.named(source)) is not None:
                amounts.append(named)
        if amounts and self.target.field("currency"):
            told["currency"], clash = currencies.settled(told.get("currency"), amounts)
            if clash.any():
                rules = pl.Series("rule", [currencies.CLASH]).new_from_index(0, len(clash))
                broken.append(_broken("currency", cells["line"], told["currency"], rules, clash))
        return pl.DataFrame(told), broken

    def _sources(self, cells: pl.DataFrame) -> Iterator[tuple[Field, pl.Series, bool]]:
        for field, heading in self.fields:
            place = self.seen.header.names.index(heading)
            yield field, cells[f"c{place}"], place in self.whole  # type: ignore[misc] # `check` refused unknown fields
        for name, text in self.mapping.fixed.items():
            field = self.target.field(name)
            if field is not None:
                yield field, pl.Series(name, [text] * len(cells), dtype=pl.String), False

    def _column(self, field: Field, cells: pl.Series, *, whole: bool) -> tuple[pl.Series, pl.Series]:
        match field.kind:
            case "text" | "own":
                longest = LONGEST if field.kind == "own" else 200
                return columns.texts(cells, _LIMITS.get(field.name, longest))
            case "code":
                return columns.codes(cells, _LIMITS.get(field.name, 60), whole=whole)
            case "day":
                return columns.days(cells, self.mapping.date_order)
            case "amount":
                return columns.amounts(cells, self.mapping.decimal)
            case "decimal":
                return columns.decimals(cells, self.mapping.decimal)
            case kind:
                whole_number = kind in {"count", "rate"}
                return columns.judged(cells, self._reader(field), pl.Int64 if whole_number else pl.String)

    def _reader(self, field: Field) -> Callable[[str], Any]:
        if field.kind == "rate":
            return columns.rate_of(self.mapping.decimal)
        if field.kind == "currency":
            return currency_of
        if field.kind == "email" and self.target.becomes == "owners":
            return email_of
        return columns.reader_of(self.target.becomes, field.name)

    def _kept(
        self, rows: pl.DataFrame, broken: list[pl.DataFrame]
    ) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """Rows that say what they must; those that do not are refused once, unless a cell said why already."""
        needed = sorted(self.target.needed)
        refused = pl.concat(broken).filter(pl.col("rule") != columns.ROUNDED) if broken else _NONE
        lost = refused.filter(pl.col("field").is_in(WHOLE_ROW))["line"]
        absent = rows.filter(pl.any_horizontal(pl.col(name).is_null() for name in needed))
        said = refused.filter(pl.col("field").is_in(needed))["line"]
        silent = absent.filter(~pl.col("line").is_in(said.implode()))
        kept = rows.join(absent.select("line"), on="line", how="anti").filter(
            ~pl.col("line").is_in(lost.implode())
        )
        if self.target.becomes == "invoices":
            undated = refused.filter(pl.col("field") == "due_on")["line"]
            whole = ~pl.col("line").is_in(lost.implode())
            told = rows.filter(~whole | pl.col("line").is_in(undated.implode()))
            self.short += told.select("account", "number", whole=whole).drop_nulls().rows()
        missing = [_broken(name, part["line"], part["line"].cast(pl.String), _KEY.new_from_index(0, len(part)),
                           pl.Series([True] * len(part), dtype=pl.Boolean)).with_columns(value=pl.lit(""))
                   for name in needed if len(part := silent.filter(_first_absent(needed, name)))]  # fmt: skip
        return kept, missing

    def _refusals(self, broken: list[pl.DataFrame]) -> list[Refusal]:
        if not broken:
            return []
        told = pl.concat(broken)
        self.rounded += len(told.filter(pl.col("rule") == columns.ROUNDED))
        refused = told.filter(pl.col("rule") != columns.ROUNDED).sort("line", maintain_order=True)
        self.refused += len(refused)
        return [
            Refusal(line, field, rule, REMEDIES[rule], value)
            for line, field, rule, value in refused.head(MAX_REFUSALS + 1).iter_rows()
        ]

    def _notices(self) -> list[Notice]:
        other = [name for name in self.seen.header.names if name not in self.mapping.columns.values()]
        notices = []
        if other:
            notices.append(
                Notice(self.seen.header.line, "colonnes", "columns_ignored",
                       "Des colonnes inconnues ne sont pas lues.", ", ".join(other)[:200])
            )  # fmt: skip
        if self.rounded:
            notices.append(
                Notice(0, "montants", columns.ROUNDED, "Des montants à plus de deux décimales sont arrondis.",
                       str(self.rounded))
            )  # fmt: skip
        return notices


def _whole(seen: Look) -> frozenset[int]:
    """The columns whose figures were all written « 2930.0 »: a spreadsheet's or a program's habit."""
    found = set()
    for rank, cells in enumerate(seen.samples):
        told = [cell.strip() for cell in cells if cell.strip()]
        if told and all(cell.endswith(".0") and cell[:-2].isdecimal() for cell in told):
            found.add(rank)
    return frozenset(found)


def _broken(field: str, lines: pl.Series, cells: pl.Series, rules: pl.Series, bad: pl.Series) -> pl.DataFrame:
    told = pl.DataFrame({"line": lines, "field": [field] * len(lines), "rule": rules, "value": cells})
    return told.filter(bad).select("line", "field", "rule", pl.col("value").fill_null("").str.slice(0, SHOWN))


def _first_absent(needed: list[str], name: str) -> pl.Expr:
    before = [pl.col(other).is_not_null() for other in needed[: needed.index(name)]]
    return pl.all_horizontal(pl.col(name).is_null(), *before)
