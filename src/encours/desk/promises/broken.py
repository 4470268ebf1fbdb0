"""Promises that were not kept, on the list of work from the morning after their end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.work.ranking import Candidate
from encours.desk.promises import telling
from encours.desk.visits import Visit
from encours.desk.work.candidates import Found
from encours.desk.work.whose import Whose, waiting
from encours.records.prepared import prepared
from encours.records.promises.models import Promise
from encours.words import amounts, days
from encours.words.languages import nearest

_MOST = 60
_RECENT = timedelta(days=30)
_UNKEPT = ("broken", "part_kept")


def broken_promises(visit: Visit, whose: Whose) -> list[Found]:
    """Those that ended within a month and were not kept, or not wholly, and that no later promise replaces."""
    ended = _ended(whose, visit.on, visit.on - _RECENT)
    told = [one for one in telling.told(ended, visit.on) if one.state in _UNKEPT] if ended else []
    again = {*_promised_again(tuple({one.promise.customer_id for one in told}), visit.on)}
    return [
        Found(
            Candidate(
                "promise",
                one.promise.pk,
                one.promised_cents - one.paid_cents,
                one.promise.currency,
                days_late=(visit.on - one.promise.due_on).days,
                due=True,
            ),
            one,
        )
        for one in told
        if one.promise.customer_id not in again
    ][:_MOST]


@waiting
def _ended(whose: Whose, before: date, since: date) -> QuerySet[Promise]:
    rows = Promise.objects.seen(whose.sight).filter(
        until_on__lt=before, until_on__gte=since, withdrawn_on__isnull=True
    )
    return whose.keep(rows).select_related("customer").order_by("-until_on", "-pk")[: _MOST * 2]


@prepared
def _promised_again(customers: tuple[int, ...], on: date) -> QuerySet[Promise, int]:
    rows = Promise.objects.filter(customer_id__in=customers, until_on__gte=on, withdrawn_on__isnull=True)
    return rows.values_list("customer_id", flat=True)


def said_of_broken(one: telling.Told) -> str:
    """What was promised, for when, and what came of it."""
    language = nearest(get_language())
    made = one.promise
    facts = {
        "promised": amounts.money(one.promised_cents, made.currency, language),
        "paid": amounts.money(one.paid_cents, made.currency, language),
        "day": days.day(made.due_on, language),
    }
    if one.paid_cents:
        return _("Promis %(promised)s pour le %(day)s : %(paid)s payés") % facts
    return _("Promis %(promised)s pour le %(day)s : rien n’est venu") % facts
