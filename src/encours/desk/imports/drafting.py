"""What is shown and asked of a table before it is read: each column, what it most likely says, its first cells."""

from __future__ import annotations

from collections.abc import Mapping as Named
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.import_file.mapped import remembered
from encours.core.custom_fields import PREFIX
from encours.core.mapping.fields import OF_OWN, Target
from encours.core.mapping.names import plain
from encours.core.mapping.plan import DATE_ORDERS, DECIMALS, Mapping
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import Refusal
from encours.desk.plain import in_words
from encours.formats.tables.looking import Look, look
from encours.formats.tables.reading import Trial, headed, trial
from encours.records.fields.models import Field
from encours.records.fields.reading import fields_of
from encours.records.mappings.reading import plan_of
from encours.records.parties.models import Creditor
from encours.words.amounts import money, percent
from encours.words.days import day
from encours.words.languages import nearest

_FIRST, _WRONG = 3, 3
_MOST_LINES = 200
_LIKELY = 0.9


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is written and as it is read; `remedy` where it is refused."""

    line: int
    written: str
    read: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: what it is taken for (`field`, empty: not read), how sure that is, its cells."""

    rank: int
    heading: str
    field: str
    sure: bool
    cells: list[Cell]
    wrong: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping in the making; `of` says for what layout its columns were told."""

    seen: Look
    mapping: Mapping
    columns: list[Column]
    doubts: tuple[str, ...]
    remembered: bool
    tried: Trial

    @property
    def of(self) -> str:
        """The layout that the columns of a form were told for: changed, they are proposed anew."""
        return _of(self.mapping.target, self.seen)

    @property
    def sheets(self) -> list[tuple[str, str]]:
        """The sheets to choose from."""
        return [(name, name) for name in self.seen.sheets]

    @property
    def no_amount(self) -> bool:
        """Whether nothing is said to give an amount, in a table that may tell some."""
        money = [one.name for one in self.target.fields if one.kind == "amount"]
        return bool(money) and not self.mapping.columns.keys() & set(money)

    @property
    def target(self) -> Target:
        """What the table is about."""
        return TARGETS[self.mapping.target]

    @property
    def missing(self) -> list[str]:
        """What must be given and is not, in words."""
        told = {*self.mapping.columns, *self.mapping.fixed}
        return [in_words(one.label) for one in self.target.fields if one.needed and one.name not in told]


def draft_of(creditor: Creditor, content: bytes, asked: Named[str, str]) -> Draft:
    """The mapping that a form tells, completed by what is remembered or likely; raises UnreadableFileError."""
    seen = look(content, asked.get("sheet", ""))
    if asked.get("header_line", "").isdecimal():
        line = min(max(1, int(asked["header_line"])), _MOST_LINES)
        seen = seen.headed(line, 2 if asked.get("header_rows") == "2" else 1)
    kept = None if "target" in asked else remembered(creditor, seen)
    if kept is not None:
        plan = plan_of(kept)
        return _draft(headed(seen, plan), plan, {}, (), known=True)
    wanted = asked.get("target", "")
    proposal = seen.proposal(wanted if wanted in TARGETS else "")
    mapping, doubts = _with_signs(proposal.mapping, proposal.doubts, asked)
    if asked.get("of") == _of(mapping.target, seen):
        told = {asked.get(f"c{rank}", ""): name for rank, name in enumerate(seen.header.names)}
        told.pop("", None)
        known = {name for name, _label in choices(creditor, TARGETS[mapping.target])}
        mapping = replace(mapping, columns={name: told[name] for name in told if name in known})
    else:
        mapping = replace(mapping, columns=mapping.columns | own_columns(creditor, seen, mapping))
    return _draft(seen, mapping, proposal.confidence, doubts, known=False)


def _with_signs(
    mapping: Mapping, doubts: tuple[str, ...], asked: Named[str, str]
) -> tuple[Mapping, tuple[str, ...]]:
    """What a person said of days, decimals and currency; what was said is no longer doubted."""
    left = list(doubts)
    if asked.get("date_order") in DATE_ORDERS:
        mapping = replace(mapping, date_order=asked["date_order"])
        left = [doubt for doubt in left if not doubt.startswith("dates_")]
    if asked.get("decimal") in DECIMALS:
        mapping = replace(mapping, decimal=asked["decimal"])
        left = [doubt for doubt in left if doubt != "decimal_ambiguous"]
    if "currency" in asked:
        code = asked["currency"].strip().upper()
        mapping = replace(mapping, fixed={"currency": code} if code else {})
    return mapping, tuple(left)


def _draft(
    seen: Look, mapping: Mapping, confidence: dict[str, float], doubts: tuple[str, ...], *, known: bool
) -> Draft:
    if "currency" in mapping.columns:
        mapping = replace(mapping, fixed={})
    tried = trial(seen, mapping)
    columns = [_column(seen, mapping, confidence, tried, rank) for rank in range(seen.width)]
    doubts = tuple(doubt for doubt in doubts if doubt not in {"columns_missing", "amounts_unread"})
    return Draft(seen, mapping, columns, doubts, known, tried)


def _column(seen: Look, mapping: Mapping, confidence: dict[str, float], tried: Trial, rank: int) -> Column:
    heading = seen.header.names[rank]
    field = next((name for name, told in mapping.columns.items() if told == heading), "")
    wrong = [one for one in tried.refusals if field and one.field == field]
    told = [row for row in tried.rows if _written(tried, row["line"], rank)]
    cells = [
        Cell(row["line"], _written(tried, row["line"], rank), _shown(field, row, mapping))
        for row in told[:_FIRST]
    ]
    refused = {one.line: one for one in wrong}
    cells = [replace(cell, remedy=in_words(refused[cell.line].remedy), read="") if cell.line in refused else cell
             for cell in cells]  # fmt: skip
    shown = {cell.line for cell in cells}
    more = [one for one in wrong if one.line not in shown][:_WRONG]
    cells += [Cell(one.line, _written(tried, one.line, rank), remedy=in_words(one.remedy)) for one in more]
    return Column(rank, heading, field, confidence.get(field, 1.0) >= _LIKELY, cells, len(wrong))


def _written(tried: Trial, line: int, rank: int) -> str:
    row = tried.cells.get(line, ())
    return row[rank].strip() if rank < len(row) else ""


def _shown(field: str, row: dict[str, Any], mapping: Mapping) -> str:
    """A cell as it was read: days and amounts in the reader's language."""
    value = row.get(field) if field else None
    language = nearest(get_language())
    if value is None:
        return ""
    if isinstance(value, date):
        return day(value, language)
    if field.endswith("_cents"):
        return money(value, row.get("currency") or mapping.fixed.get("currency") or "EUR", language)
    if field.endswith("_bps"):
        return percent(Decimal(value).scaleb(-2), language)
    return str(value)


def choices(creditor: Creditor, target: Target) -> list[tuple[str, str]]:
    """What a column may be said to be; those that must be given are marked, the creditor's own come last."""
    told = [(one.name, in_words(one.label) + (" *" if one.needed else "")) for one in target.fields]
    language = nearest(get_language())
    return told + [(PREFIX + one.code, one.label(language)) for one in _own(creditor, target.code)]


def _own(creditor: Creditor, target: str) -> list[Field]:
    return fields_of(creditor.pk, OF_OWN[target]) if target in OF_OWN else []


def own_columns(creditor: Creditor, seen: Look, mapping: Mapping) -> dict[str, str]:
    """Columns headed as a field of the creditor's own, that nothing else claims."""
    free = {plain(name): name for name in seen.header.names if name not in mapping.columns.values()}
    found = {}
    for one in _own(creditor, mapping.target):
        heading = next(
            (free[plain(way)] for way in (one.label_fr, one.label_en, one.code) if plain(way) in free), ""
        )
        if heading:
            found[PREFIX + one.code] = heading
    return found


def targets() -> list[tuple[str, str]]:
    """What a table may be about."""
    return [(code, in_words(target.label)) for code, target in TARGETS.items()]


def orders() -> list[tuple[str, str]]:
    """In which order days may be written."""
    return [
        ("dmy", _("jour, mois, année (31/12/2026)")),
        ("mdy", _("mois, jour, année (12/31/2026)")),
        ("ymd", _("année, mois, jour (2026-12-31)")),
    ]


def by_field(refusals: list[Refusal]) -> dict[str, str]:
    """The remedy of each field refused, the first of each."""
    told: dict[str, str] = {}
    for one in refusals:
        told.setdefault(one.field, in_words(one.remedy))
    return told


def _of(target: str, seen: Look) -> str:
    return f"{target}|{seen.sheet}|{seen.header.line}|{seen.header.rows}"
