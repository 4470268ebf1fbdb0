"""What surrounds every page: navigation, the age of the data, what has just happened.

`render(request, template, context)` answers with a page of the desk; `said(response, sentence)` makes the
next page begin with that sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.freshness import how_fresh
from encours.desk import clock
from encours.desk.authors import Authors
from encours.desk.guide import tour as touring
from encours.desk.guide.texts import topic_of
from encours.desk.navigation import sections
from encours.desk.visits import Visit
from encours.records.documents.models import Intake
from encours.records.people.models import DENSITIES, THEMES
from encours.records.policies.reading import running_stop
from encours.records.prepared import prepared
from encours.words.days import day
from encours.words.languages import nearest
from encours.words.pages import DataAge, Flash, Shell

THEME_COOKIE = "theme"  # the script of the skin writes the same ones
DENSITY_COOKIE = "density"
FLASH_COOKIE = "encours_said"
_FLASH_SECONDS = 120


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with a page; `shell`, `visit` and `author` are added to what the view gives."""
    visit: Visit | None = getattr(request, "visit", None)
    flashes = _flashes(request)
    # A fragment has no shell around it: what nobody draws is not read.
    around = {
        "shell": SimpleLazyObject(lambda: shell(request, visit, flashes)),
        "visit": visit,
        "author": Authors(visit),
    }
    given = {**around, **(context or {})}
    response = django_render(request, template, given, status=status)
    if flashes:
        response.delete_cookie(FLASH_COOKIE)
    return response


def said(response: HttpResponse, text: str, tone: str = "ok") -> HttpResponse:
    """Begin the next page with a sentence; kept in a signed cookie, so that showing it writes nothing."""
    response.set_cookie(
        FLASH_COOKIE,
        signing.dumps([text, tone], salt=FLASH_COOKIE),
        max_age=_FLASH_SECONDS,
        httponly=True,
        samesite="Lax",
    )
    return response


def shell(request: HttpRequest, visit: Visit | None, flashes: Iterable[Flash] = ()) -> Shell:
    """Say what surrounds a page of this visit; without one, only what everybody may see."""
    user = getattr(request, "user", None)
    if user is not None and not user.is_authenticated:
        user = None
    told: dict[str, Any] = {
        "here": request.get_full_path() if request.method == "GET" else reverse("dashboard"),
        "language_url": reverse("language"),
        "theme_url": reverse("theme"),
        "density_url": reverse("density"),
        "home_url": reverse("dashboard"),
        "theme": _chosen(request, user, THEME_COOKIE, THEMES),
        "density": _chosen(request, user, DENSITY_COOKIE, DENSITIES),
        "language": nearest(get_language()),
        "flashes": tuple(flashes),
    }
    if user is not None:
        told |= {
            "person": user.name or user.email,
            "sign_out_url": reverse("sign_out"),
            "account_url": reverse("account"),
        }
    if visit is not None:
        told |= {
            **_guide(request, visit),
            "sections": sections(visit, _address(request)),
            "creditor": visit.creditor.name,
            "search_url": reverse("customers"),
            "palette_url": reverse("palette"),
            "data_age": data_age(visit),
            "shadow": visit.creditor.shadow,
            **_stopped(visit),
        }
    return Shell(**told)


def _stopped(visit: Visit) -> dict[str, str]:
    """The wide stop that runs, said on every page."""
    found = running_stop(visit.creditor.pk)
    if found is None:
        return {}
    told = {
        "day": day(clock.day_of(visit.creditor, found.recorded_at), nearest(get_language())),
        "by": found.by,
    }
    text = _("Tout est arrêté depuis le %(day)s par %(by)s : plus rien ne part.") % told
    return {"stopped": f"{text} {visit.free_text(found.reason)}", "stopped_url": reverse("guards")}


def data_age(visit: Visit) -> DataAge | None:
    """How far bank and ledger files go, and whether that is recent enough; None before any file."""
    newest = dict(_newest(visit.creditor.pk))
    if not newest:
        return DataAge(_("Aucun fichier importé"), "watch", reverse("imports"))
    language = nearest(get_language())
    known = [
        label % {"day": day(newest[kind], language)}
        for kind, label in (("bank", _("banque au %(day)s")), ("ledger", _("compta au %(day)s")))
        if kind in newest
    ]
    text = " · ".join(known)
    bank = {"": newest["bank"]} if "bank" in newest else {}
    fresh = how_fresh(bank, newest.get("ledger"), on=visit.on).fresh
    return DataAge(text[:1].upper() + text[1:], "ok" if fresh else "watch", reverse("imports"))


@prepared
def _newest(creditor_id: int) -> QuerySet[Intake, tuple[str, date]]:
    """How far files go, by kind."""
    told = Intake.objects.filter(
        creditor_id=creditor_id, kind__in=("bank", "ledger"), newest_on__isnull=False
    )
    return told.values_list("kind").annotate(Max("newest_on"))


def _chosen(request: HttpRequest, user: Any, name: str, known: tuple[str, ...]) -> str:
    """The choice made on this device, else the person's, else the first one known."""
    chosen: str = request.COOKIES.get(name) or (getattr(user, name) if user is not None else "")
    return chosen if chosen in known else known[0]


def _guide(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """The help of the page, and the step of the tour that is asked for, or the invitation to it."""
    address = _address(request)
    return {
        "help": topic_of(address),
        "help_url": reverse("help"),
        "tour": touring.shown(visit, address, request.GET.get("tour", ""))
        or touring.invitation(visit, address),
        "tour_url": reverse("tour"),
    }


def _address(request: HttpRequest) -> str:
    return (request.resolver_match.url_name if request.resolver_match else "") or ""


def _flashes(request: HttpRequest) -> tuple[Flash, ...]:
    kept = request.COOKIES.get(FLASH_COOKIE)
    if not kept:
        return ()
    try:
        text, tone = signing.loads(kept, salt=FLASH_COOKIE, max_age=_FLASH_SECONDS)
    except (signing.BadSignature, ValueError):
        return ()
    return (Flash(text, tone),)
