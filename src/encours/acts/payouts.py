"""Payouts of payment providers: each tied to the credit of the bank that it is, which pays nobody a second time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import F

from encours.acts.deciding_once import decide_then_write
from encours.acts.rules import same_version
from encours.core.matching.payouts import entered, settled
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine, Candidate, Doubt, Payment
from encours.records.cash.payouts import Payout
from encours.records.frames.payouts import credits_entered, credits_of_payouts, payouts_to_tie
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

_WAITING = ("unapplied", "doubtful", "set_aside", "confirmed")
_BY_PERSON = "by_person"


def tie_payouts(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Tie every payout whose credit is certain; return how many ties were made or changed.

    All that no person decided is looked at anew, so that the files may come in any order and end alike.
    """
    if not Payout.objects.filter(creditor=creditor, state__in=("waiting", "tied")).exists():
        return 0
    return (
        decide_then_write(
            creditor.pk,
            lambda: _decide(creditor.pk),
            _write,
            act="tie_payouts",
            author=author,
            cause="payouts of providers",
            at=at,
        )
        or 0
    )


def tie_payout(
    payout: Payout, line: BankLine, *, reason: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Say which credit a payout is; a difference between the two asks for a reason.

    Raises
        StaleFormError: the payout changed since the page was read.
        RuleError: it does not wait, the line is no credit that waits in its currency on an account of a bank, or
            the amounts differ and nobody says why.
    """
    with recording(payout.creditor_id, "tie_payout", author=author, cause=payout.reference, at=at) as record:
        now = Payout.objects.get(pk=payout.pk)
        same_version(now.version, made_from, "Ce versement")
        whole = BankLine.objects.get(pk=line.pk)
        if now.state != "waiting":
            raise RuleError("payout_not_waiting", "Ce versement n’attend plus de ligne de banque.")
        fits = (whole.creditor_id, whole.currency) == (now.creditor_id, now.currency)
        if (
            not fits
            or whole.amount_cents <= 0
            or whole.state not in _WAITING
            or whole.account_id == now.account_id
        ):
            raise RuleError(
                "line_wrong", "Cette ligne n’est pas un encaissement qui attend dans cette devise."
            )
        if whole.amount_cents != now.net_cents and not reason.strip():
            raise RuleError("reason_wrong", "Les deux montants diffèrent : dire pourquoi.")
        _tie(record, now.pk, whole.pk, _BY_PERSON, reason.strip()[:200])
        record.tell(payout=now.pk, line=whole.pk, reason=reason)


def untie_payout(payout: Payout, *, reason: str, made_from: int | None, author: str, at: datetime) -> None:
    """Take a payout from its credit, which waits again; only a person ties this payout from then on.

    Raises
        StaleFormError: the payout changed since the form was made.
        RuleError: no reason, or it is tied to nothing.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Détacher un versement demande un motif : l’indiquer.")
    with recording(payout.creditor_id, "untie_payout", author=author, cause=reason, at=at) as record:
        now = Payout.objects.get(pk=payout.pk)
        same_version(now.version, made_from, "Ce versement")
        if now.state != "tied" or now.line_id is None:
            raise RuleError("payout_not_tied", "Ce versement n’est rattaché à aucune ligne.")
        _release(now.pk, now.line_id)
        Payout.objects.filter(pk=now.pk).update(held=True)
        record.tell(payout=now.pk, line=now.line_id)


def dismiss_payout(payout: Payout, *, reason: str, made_from: int | None, author: str, at: datetime) -> None:
    """Say that no credit of the bank is awaited for a payout, with a reason.

    Raises
        StaleFormError: the payout changed since the form was made.
        RuleError: no reason, or it does not wait.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Dire pourquoi aucun virement n’est attendu.")
    with recording(payout.creditor_id, "dismiss_payout", author=author, cause=reason, at=at) as record:
        now = Payout.objects.get(pk=payout.pk)
        same_version(now.version, made_from, "Ce versement")
        if now.state != "waiting":
            raise RuleError("payout_not_waiting", "Ce versement n’attend plus de ligne de banque.")
        _change(now.pk, state="dismissed", reason=reason.strip()[:200])
        record.tell(payout=now.pk)


def await_payout(payout: Payout, *, made_from: int | None, author: str, at: datetime) -> None:
    """Await again the credit of a payout of which a person had decided: it is tied by itself where that is certain.

    Raises
        StaleFormError: the payout changed since the page was read.
        RuleError: it is tied, or nobody decided of it.
    """
    with recording(
        payout.creditor_id, "await_payout", author=author, cause=payout.reference, at=at
    ) as record:
        now = Payout.objects.get(pk=payout.pk)
        same_version(now.version, made_from, "Ce versement")
        if now.state == "tied" or not (now.held or now.state == "dismissed"):
            raise RuleError("payout_not_held", "Ce versement attend déjà sa ligne de banque.")
        _change(now.pk, state="waiting", held=False, reason="")
        record.tell(payout=now.pk)


def _decide(creditor_id: int) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """The ties to undo (`payout_id, line_id`) and those to make (and `reason`); None where all stand as they are."""
    posted = entered(*credits_entered(creditor_id))
    payouts = payouts_to_tie(creditor_id)
    if payouts.is_empty() and posted.is_empty():
        return None
    wanted = settled(payouts.drop("line_id"), credits_of_payouts(creditor_id, payouts, tied=True))
    present = payouts.select("payout_id", "line_id").drop_nulls()
    both = ["payout_id", "line_id"]
    freed, made = present.join(wanted, on=both, how="anti"), wanted.join(present, on=both, how="anti")
    return None if freed.is_empty() and made.is_empty() and posted.is_empty() else (freed, made)


def _write(record: Record, decided: tuple[pl.DataFrame, pl.DataFrame]) -> int:
    freed, made = decided
    for payout, line in freed.rows():
        _release(payout, line)
    for payout, line, reason in made.rows():
        _tie(record, payout, line, reason, "")
    posted = entered(*credits_entered(record.creditor.pk))
    for payout, payment in posted.rows():
        _change(payout, posted=payment)
    record.tell(payouts=made.rows(), released=freed.rows(), posted=posted.rows())
    return len(freed) + len(made)


def _tie(record: Record, payout_id: int, line_id: int, because: str, reason: str) -> None:
    """The payout stands in the place of the credit, which pays nobody: its customers' payments are the provider's.

    A payment of the ledger that the credit had confirmed goes on counting, for the books have it; no line confirms it.
    """
    entered_as = Payment.objects.filter(bank_line=line_id, source="ledger", gone_on__isnull=True)
    posted = entered_as.values_list("pk", flat=True).first()
    entered_as.update(bank_line=None)
    tied = {"state": "tied", "line": line_id, "tied_because": because, "reason": reason, "held": False}
    _change(payout_id, **tied, posted=posted)
    told: dict[str, Any] = {"state": "detailed", "set_aside_reason": "", "version": F("version") + 1}
    BankLine.objects.filter(pk=line_id).update(**told)
    Candidate.objects.filter(line=line_id).delete()
    doubts = Doubt.objects.filter(line=line_id, same__isnull=True)  # it is no payment of the ledger either
    doubts.update(same=False, answered_by=record.entry.author, answered_at=record.at)


def _release(payout_id: int, line_id: int) -> None:
    _change(payout_id, state="waiting", line=None, tied_because="", reason="", posted=None)
    BankLine.objects.filter(pk=line_id).update(state="unapplied", version=F("version") + 1)


def _change(payout_id: int, **told: Any) -> None:
    Payout.objects.filter(pk=payout_id).update(**told, version=F("version") + 1)
