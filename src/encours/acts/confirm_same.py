"""A person says whether a bank line and a payment of the ledger are one fact."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.undo_application import apply_again
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine, Doubt, Payment
from encours.records.history.writing import Record, recording


def confirm_same(doubt: Doubt, *, same: bool, author: str, at: datetime, on: date) -> None:
    """Answer one doubt.

    The same: the line confirms that payment, and creates nothing. Not the same: once every doubt of the line
    is answered so, it is money of its own; what it paid before the doubt is paid again.

    Raises
        RuleError: it was answered already, or another line confirms that payment.
    """
    cause = "the same" if same else "not the same"
    with recording(doubt.creditor_id, "confirm_same", author=author, cause=cause, at=at) as record:
        now = Doubt.objects.select_related("payment").get(pk=doubt.pk)
        if now.same is not None:
            raise RuleError("already_answered", "Une personne a déjà répondu pour cette ligne.")
        if same and now.payment.bank_line_id is not None:
            raise RuleError("payment_confirmed", "Une autre ligne de banque confirme déjà ce règlement.")
        _answer(record, Doubt.objects.filter(pk=now.pk), same=same, author=author)
        if same:
            _confirm(record, now, author=author, on=on)
        _let_wait(record, now.line_id, on=on)
        record.of(now.payment.customer_id, line=now.line_id, payment=now.payment.key, same=same)


def _answer(record: Record, doubts: object, *, same: bool, author: str) -> None:
    doubts.update(same=same, answered_by=author, answered_at=record.at)  # type: ignore[attr-defined]


def _confirm(record: Record, doubt: Doubt, *, author: str, on: date) -> None:
    """The line is this payment, hence none of the others, and no other line is."""
    Payment.objects.filter(pk=doubt.payment_id).update(bank_line_id=doubt.line_id)
    BankLine.objects.filter(pk=doubt.line_id).update(state="confirmed", version=F("version") + 1)
    open_ones = Doubt.objects.filter(same__isnull=True)
    _answer(record, open_ones.filter(line=doubt.line_id), same=False, author=author)
    others = list(open_ones.filter(payment=doubt.payment_id).values_list("line_id", flat=True))
    _answer(record, open_ones.filter(payment=doubt.payment_id), same=False, author=author)
    for line in others:
        _let_wait(record, line, on=on)


def _let_wait(record: Record, line_id: int, *, on: date) -> None:
    """A line that is none of the ledger's payments: its own payment counts again, else it waits for a match."""
    line = BankLine.objects.get(pk=line_id)
    if line.state != "doubtful" or Doubt.objects.filter(line=line, same__isnull=True).exists():
        return
    state = "unapplied"
    for payment in Payment.objects.filter(pk__in=_suspended(line)):
        Payment.objects.filter(pk=payment.pk).update(gone_on=None)
        apply_again(record, payment, on=on)
        state = "applied"
    BankLine.objects.filter(pk=line.pk).update(state=state, version=F("version") + 1)


def _suspended(line: BankLine) -> set[int]:
    found = Doubt.objects.filter(line=line, suspended__isnull=False).values_list("suspended_id", flat=True)
    return {key for key in found if key is not None}
