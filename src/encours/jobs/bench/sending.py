"""`bench send`: e-mails against durable commits, letters against bare typst calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from encours.jobs.bench.children import floor, product, started
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import House, free_port, sqlite_house

_ON = date(2026, 3, 10)
_LINES_A_MESSAGE = 3
_MOST_EMAILS, _MOST_LETTERS = 1_000, 300
_FULL = 100  # messages from which a figure is judged
_OF_COMMITS, _EMAILS_A_SECOND, _RENDERED, _WHOLE = 0.35, 100, 1.5, 2.5
_COMMITS = 500


def sending(rows: int) -> Iterator[Figure]:
    """E-mails to a server on loopback, then letters into an outbox; at most a thousand and three hundred."""
    with sqlite_house() as house:
        yield from _emails(house, min(_MOST_EMAILS, max(rows // _LINES_A_MESSAGE, 1)))
    with sqlite_house() as house:
        yield from _letters(house, min(_MOST_LETTERS, max(rows // _LINES_A_MESSAGE, 1)))


def _emails(house: House, count: int) -> Iterator[Figure]:
    product("seed", house, kind="dunned", rows=count * _LINES_A_MESSAGE, customers=count, on=_ON)
    product("run", house, on=_ON)
    port, over = free_port(), house.home / "over"
    server = started("serve_mail", house, port=port, until=over)
    try:
        told = product("send_emails", house, on=_ON, port=port).said
    finally:
        over.touch()
        came = server.finished().said["messages"]
    commits = floor("send", "--folder", house.home, "--commits", str(_COMMITS))["per_second"]
    yield Figure(
        "send, e-mails handed that the server did not get", told["counts"]["delivered"] - came, "", limit=0
    )
    # ADR 10: an e-mail costs at most one durable commit ÷ 0.35, or 10 ms, whichever is longer.
    yield Figure(
        f"send {came} e-mails",
        came / told["seconds"],
        "e-mails/s",
        limit=min(_OF_COMMITS * commits, _EMAILS_A_SECOND) if came >= _FULL else None,
        at_least=True,
    )
    yield Figure(
        "send, e-mails beside durable commits a second", came / told["seconds"], "e-mails/s", floor=commits
    )


def _letters(house: House, count: int) -> Iterator[Figure]:
    """A third of the customers is at the step that goes by letter where no e-mail is known."""
    product(
        "seed",
        house,
        kind="dunned",
        rows=3 * count * _LINES_A_MESSAGE,
        customers=3 * count,
        on=_ON,
        emails=False,
    )
    product("run", house, on=_ON)
    inputs = house.home / "inputs.json"
    made = product("render_letters", house, on=_ON, count=count, kept=inputs).said
    told = product("send_letters", house, on=_ON).said
    bare = floor(
        "letter", "--sheet", made["sheet"], "--fonts", made["fonts"], "--inputs", inputs,
        "--letters", str(made["letters"]),
    )["milliseconds_each"]  # fmt: skip
    full = made["letters"] >= _FULL
    yield Figure(
        f"send, {made['letters']} letters written and rendered",
        1000 * made["seconds"] / made["letters"],
        "ms each",
        limit=_RENDERED if full else None,
        floor=bare,
    )
    sent = told["counts"]["delivered"]
    yield Figure(
        f"send, {sent} letters with lease and receipt",
        1000 * told["seconds"] / sent,
        "ms each",
        limit=_WHOLE if full else None,
        floor=bare,
    )
