"""Letters to post, oldest first; those recalled apart; those posted, or taken as such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from encours.core.letters import first_laid_on, taken_as_posted_on, unposted_until
from encours.desk.deciding import home
from encours.desk.framing import sheet_alone
from encours.desk.letters import telling
from encours.desk.letters.forms import Posted
from encours.desk.paging import Slice, sliced
from encours.desk.shell import render
from encours.desk.telling import author_name, step_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.messages.laid import still_laid
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Delivery, Message
from encours.records.parties.searching import naming

_TELLS = ("personal", "bank", "pricing")  # what a letter tells besides what is owed
_FEW = 20  # recalled ones shown above those to post
_LONGEST = 100  # letters of what is sought
SHOWN = ("to_post", "recalled", "posted", "taken")


@dataclass(frozen=True, slots=True)
class Day:
    """Letters laid on one day: how many, and the last of them, so that one laid since is not said posted unseen."""

    on: date
    count: int
    until: int


@visiting()
def letters(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what is to post, oldest first, and above it what was recalled."""
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "to_post"
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    part = _part(request, visit, shown, typed)
    days = visit.creditor.posted_after_days
    recalled = list(recalled_ones(visit).order_by("on", "pk")[: _FEW + 1]) if shown == "to_post" else []
    context = {
        "shown": shown,
        "views": _views(),
        "typed": typed,
        "rows": part.rows,
        "slice": part,
        "recalled": recalled[:_FEW],
        "more": len(recalled) > _FEW,
        "days": _days(visit) if shown == "to_post" and not typed else [],
        "form": Posted(initial={"posted_on": visit.on}),
        "may": visit.may("collect") or visit.may("send"),
        "whole": visit.shows(*_TELLS),
        "after": days,
        "taken_on": partial(taken_as_posted_on, days=days),
        "unposted_until": partial(unposted_until, days=days),
        "because": telling.because,
        "became": telling.became,
        "paper": telling.paper,
        "step_name": step_name,
        "author_name": author_name,
    }
    return render(request, "letters/list.html", context)


def _views() -> list[tuple[str, str]]:
    return [
        ("to_post", _("À poster")),
        ("recalled", _("Rappelés")),
        ("posted", _("Dits postés")),
        ("taken", _("Réputés postés")),
    ]


def _part(request: DeskRequest, visit: Visit, shown: str, typed: str) -> Slice:
    """One page of them: deliveries of those laid, endings of those of which something is said."""
    of = naming(typed, "customer__") if typed else None
    rows: QuerySet[Any]
    if shown in {"to_post", "taken"}:
        rows = laid(visit) if shown == "to_post" else _taken(visit)
        order = "on" if shown == "to_post" else "-on"
        rows = rows.select_related("customer", "message")
    else:
        rows = recalled_ones(visit) if shown == "recalled" else _posted(visit)
        order = "on" if shown == "recalled" else "-on"
    return sliced(rows.filter(of) if of is not None else rows, order, request)


def laid(visit: Visit) -> QuerySet[Delivery]:
    """Letters laid and not yet taken as posted, of which nothing is said."""
    return still_laid(Delivery.objects.seen(visit.sight).filter(on__gte=_since(visit)))


def _taken(visit: Visit) -> QuerySet[Delivery]:
    return still_laid(Delivery.objects.seen(visit.sight).filter(on__lt=_since(visit)))


def _since(visit: Visit) -> date:
    return first_laid_on(visit.on, visit.creditor.posted_after_days)


def recalled_ones(visit: Visit) -> QuerySet[LetterEnding]:
    """Letters recalled, of which nobody said what became of the paper."""
    rows = LetterEnding.objects.seen(visit.sight).filter(to_answer=True)
    return rows.select_related("customer", "message", "answer", "receivable")


def _posted(visit: Visit) -> QuerySet[LetterEnding]:
    rows = LetterEnding.objects.seen(visit.sight).filter(kind="posted", undone=False)
    return rows.select_related("customer", "message", "answer", "receivable")


def _days(visit: Visit) -> list[Day]:
    """The days on which letters lie that are to post, oldest first."""
    rows = laid(visit).values("on").annotate(count=Count("pk"), until=Max("pk")).order_by("on")
    return [Day(row["on"], row["count"], row["until"]) for row in rows]


@visiting(shows=_TELLS, subject=Message.objects)
def file(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """The letter as it was laid."""
    del visit
    sent = Delivery.objects.filter(message=message, channel="letter", document__key__isnull=False)
    found = sent.select_related("document").order_by("-pk").first()
    if found is None or found.document is None:
        raise Http404
    try:
        content = opened(found.document, home=home())
    except (FileNotFoundError, UnreadableKeptFileError) as gone:
        raise Http404 from gone
    return sheet_alone(request, content, f"{message.step_code}-{message.pk}")
