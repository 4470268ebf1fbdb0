"""`bench pages`: the pages over a big portfolio and a long history, by one person and by eight at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from encours.jobs.bench.children import product, sources
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import HOUSES, House, free_port
from encours.jobs.opening import BadInputError

_ITEMS_A_CUSTOMER = 10
_ITEMS_A_LINE = 10  # of the bank
_FULL = 1_000_000
_REQUESTS, _WARM_UPS = 500, 50
_FEWER = 1  # below full size it is only seen that each page answers
_CLIENTS = 8
_P95_MS, _BY_EIGHT = 200, 8
_LESS = {"palette": 50}  # milliseconds: it answers each letter typed
_PATIENCE_SECONDS = 60
_HERE = ZoneInfo("Europe/Paris")  # where the creditor of the portfolio is
_Opened = Callable[[], AbstractContextManager[House | None]]
_PEOPLE, _LEAVES_AN_ITEM = 200, 5
# `{}` is a key drawn at random among the customers.
_PAGES = {
    "dashboard": "/",
    "work": "/work",
    "customer": "/customers/{}",
    "invoice": "/invoices/{}",
    "customers": "/customers",
    "customers by name": "/customers?q=client+{}",
    "unpaid": "/unpaid",
    "awaiting": "/awaiting",
    "aged balance": "/ageing",
    "proposals": "/proposals",
    "bank": "/bank",
    "incidents": "/bank?show=returned",
    "unapplied cash": "/bank/unapplied",
    "unapplied cash by words": "/bank/unapplied?q=client+{}",
    "suspense by payer": "/bank/unapplied?show=payers",
    "suspense by line": "/bank/unapplied?show=lines&page=20",
    "suspense by words": "/bank/unapplied?show=payers&q=client+{}",
    "imports": "/imports",
    "unpaid by customer": "/unpaid?q=client+{}",
    "customers by exposure": "/customers?exposure_min=1000",
    "unpaid by exposure": "/unpaid?exposure_min=1000",
    "new cases": "/new-cases",
    "portfolios": "/portfolios",
    "activity": "/activity",
    "statement": "/customers/{}/statement",
    "palette": "/go?q=client+{}",
}
_FIRST = ("dashboard", "work", "customer", "invoice")


def paging(rows: int, databases: Iterable[str]) -> Iterator[Figure]:
    """Pages at full size on each database, with the queries that each makes there and at a tenth of it."""
    for name in databases:
        yield from _on(HOUSES[name], rows)


def _on(opened: _Opened, rows: int) -> Iterator[Figure]:
    on = str(datetime.now(_HERE).date())  # late in the evening, UTC has not come to the creditor's day yet
    with opened() as house:
        if house is None:
            return
        _filled(house, rows // 10, on)
        few = _queries(house, rows // 10)
    with opened() as house:
        if house is None:
            return
        _filled(house, rows, on)
        # Drawn from as many as at a tenth: among ten times as many one meets rarer customers, whose page shows more.
        for page, count in _queries(house, rows // 10).items():
            what = f"pages {house.kind}, {page}: queries beyond those at {rows // 10:_} items ({few[page]})"
            yield Figure(what, count - few[page], "", limit=0)
        with _served(house) as port:
            for pages in [[page] for page in _PAGES] if rows >= _FULL else [_FIRST]:
                yield from _looks(house, port, pages, rows)


def _looks(house: House, port: int, pages: Iterable[str], rows: int) -> Iterator[Figure]:
    full = rows >= _FULL
    told = product(
        "look",
        house,
        port=port,
        paths={page: _PAGES[page] for page in pages},
        most=rows // _ITEMS_A_CUSTOMER,
        requests=_REQUESTS if full else _FEWER,
        warm_ups=_WARM_UPS if full else _FEWER,
        clients=[1, _CLIENTS],
    ).said
    for page, (alone, crowd) in told.items():
        yield from _page(house, page, rows, alone["p95"], crowd)


def _page(house: House, page: str, rows: int, alone: float, crowd: dict[str, float]) -> Iterator[Figure]:
    full = rows >= _FULL
    yield Figure(
        f"pages {house.kind}, {page} over {rows:_} items, p95 of one person",
        alone,
        "ms",
        limit=_LESS.get(page, _P95_MS) if full else None,
    )
    yield Figure(
        f"pages {house.kind}, {page} over {rows:_} items, p95 of {_CLIENTS} at once beside one"
        f" ({crowd['per_second']:.0f} a second)",
        crowd["p95"],
        "ms",
        limit=_BY_EIGHT if full else None,
        floor=alone,
    )


def _queries(house: House, rows: int) -> dict[str, int]:
    said: dict[str, int] = product("count_queries", house, paths=_PAGES, most=rows // _ITEMS_A_CUSTOMER).said
    return said


def _filled(house: House, rows: int, on: str) -> None:
    customers = rows // _ITEMS_A_CUSTOMER
    product("seed", house, kind="open_items", rows=rows, customers=customers, on=on)
    product("bank", house, lines=rows // _ITEMS_A_LINE, customers=customers, on=on)
    product("crowd", house, people=_PEOPLE, leaves=rows * _LEAVES_AN_ITEM, customers=customers)
    product("run", house, on=on)


@contextmanager
def _served(house: House) -> Iterator[int]:
    """`encours serve --no-worker` on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "encours.jobs", "serve", "--no-worker", "--port", str(port)]
    desk = subprocess.Popen(
        command,
        env={**os.environ, **house.environment(), "PYTHONPATH": sources()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, desk)
        yield port
    finally:
        desk.send_signal(signal.SIGTERM)
        desk.wait(timeout=_PATIENCE_SECONDS)


def _wait_for(port: int, desk: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and desk.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise BadInputError("Le guichet ne répond pas : la mesure des pages n'est pas faite.")
