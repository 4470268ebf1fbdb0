"""Small pasts, as a replay reads them: frames of a book, by hand or drawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from encours.core.replay import Book, House, business_days
from encours.core.replay.book import SHAPES

START = date(2026, 1, 5)  # a Monday
DAYS = business_days(START, date(2026, 4, 30))
WEEKS = DAYS[:40]
HOUSE = House("EUR", shadow=False)
Row = dict[str, Any]


def day(after: int) -> date:
    return START + timedelta(days=after)


def frame(name: str, rows: list[Row]) -> pl.DataFrame:
    shape = SHAPES[name]
    return pl.DataFrame([dict.fromkeys(shape) | row for row in rows], schema=shape)


def invoice(key: int, *, due: int, customer: int = 1, cents: int = 100_000, **told: Any) -> Row:
    facts: Row = {
        "receivable_id": key, "customer_id": customer, "kind": "invoice", "currency": "EUR", "amount_cents": cents,
        "due_on": day(due), "due_assumed": False, "known_on": day(due - 30), "double": False,
    }  # fmt: skip
    return facts | told


def person(key: int = 1, **told: Any) -> Row:
    facts: Row = {
        "customer_id": key, "regime": "b2b", "regime_assumed": False, "language": "fr", "has_address": True,
        "has_email": True,
    }  # fmt: skip
    return facts | told


def paid(key: int, *, applied: int, known: int, customer: int = 1, cents: int = 100_000, **told: Any) -> Row:
    facts: Row = {
        "receivable_id": key, "customer_id": customer, "known_on": day(known), "applied_on": day(applied),
        "cents": -cents, "granted": False, "corrected": False,
    }  # fmt: skip
    return facts | told


def book(**rows: list[Row]) -> Book:
    rows.setdefault("people", [person()])
    return Book.empty(**{name: frame(name, told) for name, told in rows.items()})


SOME_DAY = st.integers(-20, 110)


@st.composite
def pasts(draw: st.DrawFn) -> Book:
    """Any past of three customers: invoices, bills and credit notes, payments, holds, disputes, refusals."""
    people = [
        person(key, has_email=draw(st.booleans()), regime=draw(st.sampled_from(["b2b", "b2b", "consumer"])))
        for key in (1, 2, 3)
    ]
    rows = [
        invoice(
            key,
            due=draw(st.integers(-40, 90)),
            customer=draw(st.integers(1, 3)),
            cents=draw(st.sampled_from([50_000, 100_000, -30_000])),
            kind=draw(st.sampled_from(["invoice", "invoice", "invoice", "bill"])),
            gone_on=day(draw(SOME_DAY)) if draw(st.integers(0, 9)) == 0 else None,
        )
        for key in range(1, draw(st.integers(2, 7)))
    ]
    whose = {row["receivable_id"]: row["customer_id"] for row in rows}
    some = st.lists(st.sampled_from(sorted(whose)), max_size=3)

    def span(key: int) -> Row:
        first = draw(SOME_DAY)
        until = day(first + draw(st.integers(1, 40))) if draw(st.booleans()) else None
        return {"receivable_id": key, "customer_id": whose[key], "from_on": day(first), "until_on": until}

    def held(key: int) -> Row:
        told = span(key)
        last = None if told["until_on"] is None else told["until_on"] - timedelta(days=1)
        whole = draw(st.booleans())
        return told | {
            "receivable_id": None if whole else key, "known_on": told["from_on"], "until_on": last,
            "end_on": told["until_on"], "reason": "", "kind": "pause", "promised": False, "debited": False,
        }  # fmt: skip

    def settled(key: int) -> Row:
        known = draw(SOME_DAY)
        return paid(
            key, applied=known - draw(st.integers(0, 9)), known=known, customer=whose[key], cents=50_000
        )

    return book(
        people=people,
        receivables=rows,
        moves=[
            settled(key) for key in draw(st.lists(st.sampled_from(sorted(whose)), max_size=3, unique=True))
        ],
        disputes=[span(key) | {"cents": draw(st.sampled_from([10_000, 100_000]))} for key in draw(some)],
        holds=[held(key) for key in draw(some)],
        cash=[span(key) | {"cents": draw(st.sampled_from([20_000, 90_000]))} for key in draw(some)],
        refusals=[span(key) for key in draw(some)],
    )
