"""What an electronic invoice and the books say differently of one invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of an invoice; the amount as a receivable counts it, negative for a credit."""

    amount_cents: int
    currency: str
    issued_on: date
    due_on: date | None


def differences(books: Said, document: Said) -> list[str]:
    """Codes of what differs, gravest first: `amount`, `currency`, `due_on`, `issued_on`."""
    told = []
    if books.currency != document.currency:
        told.append("currency")
    elif books.amount_cents != document.amount_cents:
        told.append("amount")
    if document.due_on is not None and books.due_on != document.due_on:
        told.append("due_on")
    if books.issued_on != document.issued_on:
        told.append("issued_on")
    return told
