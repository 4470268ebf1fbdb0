"""When accesses were last reviewed, and whether that is too long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.desk import clock
from encours.records.parties.models import Creditor
from encours.records.people.models import AccessReview, Membership, policy_of

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
    rows = AccessReview.objects.of([creditor.pk])
    months = policy_of(creditor).review_months
    opened = rows.filter(signed_at__isnull=True).first()
    last = rows.filter(signed_at__isnull=False).order_by("-signed_at").first()
    since = last.signed_at if last else creditor.set_up_at
    alone = Membership.objects.of([creditor.pk])[:_FEW].count() < _FEW
    late = since is not None and _after(clock.day_of(creditor, since), months) <= on
    return Standing(opened, last, months, due=late and not alone)


def _after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError  # every month has 28 days
