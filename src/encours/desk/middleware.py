"""What surrounds every view: the reader's language, and a connection that cannot write on a GET."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from encours.desk.errors import in_plain_words

CALLBACK = "oidc_callback"  # the one address that comes in by a GET (DESIGN §2.12)
_Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "encours_language"


def reader_language(get_response: _Answer) -> _Answer:
    """Speak the person's language: theirs if signed in, else the cookie's, else the browser's.

    A bare refusal from below is said in that language too.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        language = (
            user.language
            if user.is_authenticated
            else request.COOKIES.get(LANGUAGE_COOKIE) or translation.get_language_from_request(request)
        )
        language = "en" if language.startswith("en") else "fr"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = in_plain_words(request, get_response(request))
        response.headers.setdefault("Content-Language", language)
        return response

    return answer


def log_guests(get_response: _Answer) -> _Answer:
    """Write in the log of a case each page that a colleague invited to it opens (R206); not that of others."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        visit: Any = getattr(request, "visit", None)
        subject = getattr(request, "subject", None)
        shown = request.method == "GET" and response.status_code == 200  # noqa: PLR2004 — HTTP
        if shown and subject is not None and not visit.sight.whole:
            from encours.desk.work.guest_log import log_page  # middleware is loaded before the models are

            log_page(visit, subject, request.path)
        return response

    return answer


def get_cannot_write(get_response: _Answer) -> _Answer:
    """Around the view of a GET the database refuses to write (DESIGN §2.12)."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"} or request.path == reverse(CALLBACK):
            return get_response(request)
        with _reading_only():
            return get_response(request)

    return answer


def session_seen(get_response: _Answer) -> _Answer:
    """Keep each person's list of sessions, outside the view: a GET cannot write."""

    def answer(request: HttpRequest) -> HttpResponse:
        from encours.desk.entrance.coming_in import seen  # the middleware is loaded before the models are

        seen(request)
        return get_response(request)

    return answer


@contextmanager
def _reading_only() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with _begun_read_only(), transaction.atomic():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@contextmanager
def _begun_read_only() -> Iterator[None]:
    """Have PostgreSQL told so as the transaction begins: a sentence of its own would be one more to wait for."""
    connection.ensure_connection()
    told = connection.connection
    told.read_only = True
    try:
        yield
    finally:
        if not told.closed:
            told.read_only = None
