"""When accesses were last reviewed, and whether that is too long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from encours.desk import clock
from encours.records.parties.models import Creditor
from encours.records.people.models import AccessReview, Membership, policy_of
from encours.records.prepared import prepared

_FEW = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """The review open now, the last signed, how often one is due, and whether one is due on the day asked."""

    open: AccessReview | None
    last: AccessReview | None
    months: int
    due: bool


def standing(creditor: Creditor, *, on: date) -> Standing:
    """Say where the reviews of a creditor stand: three queries.

    A creditor that one person alone sees needs none. The first is due so many months after the set-up.
    """
    months = policy_of(creditor).review_months
    last = _last_signed.first(creditor.pk)
    since = last.signed_at if last else creditor.set_up_at
    alone = len(_members(creditor.pk)) < _FEW
    late = since is not None and _after(clock.day_of(creditor, since), months) <= on
    return Standing(_open.first(creditor.pk), last, months, due=late and not alone)


@prepared
def _open(creditor_id: int) -> QuerySet[AccessReview]:
    return AccessReview.objects.filter(creditor=creditor_id, signed_at__isnull=True).order_by("pk")[:1]


@prepared
def _last_signed(creditor_id: int) -> QuerySet[AccessReview]:
    signed = AccessReview.objects.filter(creditor=creditor_id, signed_at__isnull=False)
    return signed.order_by("-signed_at")[:1]


@prepared
def _members(creditor_id: int) -> QuerySet[Membership, int]:
    return Membership.objects.filter(creditor=creditor_id).values_list("pk", flat=True)[:_FEW]


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError  # every month has 28 days
