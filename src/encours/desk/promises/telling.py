"""Promises in words: what became of each, as `core` reckons it on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.promises import STATES
from encours.desk.telling import author_name
from encours.desk.visits import Visit
from encours.records.frames.promises import standing_of
from encours.records.parties.models import Customer
from encours.records.prepared import prepared
from encours.records.promises.models import Promise
from encours.words.amounts import money
from encours.words.days import day
from encours.words.languages import nearest

_RECENT = timedelta(days=30)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Told:
    """A promise and what became of it; `promised_cents` is what was left to be paid of it."""

    promise: Promise
    state: str
    promised_cents: int
    paid_cents: int

    @property
    def customer(self) -> Customer:
        """Who promised."""
        return self.promise.customer

    @property
    def running(self) -> bool:
        """Whether it may still be withdrawn."""
        return self.state == "running"


def state_name(code: str) -> tuple[str, str]:
    """What became of a promise, and its tone."""
    return {
        "running": (_("En cours"), "info"),
        "kept": (_("Tenue"), "ok"),
        "part_kept": (_("Tenue en partie"), "watch"),
        "broken": (_("Rompue"), "late"),
        "moot": (_("Sans objet"), "quiet"),
        "withdrawn": (_("Retirée"), "quiet"),
    }[code]


def source_name(code: str) -> str:
    """Where a promise comes from."""
    return {
        "person": _("notée par une personne"),
        "call": _("au téléphone"),
        "email": _("par courriel"),
        "advice": _("avis de paiement"),
        "bill": _("effet accepté"),
    }[code]


def told(promises: Sequence[Promise], on: date) -> list[Told]:
    """Each promise with what became of it: two queries, however many."""
    found = {row["promise_id"]: row for row in standing_of([one.pk for one in promises], on=on).to_dicts()}
    return [
        Told(one, found[one.pk]["state"], found[one.pk]["promised_cents"], found[one.pk]["paid_cents"])
        for one in promises
        if one.pk in found
    ]


def of_customer(customer_id: int, on: date) -> list[Told]:
    """The promises of a customer that run, and those that ended within a month unkept."""
    rows = _standing(customer_id, on - _RECENT)
    return [one for one in told(rows, on) if one.state not in {"kept", "moot"}]


@prepared
def _standing(key: int, since: date) -> QuerySet[Promise]:
    rows = Promise.objects.filter(customer_id=key, until_on__gte=since, withdrawn_on__isnull=True)
    return rows.order_by("-due_on", "-pk")[:_SHOWN]


def entry_of_promise(row: Promise, _visit: Visit) -> dict[str, Any]:
    """A promise on the timeline: how much, for when, where it comes from, and why it was taken back if it was."""
    language = nearest(get_language())
    facts = {"amount": money(row.amount_cents, row.currency, language), "day": day(row.due_on, language)}
    withdrawn = [_("retirée"), row.withdrawn_reason] if row.withdrawn_on else []
    return {
        "title": _("Promesse de %(amount)s pour le %(day)s") % facts,
        "detail": " · ".join(part for part in (source_name(row.source), row.text, *withdrawn) if part),
        "icon": "calendar-event",
        "who": author_name(row.by),
    }


def states() -> list[tuple[str, str]]:
    """What may become of a promise, as a filter offers it."""
    return [(code, state_name(code)[0]) for code in STATES]
