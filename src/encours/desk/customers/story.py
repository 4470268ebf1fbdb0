"""The timeline of a customer or of one invoice: everything that happened, newest first, live.

Keys of all sources are read lightly and together, cut to one page, and only that page is filled in: a fixed number of
queries, fast at ten thousand entries. Every act leaves a leaf at each customer it touches: the last one is the mark by
which a page knows that something is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.desk.authors import names_of
from encours.desk.customers import telling_story as telling
from encours.desk.customers.story_keys import Key, newest
from encours.desk.customers.story_sources import KINDS, OF_CUSTOMER, OF_INVOICE, Source, newest_of, whole_of
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.history.models import Leaf
from encours.records.parties.models import Customer
from encours.records.prepared import prepared
from encours.records.receivables.models import Receivable

SIZE = 40
_LAST_PAGE = 500
_NOTHING_NEW = 204


@dataclass(frozen=True, slots=True)
class Story:
    """One page of the timeline, as the skin's `timeline` takes it; `mark` says up to what it tells."""

    entries: list[dict[str, Any]]
    page: int
    more: bool
    kinds: tuple[str, ...]
    choices: list[tuple[str, str]]  # kinds that can be asked for, and their names
    mark: int
    place: str  # the page it stands on
    feed: str  # where it is asked for alone


def page_number(request: HttpRequest) -> int:
    """The page asked for, within bounds."""
    told = request.GET.get("story", "1")
    return max(1, min(int(told), _LAST_PAGE)) if told.isdecimal() and len(told) < 5 else 1  # noqa: PLR2004 — digits


def of_customer(customer: Customer, visit: Visit, request: HttpRequest) -> Story:
    """Tell one page of all that happened to a customer."""
    addresses = reverse("customer", args=[customer.pk]), reverse("customer_story", args=[customer.pk])
    return _told(customer.pk, customer.pk, OF_CUSTOMER, visit, request, addresses)


def of_invoice(row: Receivable, visit: Visit, request: HttpRequest) -> Story:
    """Tell one page of what happened to one invoice."""
    addresses = reverse("invoice", args=[row.pk]), reverse("invoice_story", args=[row.pk])
    return _told(row.pk, row.customer_id, OF_INVOICE, visit, request, addresses)


@visiting(subject=Customer.objects)
def customer_story(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """The timeline alone, as the page shows it; 204 while nothing is new since the mark that is told."""
    return _answered(request, customer.pk, lambda: of_customer(customer, visit, request))


@visiting(subject=Receivable.objects)
def invoice_story(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """The same of one invoice."""
    return _answered(request, row.customer_id, lambda: of_invoice(row, visit, request))


def _answered(request: DeskRequest, customer_id: int, tell: Any) -> HttpResponse:
    if request.GET.get("since") == str(_mark(customer_id)):
        return HttpResponse(status=_NOTHING_NEW)
    return render(request, "customers/story.html", {"story": tell()})


def _mark(customer_id: int) -> int:
    return _last_leaf.first(customer_id) or 0


@prepared
def _last_leaf(customer_id: int) -> QuerySet[Leaf, int]:
    return Leaf.objects.filter(customer_id=customer_id).order_by("-pk").values_list("pk", flat=True)[:1]


def _told(
    key: int,
    customer_id: int,
    sources: dict[str, Source],
    visit: Visit,
    request: HttpRequest,
    addresses: tuple[str, str],
) -> Story:
    mark = _mark(customer_id)  # first: what is written meanwhile is told twice rather than never
    kinds, page = _kinds(request, sources), page_number(request)
    asked = {name: source for name, source in sources.items() if source.tells(kinds)}
    until, zone = page * SIZE + 1, ZoneInfo(visit.creditor.time_zone)
    lights = {name: newest_of(one, kinds, until) for name, one in asked.items()}
    shown = newest(lights, key, zone)[(page - 1) * SIZE : until]
    more, shown = len(shown) > SIZE, shown[:SIZE]
    rows = _filled_in(asked, shown)
    known, names = _told_of(sources), _kind_names()
    return Story(
        entries=_named([telling.entry(name, rows[name, pk], day, visit) for day, _at, name, pk in shown]),
        page=page,
        more=more,
        kinds=kinds,
        choices=[(kind, names[kind]) for kind in KINDS if kind in known],
        mark=mark,
        place=addresses[0],
        feed=addresses[1],
    )


def _filled_in(sources: dict[str, Source], shown: list[Key]) -> dict[tuple[str, int], Any]:
    """The rows of these keys, by source and key: a query for each source that has any, none for the others."""
    keys: dict[str, list[int]] = {}
    for _day, _at, name, pk in shown:
        keys.setdefault(name, []).append(pk)
    found: dict[tuple[str, int], Any] = {}
    for name, some in keys.items():
        rows = whole_of(sources[name])(tuple(some))
        sources[name].within(rows)
        found |= {(name, row.pk): row for row in rows}
    return found


def _named(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with colleagues by their names; one query, and none where no colleague did anything."""
    names = names_of({each["who"] for each in entries if "@" in each.get("who", "")})
    return [
        {**each, "who": names.get(each["who"], each["who"])} if each.get("who") else each for each in entries
    ]


def _kinds(request: HttpRequest, sources: dict[str, Source]) -> tuple[str, ...]:
    """The kinds asked for, in their order; none is all."""
    told, known = request.GET.get("kinds", "").split(","), _told_of(sources)
    return tuple(kind for kind in KINDS if kind in told and kind in known)


def _told_of(sources: dict[str, Source]) -> set[str]:
    return {kind for source in sources.values() for kind in source.kinds}


def _kind_names() -> dict[str, str]:
    return {
        "messages": _("Messages"),
        "calls": _("Appels"),
        "promises": _("Promesses"),
        "payments": _("Paiements"),
        "applications": _("Affectations"),
        "orders": _("Commandes"),
        "holds": _("Suspensions"),
        "disputes": _("Litiges"),
        "notes": _("Notes"),
        "documents": _("Documents"),
        "sales": _("Ventes"),
        "imports": _("Imports"),
        "changes": _("Modifications"),
    }
