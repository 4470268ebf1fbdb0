"""Tasks about pages: people who look at the desk over HTTP, and the queries that each page makes."""

from __future__ import annotations

import http.client
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from encours.jobs.bench.portfolios import PASSWORD, SENDER
from encours.jobs.opening import BadInputError, open_house

_TRIES, _DRAWN = 5, 40  # times that each page is counted
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TYPED = "/go?"  # the palette: at each letter typed, the page asks for the list of its answers alone
_REDIRECT = 302
_OK = 200
_PERCENTILE = 0.95


class _Person:
    """Somebody signed in, on a connection of their own that stays open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: SimpleCookie = SimpleCookie()
        page = self._asked("GET", "/sign-in")[1]
        token = _TOKEN.search(page)
        form = {"csrfmiddlewaretoken": token[1] if token else "", "email": SENDER, "password": PASSWORD}
        status, _ = self._asked("POST", "/sign-in", urlencode(form))
        if status != _REDIRECT:
            raise BadInputError(f"La mesure des pages n'a pas pu ouvrir de session (réponse {status}).")

    def looks(self, path: str) -> float:
        """Seconds until the whole page came; a page that fails ends the bench."""
        begun = time.perf_counter()
        status, _ = self._asked("GET", path)
        if status != _OK:
            raise BadInputError(f"La page {path} a répondu {status}.")
        return time.perf_counter() - begun

    def _asked(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={one.value}" for name, one in self._cookies.items()),
            "Referer": f"http://127.0.0.1:{self._port}/sign-in",
        }
        if path.startswith(_TYPED):
            headers["HX-Request"] = "true"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        return answer.status, text


def look(
    port: int, paths: dict[str, str], most: int, requests: int, warm_ups: int, clients: list[int]
) -> dict[str, Any]:
    """Ask for pages, each by so many people at once, once for each count of `clients`; milliseconds.

    `{}` in a path is a key drawn up to `most`.
    """
    return {
        name: [_looked(port, count, _drawn(path, most, requests + warm_ups), warm_ups) for count in clients]
        for name, path in paths.items()
    }


def _drawn(path: str, most: int, count: int) -> list[str]:
    draw = random.Random(2026)  # noqa: S311 — the same rows each time, not a secret
    return [path.format(draw.randint(1, most)) for _ in range(count)]


def _looked(port: int, clients: int, paths: list[str], warm_ups: int) -> dict[str, float]:
    people = [_Person(port) for _ in range(clients)]  # anew: a connection that waits long is closed
    for rank, wanted in enumerate(paths[:warm_ups]):
        people[rank % clients].looks(wanted)
    shares = [paths[warm_ups + rank :: clients] for rank in range(clients)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        waits = [wait for share in pool.map(_all, people, shares) for wait in share]
    taken = time.perf_counter() - begun
    waits.sort()
    return {"p95": 1000 * waits[int(_PERCENTILE * (len(waits) - 1))], "per_second": len(waits) / taken}


def _all(person: _Person, paths: list[str]) -> list[float]:
    return [person.looks(path) for path in paths]


def count_queries(paths: dict[str, str], most: int) -> dict[str, Any]:
    """How many queries each page makes, its key drawn up to `most`: the most of some tries.

    What there is none of is not asked: of the pages of a customer and of an invoice many are drawn, to meet one that
    has everything.
    """
    open_house()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from encours.records.people.models import User

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(email=SENDER), backend="django.contrib.auth.backends.ModelBackend")
    draw, counts = random.Random(2026), dict.fromkeys(paths, 0)  # noqa: S311 — as above
    for name, path in paths.items():
        for _ in range(_DRAWN if path.endswith("/{}") else _TRIES):
            with CaptureQueriesContext(connection) as made:
                client.get(path.format(draw.randint(1, most)))
            counts[name] = max(counts[name], len(made))
    return counts
