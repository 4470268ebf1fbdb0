"""Promises that were not kept, on the list of work from the morning after their end."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.work.ranking import Candidate
from encours.desk.promises import telling
from encours.desk.visits import Visit
from encours.desk.work.candidates import Found
from encours.desk.work.whose import Whose
from encours.records.promises.models import Promise
from encours.words import amounts, days
from encours.words.languages import nearest

_MOST = 60
_RECENT = timedelta(days=30)
_UNKEPT = ("broken", "part_kept")


def broken_promises(visit: Visit, whose: Whose) -> list[Found]:
    """Those that ended within a month and were not kept, or not wholly, and that no later promise replaces."""
    ended = Promise.objects.seen(visit.sight).filter(
        until_on__lt=visit.on, until_on__gte=visit.on - _RECENT, withdrawn_on__isnull=True
    )
    rows = whose.keep(ended).select_related("customer").order_by("-until_on", "-pk")[: _MOST * 2]
    told = [one for one in telling.told(list(rows), visit.on) if one.state in _UNKEPT]
    customers = {one.promise.customer_id for one in told}
    again = set(
        Promise.objects.filter(
            customer_id__in=customers, until_on__gte=visit.on, withdrawn_on__isnull=True
        ).values_list("customer_id", flat=True)
    )
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
            one.promise.customer,
            one,
        )
        for one in told
        if one.promise.customer_id not in again
    ][:_MOST]


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
