"""The last step of every way in: the session begins anew, under a new key, and is listed for its person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest

from encours.desk import clock
from encours.desk.visits import FACTOR_KEY
from encours.records.people.models import LANGUAGES, User

SEEN_KEY = "seen_at"  # of the session: when the list of sessions last heard of it
CHOSEN_KEY = "language_chosen"  # of the session of somebody who has not come in yet
_ENTERING_KEY = "entering"
_MINUTES = 10
_SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody whose password was right, and who has not shown the second factor yet."""

    person: User
    backend: str
    wanted: str


def hold(request: HttpRequest, person: User, *, backend: str, wanted: str) -> None:
    """Remember for ten minutes who is coming in."""
    until = clock.now() + timedelta(minutes=_MINUTES)
    request.session[_ENTERING_KEY] = [person.pk, backend, wanted, until.timestamp()]


def entering(request: HttpRequest) -> Entering | None:
    """Who is coming in; None when nobody, or too late."""
    kept = request.session.get(_ENTERING_KEY)
    if not kept or kept[3] < clock.now().timestamp():
        return None
    person = User.objects.filter(pk=kept[0], is_active=True).first()
    return None if person is None else Entering(person, kept[1], kept[2])


def let_go(request: HttpRequest) -> None:
    """Forget who was coming in."""
    request.session.pop(_ENTERING_KEY, None)


def enter(request: HttpRequest, person: User, *, backend: str, factor: bool = False) -> None:
    """Begin the session of a person; `factor` says that a second factor was shown."""
    let_go(request)
    chosen = request.session.pop(CHOSEN_KEY, None)
    if chosen in LANGUAGES and chosen != person.language:
        person.language = chosen
        person.save(update_fields=["language"])
    login(request, person, backend=backend)
    request.session[FACTOR_KEY] = factor
    list_session(request, person)


def list_session(request: HttpRequest, person: User) -> None:
    """Put the present session on the person's list, or say that it was seen."""
    at = clock.now()
    if not request.session.session_key:
        request.session.save()
    request.session[SEEN_KEY] = at.timestamp()
    told: dict[str, Any] = {
        "user": person,
        "ip": request.META.get("REMOTE_ADDR") or "0.0.0.0",  # noqa: S104 — a table that wants an address
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
        "last_seen_at": at,
    }
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=told)


def seen(request: HttpRequest) -> None:
    """Say now and then that a listed session is alive."""
    last = request.session.get(SEEN_KEY)
    person = request.user
    if last is None or not isinstance(person, User):
        return
    if clock.now().timestamp() - last >= _SEEN_EVERY.total_seconds():
        list_session(request, person)
