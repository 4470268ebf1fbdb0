"""Where money waits and how long reminders take to leave, reckoned by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.core.measures import Book, Measure, compute
from encours.core.measures.book import empty

ON = date(2026, 11, 20)


def measured(code: str, **frames: list[dict[str, Any]]) -> Measure:
    told = {name: pl.DataFrame(rows, schema=empty(name).schema) for name, rows in frames.items()}
    return compute([code], Book(ON, "EUR", told))[0]


def owed(key: int, cents: int, late: int) -> dict[str, Any]:
    return {
        "receivable_id": key, "customer_id": key, "kind": "invoice", "issued_on": ON - timedelta(days=60),
        "due_on": ON - timedelta(days=late), "due_assumed": False, "amount_cents": cents, "open_cents": cents,
        "currency": "EUR", "disputed_cents": 0, "gone": False, "reconstructed": False,
    }  # fmt: skip


def stands(key: int, reason: str, segment: str = "standard") -> dict[str, Any]:
    return {"receivable_id": key, "segment": segment, "reason": reason}


def lines(found: Measure) -> dict[str, tuple[int, int]]:
    return {one.label: (int(one.figure or 0), one.facts["customers"]) for one in found.lines}


def test_what_is_past_due_and_waits_for_somebody_is_counted_by_what_stops_it() -> None:
    found = measured(
        "held_back",
        owed=[owed(1, 10_000, 5), owed(2, 7_000, 5), owed(3, 5_000, 5), owed(4, 900, -5)],
        standing=[
            stands(1, "no_address"), stands(2, "needs_approval"), stands(3, "waits_for_step"),
            stands(4, "no_address"),
        ],
    )  # fmt: skip
    assert found.figure == 17_000
    assert lines(found) == {"step:no_address": (10_000, 1), "step:needs_approval": (7_000, 1)}


def test_a_segment_is_told_by_how_much_it_is_later_than_the_whole() -> None:
    found = measured(
        "held_back",
        owed=[owed(1, 10_000, 5), owed(2, 10_000, -5), owed(3, 20_000, -5)],
        standing=[
            stands(1, "waits_for_step", "late"), stands(2, "not_due", "late"), stands(3, "not_due", "large"),
        ],
    )  # fmt: skip
    # A quarter of all is past due, and half of the segment: 10 000 − 20 000 ÷ 4.
    assert lines(found) == {"segment:late": (5_000, 1)}


def test_a_text_whose_messages_come_back_and_a_person_with_things_long_to_do_are_told() -> None:
    found = measured(
        "held_back",
        owed=[owed(1, 10_000, 5), owed(2, 3_000, 5)],
        standing=[stands(1, "waits_for_step"), stands(2, "waits_for_step")],
        returned=[
            {"customer_id": 1, "on": ON, "template": "firm:email", "asked_cents": 4_000, "currency": "EUR"},
            {"customer_id": 2, "on": ON, "template": "firm:email", "asked_cents": 500, "currency": "EUR"},
        ],
        to_do=[
            {"customer_id": 1, "since_on": ON - timedelta(days=9)},
            {"customer_id": 2, "since_on": ON - timedelta(days=6)},
        ],
        owners=[{"customer_id": 1, "owner": "Claire"}, {"customer_id": 2, "owner": "Claire"}],
    )  # fmt: skip
    assert lines(found) == {"template:firm:email": (4_500, 2), "user:Claire": (10_000, 1)}
    assert found.lines[-1].facts["longest_days"] == 9


def test_before_any_run_nothing_is_claimed() -> None:
    assert measured("held_back", owed=[owed(1, 10_000, 5)]).figure is None


def test_the_delay_of_sending_is_the_one_that_half_of_the_reminders_keep() -> None:
    rows = [
        {"on": ON, "customer_id": 1, "kind": kind, "after_ms": seconds * 1_000}
        for kind, seconds in (("email", 10), ("email", 20), ("letter", 3_600))
    ]
    found = measured("sending_delay", departures=rows)
    assert found.figure == 20
    assert {line.label: line.figure for line in found.lines} == {"left_by_email": 10, "left_by_letter": 3_600}
