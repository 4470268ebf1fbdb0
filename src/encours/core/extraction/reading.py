"""What a printed invoice says, field by field: each with how sure it is and the line where it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from encours.core.evidence import plain
from encours.core.extraction.finding import Found, beside
from encours.core.extraction.labels import CREDIT, CURRENCIES, DUE, ISSUED, NUMBER, TERMS
from encours.core.extraction.parties import parties_of
from encours.core.extraction.sums import sums_of
from encours.core.extraction.values import days, numbers
from encours.core.extraction.words import Row, Word, rows_of

SURE: Final = 85  # of a hundred: below, a person is asked
FIELDS: Final = (
    "kind", "number", "issued_on", "due_on", "terms_days", "currency", "net_cents", "tax_cents", "total_cents",
    "seller_siren", "seller_vat", "iban", "buyer_siren", "buyer_vat",
)  # fmt: skip
_TERM: Final = re.compile(r"(\d{1,3})\s*(?:jours?|days?|tage?)\b", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[€$£₹]|(?<![A-Z])(?:EUROS?|EUR|USD|GBP|CHF|INR|CAD|PLN)(?![A-Z])", re.IGNORECASE)
_LONGEST_TERM: Final = 400  # days
_WRONG_ORDER: Final = 40
_BY_SIGN: Final = 70
_SUMS: Final = frozenset({"net_cents", "tax_cents", "total_cents"})
_ANOTHER: Final = re.compile(
    r"\b(?:commande|order|devis|quote|rappel|associ[ée]e|d['’]origine|initiale|pr[ée]c[ée]dente|correct\w*|original)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One field: its value, how sure it is (of a hundred), and the line it was read in."""

    value: Any
    confidence: int
    page: int = 0
    line: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The fields found, by name; `tied` where net and tax make the total."""

    fields: dict[str, Told] = field(default_factory=dict)
    tied: bool = False

    @property
    def is_invoice(self) -> bool:
        """Whether it says enough to be proposed: a number or a day, and a total."""
        return "total_cents" in self.fields and bool({"number", "issued_on"} & self.fields.keys())

    @property
    def doubtful(self) -> list[str]:
        """What a person must look at: what is missing of an invoice, or not sure."""
        needed = ("number", "issued_on", "currency", "net_cents", "tax_cents", "total_cents")
        return [
            name
            for name in FIELDS
            if (name in self.fields and self.fields[name].confidence < SURE)
            or (name in needed and name not in self.fields)
        ]


def read_invoice(words: Sequence[Word]) -> Extraction:
    """Read what these words say of an invoice; what is not there is left out."""
    rows = rows_of(words)
    currency = _currency(rows)
    month_first = _month_first(rows, currency)
    sums = sums_of(rows)
    found: dict[str, Found | None] = {
        "kind": _kind(rows),
        "number": _number(rows),
        "currency": currency,
        "net_cents": sums.net,
        "tax_cents": sums.tax,
        "total_cents": sums.total,
        **_dates(rows, month_first=month_first),
        **parties_of(rows),
    }
    told = {name: _told(one) for name, one in found.items() if one is not None}
    if told["kind"].value != "credit_note" and "total_cents" in told and told["total_cents"].value < 0:
        told["kind"] = replace(told["total_cents"], value="credit_note", confidence=_BY_SIGN)
    if told["kind"].value == "credit_note":  # its sums are printed with a sign, or without
        told |= {name: replace(told[name], value=abs(told[name].value)) for name in _SUMS & told.keys()}
    return Extraction(told, sums.tied)


def _told(one: Found) -> Told:
    return Told(one.value, one.weight, one.page, one.line, one.said[:300])


def _number(rows: Sequence[Row]) -> Found | None:
    found = beside(rows, NUMBER, numbers, skip=_is_another)
    whole = [one for one in found if len(str(one.value)) > 1]
    if not whole:
        return None
    best = max(whole, key=lambda one: (one.weight, -whole.index(one)))
    repeated = sum(1 for row in rows if str(best.value) in row.text) > 1
    return Found(best.value, min(99, best.weight + 10 * repeated), best.page, best.line, best.said)


def _is_another(text: str) -> bool:
    """A line that speaks of another document: an order, what an invoice corrects."""
    return _ANOTHER.search(text) is not None


def _of_due_or_another(text: str) -> bool:
    return _is_another(text) or any(label.pattern.search(text) for label in DUE[:3])


def _dates(rows: Sequence[Row], *, month_first: bool) -> dict[str, Found | None]:
    def in_order(text: str) -> list[date]:
        return list(days(text, month_first=month_first))

    due = beside(rows, DUE, in_order)
    issued = beside(rows, ISSUED, in_order, skip=_of_due_or_another) or beside(rows, ISSUED, in_order)
    first = issued[0] if issued else None
    last = due[0] if due else None
    if first is None:
        first = _only_day(rows, in_order, last)
    terms = _terms(rows)
    if last is not None and first is not None and last.value < first.value:
        last = Found(last.value, _WRONG_ORDER, last.page, last.line, last.said)
    if last is None and first is not None and terms is not None:
        reckoned = first.value + timedelta(days=terms.value)
        last = Found(reckoned, min(70, terms.weight), terms.page, terms.line, terms.said)
    return {"issued_on": first, "due_on": last, "terms_days": terms}


def _only_day(rows: Sequence[Row], in_order: Any, due: Found | None) -> Found | None:
    """The first day of the page that is not the due date, where no label names one."""
    for row in rows:
        for day in in_order(row.text):
            if due is None or day != due.value:
                return Found(day, 55, row.page, row.number, row.text)
    return None


def _terms(rows: Sequence[Row]) -> Found | None:
    def told(text: str) -> list[int]:
        return [int(days) for days in _TERM.findall(text) if int(days) <= _LONGEST_TERM]

    found = beside(rows, TERMS, told, skip=lambda text: "pénalit" in text.lower() or "late" in text.lower())
    return found[0] if found else None


def _kind(rows: Sequence[Row]) -> Found:
    for row in rows:
        for word in row.words:
            if CREDIT.search(word.text):
                return Found("credit_note", 90, row.page, row.number, row.text)
    return Found("invoice", 90, 1, 1, "")


def _currency(rows: Sequence[Row]) -> Found | None:
    """The sign or code that stands the most often."""
    counted: dict[str, list[Row]] = {}
    for row in rows:
        for token in _TOKEN.findall(row.text):
            counted.setdefault(CURRENCIES[token.upper()], []).append(row)
    if not counted:
        return None
    code = max(counted, key=lambda one: len(counted[one]))
    first = counted[code][0]
    alone = 95 if len(counted) == 1 else 86
    return Found(code, alone, first.page, first.number, first.text)


def _month_first(rows: Sequence[Row], currency: Found | None) -> bool:
    """Whether days are written month first: one that can be read no other way tells, else dollars."""
    for row in rows:
        for first, second in re.findall(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{2,4}(?!\d)", row.text):
            if int(first) > 12 >= int(second):  # noqa: PLR2004 — months
                return False
            if int(second) > 12 >= int(first):  # noqa: PLR2004 — months
                return True
    return currency is not None and currency.value == "USD"


def facts_of(read: Extraction) -> dict[str, dict[str, Any]]:
    """What was read, as it is kept and told: each field with its confidence and where it stands."""
    return {
        name: {
            "value": plain(one.value),
            "confidence": one.confidence,
            "page": one.page,
            "line": one.line,
            "said": one.said,
        }
        for name, one in read.fields.items()
    }
