"""A movement (04) with its complements (05) becomes one bank line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from encours.formats.cfonb120.records import Record, wrong

RETURN_CODES = frozenset(
    {"03", "10", "12", "26", "27", "33", "34", "38", "98", "99"}
    | {"A3", "A4", "A5", "A6", "B3", "B4", "B5", "B6", "C3", "C4", "C5"}
)
"""Interbank operation codes of what is rejected, unpaid, recalled, given back or cancelled."""

NO_REFERENCE = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NON RENSEIGNE"})

KNOWN = frozenset(
    ["NPY", "NPO", "NBE", "NBU", "LCC", "LC2", "LCS", "RCN", "REF", "LIB", "MMO", "FEE", "IPY", "IBE"]
)
_APART = frozenset({"MMO", "FEE", "IPY", "IBE"})  # kept as facts: their digits are no wording


@dataclass(slots=True)
class Movement:
    """One 04 record and what its 05 records add; `complements` are (qualifier, raw data)."""

    record: Record
    account: str
    currency: str
    amount_cents: int
    booked_on: date
    complements: list[tuple[str, str]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """A BankLine row, without position nor fingerprint."""
        credit = self.amount_cents >= 0
        name, ultimate = ("NPY", "NPO") if credit else ("NBE", "NBU")
        client = next((data for code, data in self.complements if code == "RCN"), "")
        return_reason = self._return_reason()
        counterparty = self._first(name)
        if counterparty is None and return_reason is not None:
            counterparty = self._first("NBE" if credit else "NPY")
        end_to_end_id = client[:35].strip()
        return {
            "account": self.account,
            "currency": self.currency,
            "booked_on": self.booked_on,
            "value_on": self.record.day(43),
            "amount_cents": self.amount_cents,
            "counterparty": counterparty,
            "iban": None,
            "end_to_end_id": None if end_to_end_id.upper() in NO_REFERENCE else end_to_end_id or None,
            "reference": (self._first("LCS") or "")[:35].strip() or None,
            "bank_reference": self._first("REF") or _told(self.record.cut(105, 120)),
            "return_reason": return_reason,
            "wording": self._wording(),
            "ultimate": self._first(ultimate),
        }

    def apart(self) -> list[dict[str, str]]:
        """Complements that no column holds, kept as they are."""
        return [{"qualifier": code, "data": data} for code, data in self.complements if code in _APART]

    def _first(self, qualifier: str) -> str | None:
        found = next((data for code, data in self.complements if code == qualifier), "")
        return _squeezed(found) or None

    def _return_reason(self) -> str | None:
        """The bank's reject reason (41–42), else the operation code that says it is a return."""
        operation = self.record.cut(33, 34)
        reason = self.record.cut(41, 42).strip("0")
        if reason:
            return self.record.cut(41, 42)
        return f"op_{operation.lower()}" if operation in RETURN_CODES else None

    def _wording(self) -> str:
        texts = [self.record.cut(49, 79)]
        for code in ("LIB", "LCC", "LC2"):
            texts += [data for qualifier, data in self.complements if qualifier == code]
        client = next((data for code, data in self.complements if code == "RCN"), "")
        texts.append(client[35:])
        texts += [f"{code} {data}" for code, data in self.complements if code not in KNOWN]
        return " ".join(filter(None, map(_squeezed, texts)))


def movement_of(record: Record, account: str, currency: str) -> Movement:
    """Read a 04 record; raises UnreadableFileError naming the position."""
    booked_on = record.day(35)
    if booked_on is None:
        raise wrong(record, 35, "missing_booking_day", "la date de comptabilisation manque")
    return Movement(record, account, currency, record.cents(), booked_on)


def complement_of(record: Record) -> tuple[str, str]:
    """Qualifier (may be blank) and its 70 characters, as they stand."""
    return record.cut(46, 48), record.text[48:118].rstrip()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _told(text: str) -> str | None:
    """None for a field filled with zeros, which says nothing."""
    return _squeezed(text) if text.strip("0 ") else None
