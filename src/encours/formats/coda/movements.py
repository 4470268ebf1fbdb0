"""A movement of a CODA (21, 22, 23) with what informs of it (31, 32, 33) becomes a bank line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from encours.formats.bank_lines import reference, refused, row_of
from encours.formats.bank_text import AGAIN, short_day, valid_iban

_STRUCTURED: Final = frozenset({"101", "102"})
_RETURNS: Final = frozenset("12345")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of 128 characters, its line from 1."""

    line: int
    text: str

    def cut(self, start: int, end: int) -> str:
        """Positions as the standard counts them: from 1, both ends included."""
        return self.text[start - 1 : end].strip()

    def raw(self, start: int, end: int) -> str:
        """The same, blanks kept: a communication goes on in the next record."""
        return self.text[start - 1 : end]

    def cents(self, sign: int) -> int:
        """The amount after the sign at that position: fifteen figures, three of them decimals."""
        mark, digits = self.text[sign - 1 : sign], self.text[sign : sign + 15]
        if mark not in {"0", "1"} or not (digits.isascii() and digits.isdecimal()):
            raise self.wrong(sign, "unreadable_amount", f"« {mark}{digits} » n’est pas un montant CODA")
        cents, rest = divmod(int(digits), 10)
        if rest:
            raise self.wrong(sign, "amount_decimals", "le montant a plus de deux décimales")
        return -cents if mark == "1" else cents

    def day(self, start: int) -> date | None:
        """DDMMYY at this position; None when zeros or blank."""
        text = self.cut(start, start + 5)
        return short_day(text[4:] + text[2:4] + text[:2], self.line, str(start)) if text.strip("0") else None

    def wrong(self, position: int, rule: str, what: str) -> Exception:
        """A refusal that says record and position."""
        return refused(rule, f"Enregistrement {self.line}, position {position} : {what}.", AGAIN, self.line)


@dataclass(slots=True)
class Movement:
    """A 21 and the records that go on from it; `details` are those of a globalisation."""

    record: Record
    amount_cents: int
    booked_on: date
    value_on: date | None
    said: str
    structured: bool
    client: str = ""
    account: str = ""
    name: str = ""
    reason: str = ""
    informed: list[str] = field(default_factory=list)
    details: list[Movement] = field(default_factory=list)

    def more(self, record: Record) -> None:
        """What a 22, 23, 31, 32 or 33 adds."""
        kind = record.text[:2]
        if kind == "22":
            self.said += record.raw(11, 63)
            self.client = record.cut(64, 98)
            self.reason = record.cut(114, 117) if record.cut(113, 113) in _RETURNS else ""
        elif kind == "23":
            self.account = re.sub(r"[A-Z]{3}$", "", record.cut(11, 47)).strip()
            self.name = record.cut(48, 82)
            self.said += record.raw(83, 125)
        elif kind == "31":
            self.informed.append(record.raw(44, 113) if record.cut(40, 40) == "1" else record.raw(41, 113))
        else:
            self.informed.append(record.raw(11, 115 if kind == "32" else 100))

    def row(self) -> dict[str, Any]:
        """A BankLine row of this movement alone."""
        code, text = (self.said[:3], self.said[3:]) if self.structured else ("", self.said)
        digits = text.strip()[:12]
        told = digits if code in _STRUCTURED and digits.isdecimal() else None
        return row_of(
            self.booked_on,
            self.amount_cents,
            value_on=self.value_on,
            counterparty=self.name,
            iban=valid_iban(self.account.split()[0] if self.account else None),
            end_to_end_id=reference(self.client),
            reference=told,
            bank_reference=self.record.cut(11, 31),
            return_reason=self.reason,
            wording=" ".join([text, *self.informed]),
        )


def movement_of(record: Record) -> Movement:
    """Read a 21; raises UnreadableFileError naming the position."""
    value_on = record.day(48)
    booked_on = record.day(116) or value_on
    if booked_on is None:
        raise record.wrong(116, "missing_booking_day", "la date de comptabilisation manque")
    return Movement(
        record=record,
        amount_cents=record.cents(32),
        booked_on=booked_on,
        value_on=value_on,
        said=record.raw(63, 115),
        structured=record.cut(62, 62) == "1",
    )
