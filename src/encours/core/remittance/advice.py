"""One shape for every remittance advice, whatever told it, and what keeps it from being relied on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

KINDS = ("invoice", "credit_note", "other")


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A document that the payer pays: `gross_cents` less `discount_cents` less `deduction_cents` is `paid_cents`.

    A credit note that the payer takes is negative. `number` is as it was written, empty for what concerns no document;
    `code` is the payer's reason for a deduction (`EDI:19`, `X12:59`), `text` its words.
    """

    number: str
    paid_cents: int
    gross_cents: int | None = None
    discount_cents: int = 0
    deduction_cents: int = 0
    kind: str = "invoice"
    code: str = ""
    text: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What a payer says of one payment; `total_cents` is as it says it, None where it does not."""

    payer: str
    currency: str
    lines: tuple[AdviceLine, ...]
    total_cents: int | None = None
    number: str = ""
    paid_on: date | None = None
    payer_id: str = ""
    bank_reference: str = ""
    iban: str = ""

    @property
    def lines_cents(self) -> int:
        """What the lines come to."""
        return sum(each.paid_cents for each in self.lines)

    def mark(self) -> str:
        """The same advice, told by two files, bears the same mark."""
        told = [
            " ".join(self.payer.upper().split()),
            self.number.upper(),
            str(self.paid_on),
            self.currency,
            str(self.total_cents),
            *(f"{each.number.upper()}:{each.paid_cents}" for each in self.lines),
        ]
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an advice waits for a person, with the figures that do not tie."""

    rule: str
    line: int = 0
    said_cents: int | None = None
    found_cents: int | None = None


def flaw_of(advice: Advice) -> Flaw | None:
    """The first reason not to rely on an advice; None when its sums hold."""
    if not advice.lines:
        return Flaw("no_line")
    for each in advice.lines:
        if each.gross_cents is None:
            continue
        left = each.gross_cents - each.discount_cents - each.deduction_cents
        if left != each.paid_cents:
            return Flaw("line_does_not_tie", each.line, each.paid_cents, left)
    if advice.total_cents is None:
        return Flaw("no_total", found_cents=advice.lines_cents)
    if advice.total_cents != advice.lines_cents:
        return Flaw("total_does_not_tie", said_cents=advice.total_cents, found_cents=advice.lines_cents)
    return None if advice.total_cents > 0 else Flaw("nothing_paid", said_cents=advice.total_cents)


def facts_of(advice: Advice) -> dict[str, Any]:
    """Plain JSON values of an advice, for `encours inspect`."""
    flaw = flaw_of(advice)
    return {
        "payer": advice.payer,
        "payer_id": advice.payer_id,
        "number": advice.number,
        "paid_on": advice.paid_on.isoformat() if advice.paid_on else None,
        "total_cents": advice.total_cents,
        "lines_cents": advice.lines_cents,
        "currency": advice.currency,
        "bank_reference": advice.bank_reference,
        "iban": advice.iban,
        "flaw": None
        if flaw is None
        else {
            "rule": flaw.rule,
            "line": flaw.line,
            "said_cents": flaw.said_cents,
            "found_cents": flaw.found_cents,
        },
        "lines": [
            {
                "number": each.number,
                "kind": each.kind,
                "gross_cents": each.gross_cents,
                "discount_cents": each.discount_cents,
                "deduction_cents": each.deduction_cents,
                "paid_cents": each.paid_cents,
                "code": each.code,
                "text": each.text,
            }
            for each in advice.lines
        ],
    }
