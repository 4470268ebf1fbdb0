"""A person says what a returned payment takes back, where nothing told it by itself; or that it is nothing of ours."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import F

from encours.acts.giving_back import post_return, put_at_rest
from encours.acts.rules import same_version
from encours.acts.undo_application import apply_again, reopen, reopen_part
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.returning import takes_back, untied, waiting_credits
from encours.records.history.writing import recording

_ACT = "tie_return"


def tie_return(line: BankLine, payment: Payment, *, made_from: int | None, author: str, at: datetime) -> None:
    """Say which payment a return takes back: what it had paid is open again on the day of the return.

    Of a larger payment a part is taken back; of a smaller one all, and the rest is the bank's fee, which no customer
    owes by it.

    Raises
        StaleFormError: the line changed since the form was made.
        RuleError: it is no return that waits, or the payment is not one that it may take back.
    """
    with recording(line.creditor_id, _ACT, author=author, cause=f"bank line {line.pk}", at=at) as record:
        now = _waiting(line, made_from)
        ours = Payment.objects.of([now.creditor_id])
        found = takes_back(now, ours, whose=[payment.customer_id]).filter(pk=payment.pk).first()
        if found is None:
            raise RuleError(
                "payment_not_returned", "Ce paiement n'est plus de ceux que ce rejet peut reprendre."
            )
        cents = min(-now.amount_cents, found.left_cents)  # type: ignore[attr-defined] # annotated by `takes_back`
        whole = cents == found.amount_cents
        told: dict[str, Any] = {"reason": "returned", "on": now.booked_on}
        again = (
            partial(reopen, record, found, **told)
            if whole
            else partial(reopen_part, record, found, cents, **told)
        )
        post_return(
            record, now, found, again, cents=cents, credit_line_id=found.bank_line_id if whole else None
        )
        record.tell(returned_cents=cents, fee_cents=-now.amount_cents - cents)
        BankLine.objects.filter(pk=now.pk).update(version=F("version") + 1)


def tie_to_credit(
    line: BankLine, credit: BankLine, *, made_from: int | None, author: str, at: datetime
) -> None:
    """Say that a return takes back a credit that paid nothing yet: neither waits any more.

    Raises
        StaleFormError: the line changed since the form was made.
        RuleError: it is no return that waits, or the credit does not wait any more.
    """
    with recording(line.creditor_id, _ACT, author=author, cause=f"bank line {line.pk}", at=at) as record:
        now = _waiting(line, made_from)
        if not waiting_credits(now).filter(pk=credit.pk).exists() or not put_at_rest(now, credit.pk):
            raise RuleError("credit_not_waiting", "Cet encaissement n'attend plus d'affectation.")
        BankLine.objects.filter(pk=now.pk).update(
            set_aside_reason="reprend un encaissement qui attendait", version=F("version") + 1
        )
        record.tell(line=now.pk, credit=credit.pk)


def dismiss_return(line: BankLine, *, reason: str, made_from: int | None, author: str, at: datetime) -> None:
    """Say that a return takes back nothing of our customers, with a reason.

    Raises
        StaleFormError: the line changed since the form was made.
        RuleError: no reason, or it is no return that waits.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Dire pourquoi ce rejet ne concerne aucun client.")
    with recording(line.creditor_id, "dismiss_return", author=author, cause=reason, at=at) as record:
        now = _waiting(line, made_from)
        told = {"state": "debit", "set_aside_reason": reason.strip()[:200]}
        BankLine.objects.filter(pk=now.pk).update(**told, version=F("version") + 1)
        record.tell(line=now.pk, reason=reason)


def undo_return(
    line: BankLine, *, reason: str, made_from: int | None, author: str, at: datetime, on: date
) -> None:
    """Take back what a person said of a return: it waits again, and the payment pays again what is still open of it.

    What a person tied is undone; what the bank's own words tied is a fact of theirs.

    Raises
        StaleFormError: the line changed since the form was made.
        RuleError: no reason, or no person said anything of this line.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Revenir sur un rejet demande un motif : l'indiquer.")
    with recording(line.creditor_id, "undo_return", author=author, cause=reason, at=at) as record:
        now = BankLine.objects.get(pk=line.pk)
        same_version(now.version, made_from, "Cette ligne")
        back = said_by_person(now)
        if back is None and not dismissed(now):
            raise RuleError("return_not_said", "Personne n'a rien dit de ce rejet sur quoi revenir.")
        BankLine.objects.filter(pk=now.pk).update(
            state="returned", set_aside_reason="", version=F("version") + 1
        )
        record.tell(line=now.pk)
        if back is None or back.gives_back is None:
            return
        Payment.objects.filter(pk=back.pk).update(
            gone_on=back.gone_on or on, bank_line=None, entry_number="", ledger_key=""
        )
        record.of(back.customer_id, return_undone=back.gives_back.key, amount_cents=-back.amount_cents)
        apply_again(record, back.gives_back, on=on)


def said_by_person(line: BankLine) -> Payment | None:
    """The money given back by this line where a person tied it."""
    told = Payment.objects.filter(bank_line=line, amount_cents__lt=0, entry__act=_ACT)
    return told.select_related("gives_back").first()


def dismissed(line: BankLine) -> bool:
    """Whether a person said that this return takes back nothing of ours, or a credit that waited."""
    return line.state == "debit" and bool(line.return_reason and line.set_aside_reason)


def _waiting(line: BankLine, made_from: int | None) -> BankLine:
    now = BankLine.objects.get(pk=line.pk)
    same_version(now.version, made_from, "Cette ligne")
    if not untied(BankLine.objects.of([now.creditor_id])).filter(pk=now.pk).exists():
        raise RuleError("return_not_waiting", "Ce rejet est déjà rattaché, ou n'en est plus un.")
    return now
