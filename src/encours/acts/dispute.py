"""Flagging a dispute on an invoice, and closing it; what is disputed is not chased."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.connect.intend import Wish, intend
from encours.connectors.values import decimal_text
from encours.core.refusals import RuleError
from encours.records.disputes.models import Dispute
from encours.records.history.writing import Record, recording
from encours.records.receivables.models import Receivable


def open_dispute(
    receivable: Receivable, *, amount_cents: int, reason: str, on: date, author: str, at: datetime
) -> Dispute:
    """Record that so many cents of a receivable are contested.

    Raises
        RuleError: no reason, or an amount that is not between one cent and what is open.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Un litige porte un motif : l'indiquer.")
    if not 0 < amount_cents <= receivable.open_cents:
        raise RuleError("amount_out_of_range", "Le montant en litige va d'un centime au reste dû.")
    with recording(receivable.creditor_id, "open_dispute", author=author, cause=reason, at=at) as record:
        contested = Dispute(receivable=receivable, amount_cents=amount_cents, reason=reason, by=author)
        return write_dispute(record, contested, on=on)


def write_dispute(record: Record, contested: Dispute, *, on: date) -> Dispute:
    """Write a dispute, or a deduction, with its receivable, amount, reason and author; connected systems are told."""
    receivable = contested.receivable
    contested.creditor, contested.recorded_at, contested.entry = record.creditor, record.at, record.entry
    contested.customer_id, contested.opened_on = receivable.customer_id, on
    contested.save(force_insert=True)
    record.wrote(Dispute, [contested])
    told = {
        contested.kind: contested.pk,
        "invoice": receivable.number,
        "amount_cents": contested.amount_cents,
        "reason": contested.reason,
    }
    record.of(receivable.customer_id, **told, **({"code": contested.code} if contested.code else {}))
    opened = "Déduction contestée" if contested.kind == "deduction" else "Litige ouvert"
    amount = f"{decimal_text(contested.amount_cents)} {receivable.currency}"
    text = f"{opened} : {amount}, {contested.reason}"
    intend(record, [Wish("status", receivable.customer_id, on, text, receivable)])
    return contested


def close_dispute(dispute: Dispute, *, outcome: str, on: date, author: str, at: datetime) -> None:
    """Close a dispute with what came of it.

    Raises
        RuleError: it was closed already.
    """
    with recording(dispute.creditor_id, "close_dispute", author=author, cause=outcome, at=at) as record:
        open_ones = Dispute.objects.filter(pk=dispute.pk, closed_on__isnull=True)
        if not open_ones.update(closed_on=on, outcome=outcome):
            raise RuleError("already_closed", "Ce litige est déjà clos.")
        record.of(dispute.customer_id, dispute=dispute.pk, closed_on=on, outcome=outcome)
        text = f"Litige clos : {outcome}"
        intend(record, [Wish("status", dispute.customer_id, on, text, dispute.receivable)])
