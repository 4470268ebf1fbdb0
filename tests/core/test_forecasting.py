"""What comes in within some days: reckoned by hand, and beside a computation one invoice at a time."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.measures import Book, Measure, compute
from encours.core.measures.book import empty

ON = date(2026, 11, 20)
Bill = tuple[
    int, int, int | None
]  # customer, days past due today (below zero: to come), day past due of its payment
CENTS = 10_000


def measured(bills: list[Bill]) -> Measure:
    rows: dict[str, list[dict[str, Any]]] = {"issued": [], "settled": [], "owed": []}
    for key, (customer, age, paid) in enumerate(bills):
        due = ON - timedelta(days=age)
        told = {
            "receivable_id": key, "customer_id": customer, "kind": "invoice", "issued_on": due - timedelta(days=30),
            "due_on": due, "due_assumed": False, "amount_cents": CENTS, "currency": "EUR", "gone": False,
        }  # fmt: skip
        rows["issued"].append(told)
        if paid is not None:
            rows["settled"].append({**told, "settled_on": due + timedelta(days=paid), "by": "money"})
        else:
            rows["owed"].append({**told, "open_cents": CENTS, "disputed_cents": 0, "reconstructed": False})
    frames = {
        name: pl.DataFrame(
            [{key: row[key] for key in empty(name).columns} for row in told], schema=empty(name).schema
        )
        for name, told in rows.items()
    }
    return compute(["receipts_forecast"], Book(ON, "EUR", frames))[0]


def lines(found: Measure) -> dict[str, Fraction | None]:
    return {one.label: one.figure for one in found.lines}


# Of 400 invoices of a year ago and more: 200 paid on their day, 100 after 20 days, 100 after 50.
YEAR: list[Bill] = [(rank % 40, 400, 0 if rank < 200 else 20 if rank < 300 else 50) for rank in range(400)]


def test_what_is_due_soon_comes_in_as_such_invoices_did() -> None:
    told = lines(measured([*YEAR, *[(rank, -5, None) for rank in range(10)]]))
    assert told["within_7"] == 50_000  # half, on their day
    assert told["within_14"] == 50_000
    assert told["within_30"] == 75_000  # three quarters, by the twentieth day past due
    assert told["within_60"] == told["within_90"] == 100_000


def test_nothing_comes_in_before_it_is_due_and_the_figure_is_that_of_thirty_days() -> None:
    found = measured([*YEAR, (1, -40, None)])
    assert (lines(found)["within_30"], found.figure) == (0, 0)
    assert lines(found)["within_60"] == 7_500
    assert found.facts["owed_cents"] == CENTS


def test_of_what_is_late_the_share_paid_later_by_those_as_late_is_expected() -> None:
    late = [(rank, 30, None) for rank in range(2)]
    told = lines(measured([*YEAR, *late]))
    assert told["within_14"] == 0  # none was paid between the thirtieth and the forty-fourth day
    assert told["within_30"] == 20_000  # all that were as late were paid on the fiftieth


def test_an_interval_stands_beside_each_line_and_holds_it() -> None:
    found = measured([*YEAR, *[(rank, -5, None) for rank in range(10)]])
    for one in found.lines:
        assert one.facts["least_cents"] <= (one.figure or 0) <= one.facts["most_cents"]
    assert (
        found.facts["least_cents"] == found.lines[2].facts["least_cents"]
    )  # those of thirty days are told with it


def test_of_too_few_invoices_nothing_is_told() -> None:
    found = measured([(1, 400, 3), (2, -5, None)])
    assert (found.figure, found.lines, found.facts["owed_cents"]) == (None, (), CENTS)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(-20, 200)), min_size=150, max_size=200),
    st.lists(st.integers(-120, 500), min_size=1, max_size=20),
)
def test_it_never_falls_as_the_days_grow_nor_passes_what_is_owed(
    past: list[int | None], ages: list[int]
) -> None:
    bills: list[Bill] = [(rank % 40, 500, paid) for rank, paid in enumerate(past)]
    found = measured([*bills, *[(rank, age, None) for rank, age in enumerate(ages)]])
    told = [one.figure or Fraction(0) for one in found.lines]
    assert told == sorted(told)
    assert all(0 <= one <= found.facts["owed_cents"] for one in told)


def test_one_invoice_at_a_time_the_same_is_found() -> None:
    ages = [-30, -10, 0, 1, 15, 40, 80, 300, 450]
    past = [(rank % 40, 500, (rank * 7) % 120) for rank in range(300)]
    told = lines(measured([*past, *[(rank, age, None) for rank, age in enumerate(ages)]]))
    watched: list[tuple[int, bool]] = [(paid or 0, True) for _customer, _age, paid in past]
    watched += [(age, False) for age in ages if age > 0]

    def unpaid(day: int) -> float:
        share = 1.0
        for each in range(day + 1):
            there = sum(ended >= each for ended, _over in watched)
            share *= 1 - sum(ended == each and over for ended, over in watched) / there if there else 1.0
        return share

    for within in (7, 30, 90):
        sought = 0.0
        for age in ages:
            last = min(age + within, 365)
            if last < 0 or age > 366 or (age > 0 and unpaid(age - 1) <= 0):
                continue
            sought += CENTS * (1 - unpaid(last) / (unpaid(age - 1) if age > 0 else 1.0))
        assert told[f"within_{within}"] == pytest.approx(sought, abs=1)
