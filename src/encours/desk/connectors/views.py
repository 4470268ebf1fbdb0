"""The list of connected systems, and one of them: readings, differences, what is to be written there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.connectors.registry import KINDS, Kind, kind_of
from encours.desk.paging import sliced
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.connectors.models import Comparison, Connector, Intention, Sync
from encours.records.receivables.models import Receivable
from encours.words import connectors as words
from encours.words.amounts import money
from encours.words.languages import nearest

_READINGS = 10
_UNANSWERED = ("uncertain", "refused")
_LATE = 3  # times the announced delay before it is said to be late


@dataclass(frozen=True, slots=True)
class Line:
    """One system of the list."""

    connector: Connector
    kind: Kind
    state: str
    tone: str
    read: str
    lag: str
    differ: int | None
    waiting: int
    unanswered: int


def waiting(visit: Visit) -> QuerySet[Intention] | None:
    """What waits for a person who may say."""
    if not visit.may("policy"):
        return None
    return Intention.objects.of([visit.creditor.pk]).filter(state__in=_UNANSWERED)


@visiting(right="policy")
def connectors(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show each system connected, and those that can be."""
    rows = list(Connector.objects.of([visit.creditor.pk]).order_by("name"))
    context = {"lines": lines(visit, rows), "kinds": list(KINDS.values()), "words": words}
    return render(request, "connectors/list.html", context)


def lines(visit: Visit, rows: list[Connector]) -> list[Line]:
    """The systems with what is known of each, in a few questions whatever their number."""
    keys = [one.pk for one in rows]
    newest = Comparison.objects.filter(connector__in=keys).values("connector").annotate(last=Max("pk"))
    told = Comparison.objects.filter(pk__in=[one["last"] for one in newest])
    differ = dict(told.values_list("connector_id", "differ"))
    late = Sync.objects.filter(connector__in=keys, lag_seconds__isnull=False)
    last = late.values("connector").annotate(last=Max("pk"))
    lags = dict(
        Sync.objects.filter(pk__in=[one["last"] for one in last]).values_list("connector_id", "lag_seconds")
    )
    states: dict[tuple[int, str], int] = {
        (one["connector"], one["state"]): one["n"]
        for one in Intention.objects.filter(
            connector__in=keys, state__in=("waiting", "leased", "handed", *_UNANSWERED)
        )
        .values("connector", "state")
        .annotate(n=Count("pk"))
    }
    return [_line(visit.at, one, differ, lags, states) for one in rows]


def _line(
    at: datetime,
    one: Connector,
    differ: dict[int, int],
    lags: dict[int, int | None],
    states: dict[tuple[int, str], int],
) -> Line:
    state, tone = standing(one, at)
    lag = lags.get(one.pk)
    return Line(
        one,
        kind_of(one.kind),
        state,
        tone,
        ago(one.synced_at, at),
        words.duration(lag) if lag is not None else "",
        differ.get(one.pk),
        sum(states.get((one.pk, code), 0) for code in ("waiting", "leased", "handed")),
        sum(states.get((one.pk, code), 0) for code in _UNANSWERED),
    )


def standing(one: Connector, at: datetime) -> tuple[str, str]:
    """Where a system stands, in words, and its colour."""
    if not one.is_on:
        return _("Éteint"), "quiet"
    if one.error:
        return _("Ne répond pas"), "late"
    if one.synced_at is None:
        return _("Pas encore lu"), "watch"
    if one.synced_at + timedelta(minutes=_LATE * one.every_minutes) < at:
        return _("En retard"), "watch"
    return _("À jour"), "ok"


def ago(then: datetime | None, at: datetime) -> str:
    """How long ago, in words; empty for never."""
    if then is None:
        return ""
    return _("il y a %(time)s") % {"time": words.duration(max(0, int((at - then).total_seconds())))}


@visiting(right="policy", subject=Connector.objects)
def connector(request: DeskRequest, visit: Visit, row: Connector) -> HttpResponse:
    """Show one system: its last readings, each difference, what was and is to be written there."""
    last = Comparison.objects.filter(connector=row).order_by("-pk").first()
    intentions = Intention.objects.filter(connector=row).select_related("customer", "receivable")
    page = sliced(intentions, "-id", request)
    context = {
        "line": lines(visit, [row])[0],
        "last": last,
        "compared": ago(last.made_at, visit.at) if last else "",
        "differences": _differences(visit, last),
        "syncs": [
            (ago(one.begun_at, visit.at), one)
            for one in Sync.objects.filter(connector=row).order_by("-pk")[:_READINGS]
        ],
        "intentions": [
            (one, _state(row, one), ago(one.recorded_at, visit.at), _said(visit, one)) for one in page.rows
        ],
        "page": page,
        "words": words,
        "language": nearest(get_language()),
    }
    return render(request, "connectors/connector.html", context)


def _said(visit: Visit, one: Intention) -> str:
    """What is to be written: an amount, or the words of a comment."""
    told = json.loads(one.content)
    if one.kind == "payment":
        return money(told["amount_cents"], told["currency"], nearest(get_language()))
    return visit.free_text(str(told.get("text") or ""))


def _state(row: Connector, one: Intention) -> str:
    """A thing that waits says why: nothing leaves where writing is off."""
    return "mute" if one.state == "waiting" and not row.writes else one.state


def _differences(visit: Visit, last: Comparison | None) -> list[dict[str, Any]]:
    """Each difference with its invoice, where the person sees it."""
    told: list[dict[str, Any]] = last.differences if last else []
    keys = [one["receivable"] for one in told if one["receivable"]]
    seen = set(Receivable.objects.seen(visit.sight).filter(pk__in=keys).values_list("pk", flat=True))
    return [one | {"seen": one["receivable"] in seen} for one in told]
