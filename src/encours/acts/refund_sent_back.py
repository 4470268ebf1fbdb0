"""Refunds that the bank could not pay: the money is unapplied cash of the customer again, with the bank's reason."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from encours.core.sent_back import sent_back
from encours.records.cash.models import BankLine, Candidate, Payment
from encours.records.cash.outgoing import Refund
from encours.records.frames.refunds import made_refunds, waiting_returns
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor


def take_back_refunds(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Find the credits that are surely refunds sent back (`core.sent_back`); return how many.

    The refund stays what it was, and its return is a payment of its own: each is a line of the bank.
    """
    made = made_refunds(creditor.pk)
    if made.is_empty():
        return 0
    found = sent_back(made, waiting_returns(creditor.pk, since=min(made["made_on"].to_list())))
    if found.is_empty():
        return 0
    done = 0
    with recording(creditor, "take_back_refunds", author=author, cause="bank lines", at=at) as record:
        for key, line in found.iter_rows():
            done += _came_back(record, Refund.objects.get(pk=key), BankLine.objects.get(pk=line))
        record.tell(refunds=done)
    return done


def _came_back(record: Record, refund: Refund, line: BankLine) -> bool:
    if refund.state != "made" or line.state != "unapplied":
        return False
    payment = Payment.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        known_on=line.booked_on,
        reconstructed=True,
        customer_id=refund.customer_id,
        key=f"bank:{line.pk}:{refund.customer_id}:{line.version}",
        source="bank",
        paid_on=line.booked_on,
        amount_cents=line.amount_cents,
        unapplied_cents=line.amount_cents,
        currency=line.currency,
        label=line.wording[:300],
        bank_line=line,
    )
    record.wrote(Payment, [payment])
    BankLine.objects.filter(pk=line.pk).update(state="applied", version=F("version") + 1)
    Candidate.objects.filter(line=line).delete()
    Refund.objects.filter(pk=refund.pk).update(
        state="sent_back", sent_back_line=line, ended_on=line.booked_on, version=F("version") + 1
    )
    record.of(
        refund.customer_id,
        refund=refund.reference,
        state="sent_back",
        line=line.pk,
        return_reason=line.return_reason,
    )
    return True
