"""The facts of one case on a day, as `core.legal` weighs them: a dozen small queries, for a page or an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet, Sum

from encours.acts.send.context import DEADLINE_DAYS
from encours.core.legal.facts import PROOFS, CaseFacts
from encours.core.segments.survival import payment_survival
from encours.records.cases.models import Case, Hold
from encours.records.cash.models import Application, Payment
from encours.records.disputes.models import Dispute
from encours.records.doubtful.reading import running_marks
from encours.records.frames.doorway import fetch
from encours.records.frames.doubtful import formal_codes
from encours.records.frames.promises import standing_of
from encours.records.legal.models import JudicialPhase
from encours.records.messages.models import NO_STEPS, Delivery
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.promises.models import Promise
from encours.records.receivables.models import Receivable

_NOTICE_DAYS = 8  # of a formal notice whose text gives none (reference §3.1: 8 to 15 days are usual)
_PAID = """
SELECT r.customer_id, r.due_on, CASE WHEN r.open_cents = 0 THEN (
  SELECT MAX(a.applied_on) FROM cash_application a WHERE a.receivable_id = r.id) END
FROM receivables_receivable r WHERE r.creditor_id = %s AND r.customer_id = %s AND r.amount_cents > 0
  AND r.same_as_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """A formal notice that was delivered: its message, its day, the last day it gave."""

    message_id: int
    on: date
    deadline_on: date


def open_case(customer: Customer) -> Case | None:
    """The case that runs, if one does."""
    return Case.objects.filter(customer=customer, closed_on__isnull=True).first()


def running_phase(customer_id: int) -> JudicialPhase | None:
    """The judicial phase that runs, if one does."""
    return JudicialPhase.objects.filter(customer=customer_id, left_on__isnull=True).first()


def facts_of(customer: Customer, creditor: Creditor, *, on: date) -> CaseFacts:
    """Everything that the choice of a procedure rests on."""
    ours = Receivable.objects.filter(
        customer=customer, currency=creditor.currency, gone_on__isnull=True, same_as__isnull=True, factor=""
    )
    late = ours.filter(open_cents__gt=0, due_on__lt=on)
    disputes = Dispute.objects.filter(customer=customer, closed_on__isnull=True, receivable__in=late)
    insolvent = Hold.objects.filter(
        Q(released_on__isnull=True) | Q(released_on__gt=on),
        customer=customer, kind="insolvency", from_on__lte=on,
    ).first()  # fmt: skip
    sent = _reminders(customer, creditor, on)
    notice = notice_of(customer, creditor, on=on)
    until, broken, promised_on = _promises(customer, on)
    oldest = late.order_by("due_on").values_list("due_on", flat=True).first()
    return CaseFacts(
        regime=customer.regime,
        currency=creditor.currency,
        claim_cents=max(_sum(late, "open_cents") - _deducted(customer, creditor, ours), 0),
        disputed_cents=_sum(disputes, "amount_cents"),
        oldest_due_on=oldest,
        insolvent_on=insolvent.from_on if insolvent else None,
        doubtful=customer.pk in running_marks([customer.pk]),
        reminders=len(sent),
        reminded_on=max(sent, default=None),
        noticed_on=notice.on if notice else None,
        deadline_on=notice.deadline_on if notice else None,
        promised_until=until,
        broken=broken,
        acknowledged_on=_acknowledged(customer, promised_on, oldest, on),
        proofs=frozenset(
            Attachment.objects.filter(customer=customer, removed_at__isnull=True, kind__in=PROOFS)
            .values_list("kind", flat=True)
        ),
        solvency=_solvency(creditor, customer, on),
    )  # fmt: skip


def _deducted(customer: Customer, creditor: Creditor, ours: QuerySet[Receivable]) -> int:
    """What is taken off what is claimed: credit notes, and money that waits to be applied."""
    idle = Payment.objects.filter(
        customer=customer, currency=creditor.currency, unapplied_cents__gt=0, gone_on__isnull=True
    )
    return _sum(idle, "unapplied_cents") - _sum(ours.filter(open_cents__lt=0), "open_cents")


def _sum(rows: QuerySet[Any], column: str) -> int:
    return int(rows.aggregate(cents=Sum(column))["cents"] or 0)


def _delivered(customer: Customer, on: date) -> list[tuple[int, str, date]]:
    """Reminders delivered for what is still owed, neither come back nor recalled: message, step, day."""
    rows = Delivery.objects.filter(
        customer=customer, state="delivered", on__lte=on, message__items__receivable__open_cents__gt=0,
        message__items__position__isnull=False, message__bounce__isnull=True,
    ).exclude(message__step_code__in=NO_STEPS).exclude(message__state="recalled")  # fmt: skip
    return list(rows.order_by("on", "pk").values_list("message_id", "message__step_code", "on").distinct())


def _reminders(customer: Customer, creditor: Creditor, on: date) -> list[date]:
    formal = formal_codes(creditor.pk)
    return [day for _message, step, day in _delivered(customer, on) if step not in formal]


def notice_of(customer: Customer, creditor: Creditor, *, on: date) -> Notice | None:
    """The last formal notice delivered for what is still owed."""
    formal = formal_codes(creditor.pk)
    found = [(message, step, day) for message, step, day in _delivered(customer, on) if step in formal]
    if not found:
        return None
    message, step, day = found[-1]
    return Notice(message, day, day + timedelta(days=DEADLINE_DAYS.get(step, _NOTICE_DAYS)))


def _promises(customer: Customer, on: date) -> tuple[date | None, int, date | None]:
    """Until when one runs, how many were broken, and the day of the last one."""
    rows = list(Promise.objects.filter(customer=customer, made_on__lte=on).order_by("pk"))
    if not rows:
        return None, 0, None
    states = dict(standing_of([one.pk for one in rows], on=on).select("promise_id", "state").iter_rows())
    runs = [one.until_on for one in rows if states[one.pk] == "running"]
    broken = sum(states[one.pk] in {"broken", "part_kept"} for one in rows)
    return max(runs, default=None), broken, max(one.made_on for one in rows)


def _acknowledged(customer: Customer, promised_on: date | None, oldest: date | None, on: date) -> date | None:
    """The last day of a promise, or of a payment in part of what is still owed."""
    parts = Application.objects.filter(
        receivable__customer=customer, receivable__open_cents__gt=0, payment__isnull=False,
        reverses__isnull=True, reversed_by__isnull=True, applied_on__lte=on,
    )  # fmt: skip
    paid_on = parts.order_by("-applied_on").values_list("applied_on", flat=True).first()
    told = [day for day in (promised_on, paid_on) if day is not None and (oldest is None or day > oldest)]
    return max(told, default=None)


def _solvency(creditor: Creditor, customer: Customer, on: date) -> int | None:
    """The share of its invoices that it pays thirty days late at most (`core.segments.survival`)."""
    kinds = {"customer_id": pl.Int64, "due_on": pl.Date, "paid_on": pl.Date}
    found = payment_survival(fetch(_PAID, [creditor.pk, customer.pk], kinds), on=on)
    told: int | None = found["solvency"][0] if len(found) else None
    return told
