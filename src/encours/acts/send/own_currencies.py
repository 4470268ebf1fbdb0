"""What the lines of a message say in the currencies of their invoices."""

from __future__ import annotations

from typing import Any

from encours.acts.send.gathering import Dossier
from encours.core.own_currency import Own, alone, own_of, own_totals
from encours.records.messages.models import MessageItem


def own_amount(dossier: Dossier, line: MessageItem) -> Own | None:
    """A line in the currency of its invoice, where it is not that of the books."""
    receivable = dossier.receivables[line.receivable_id]
    return own_of(
        amount_cents=receivable.amount_cents,
        open_cents=line.open_cents,
        currency=receivable.currency,
        foreign_cents=receivable.foreign_cents,
        foreign_currency=receivable.foreign_currency,
    )


def own_sums(dossier: Dossier, about: list[MessageItem], *, deducted: bool) -> dict[str, Any]:
    """Sums by own currency; payable in one of them only where nothing in the currency of the books is deducted."""
    owns = [own_amount(dossier, line) for line in about]
    sole = None if deducted else alone(owns)
    return {
        "own": [{"currency": currency, "cents": cents} for currency, cents in own_totals(owns)],
        "payable": {"currency": sole[0], "cents": sole[1]} if sole else None,
    }
