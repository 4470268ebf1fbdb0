"""What is still expected of a debt by its age: reckoned by hand, and beside a computation one euro at a time."""

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
from encours.core.measures.recovering import curve_of
from encours.core.recovery import DEFAULT, Band, Curve, expected_cents

ON = date(2026, 11, 20)
Bill = tuple[int, int, int | None]  # customer, days since it fell due, days past due on which it was paid


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=empty(name).schema)


def measured(bills: list[Bill], *, cents: int = 10_000, by: str = "money", **more: Any) -> Measure:
    issued, settled, owed = [], [], []
    for key, (customer, age, paid) in enumerate(bills):
        due = ON - timedelta(days=age)
        told = {
            "receivable_id": key, "customer_id": customer, "kind": "invoice", "issued_on": due - timedelta(days=30),
            "due_on": due, "due_assumed": False, "amount_cents": cents, "currency": "EUR", "gone": False,
        }  # fmt: skip
        issued.append(told)
        if paid is not None:
            settled.append({**told, "settled_on": due + timedelta(days=paid), "by": by})
        else:
            owed.append({**told, "open_cents": cents, "disputed_cents": 0, "reconstructed": False})
    rows = {"issued": issued, "settled": settled, "owed": owed}
    frames = {
        name: frame(name, [{key: row[key] for key in empty(name).columns} for row in told])
        for name, told in rows.items()
    }
    return compute(["expected_recovery"], Book(ON, "EUR", frames, **more))[0]


def curve(bills: list[Bill], **more: Any) -> Curve:
    found = curve_of(measured(bills, **more))
    assert found is not None
    return found


# Of 400 invoices of a year ago: 200 paid at once, 100 after 20 days, 40 after 100, 60 never.
YEAR = [
    (rank % 40, 400, 0 if rank < 200 else 20 if rank < 300 else 100 if rank < 340 else None)
    for rank in range(400)
]


def test_of_what_is_still_owed_at_an_age_the_share_paid_later_is_expected() -> None:
    found = curve(YEAR)
    assert (found.horizon_days, found.invoices, found.customers) == (365, 400, 40)
    assert found.percent(0) == 85  # 340 of 400
    assert found.percent(1) == found.percent(10) == 70  # 140 of the 200 unpaid
    assert found.percent(31) == found.percent(90) == 40  # 40 of the 100 unpaid
    assert found.percent(121) == found.percent(1_000) == 0


def test_ages_that_too_few_invoices_reached_are_told_by_the_age_before() -> None:
    few = [(rank % 40, 400, 0 if rank < 300 else 20 if rank < 380 else None) for rank in range(400)]
    found = curve(few)
    told = found.band(10)
    assert (told.percent, told.invoices, told.at_most) == (80, 100, False)
    assert found.band(20) == Band(15, 80, invoices=20, at_most=True)
    assert found.percent(500) == 80


def test_an_invoice_still_unpaid_counts_for_as_long_as_it_was_watched() -> None:
    """Half of the invoices fell due ten days ago and are unpaid: they say nothing of what comes after day 10."""
    young = [(rank % 40, 10, None) for rank in range(400)]
    found = curve([*YEAR, *young])
    # By day 0: 200 of 800 paid. By day 20, of the 200 still watched: half. By day 100: 40 of 100.
    assert found.percent(0) == 78  # 1 - .75 × .5 × .6 = .775
    assert found.percent(1) == 70
    assert found.percent(40) == 40


def test_with_a_shorter_history_what_comes_in_within_half_a_year_or_three_months_is_told() -> None:
    shorter = curve([(customer, 200, paid) for customer, _age, paid in YEAR])
    assert shorter.horizon_days == 180
    assert shorter.percent(61) == 40
    assert shorter.percent(91) == 0  # told at its middle, after the last day on which one came in
    shortest = curve([(customer, 95, paid if paid != 100 else None) for customer, _age, paid in YEAR])
    assert shortest.horizon_days == 90
    assert shortest.percent(1) == 50  # 100 of 200
    assert shortest.band(91).at_most


@pytest.mark.parametrize(
    "bills",
    [
        [],
        YEAR[:99],
        [(rank % 29, 400, 1) for rank in range(400)],
        [(rank % 40, 89, 1) for rank in range(400)],
        [
            (rank % 40, 400, 0) for rank in range(400)
        ],  # everybody pays on the day: nothing tells of being late
    ],
)
def test_of_too_little_history_no_figure_is_told(bills: list[Bill]) -> None:
    found = measured(bills)
    assert found.figure is None
    assert found.lines == ()
    assert curve_of(found) is None


def test_what_a_credit_note_settles_is_neither_collected_nor_lost() -> None:
    credited = [(rank % 40, 400, 5) for rank in range(100)]
    both = [*YEAR, *credited]
    paid, by_credit = measured(YEAR), _with_credits(both, len(YEAR))
    assert curve_of(by_credit).percent(31) == curve_of(paid).percent(31) == 40  # type: ignore[union-attr]
    assert by_credit.left_out["by_credit_note"] == 100


def _with_credits(bills: list[Bill], since: int) -> Measure:
    issued, settled = [], []
    for key, (customer, age, paid) in enumerate(bills):
        due = ON - timedelta(days=age)
        told = {
            "receivable_id": key, "customer_id": customer, "kind": "invoice", "issued_on": due, "due_on": due,
            "due_assumed": False, "amount_cents": 100, "currency": "EUR",
        }  # fmt: skip
        issued.append({**told, "gone": False})
        if paid is not None:
            how = "money" if key < since else "credit_note"
            settled.append({**told, "settled_on": due + timedelta(days=paid), "by": how})
    told_so = {"issued": frame("issued", issued), "settled": frame("settled", settled)}
    return compute(["expected_recovery"], Book(ON, "EUR", told_so))[0]


def test_what_fell_due_before_the_books_begin_is_not_followed() -> None:
    """Only those unpaid would be known of it: they would make every debt look lost."""
    old = [(rank % 40, 700, None) for rank in range(300)]
    found = measured([*YEAR, *old])
    assert curve_of(found) == curve(YEAR)
    assert found.left_out == {"due_before_books": 300}


def test_the_figure_is_what_is_expected_of_all_that_is_overdue() -> None:
    young = [(rank % 40, 10, None) for rank in range(40)]
    found = measured([*YEAR, *young])
    # 40 × 100.00 overdue by ten days, 60 × 100.00 by more than a year
    assert found.facts["overdue_cents"] == 1_000_000
    assert found.facts["expected_cents"] == 40 * 7_000
    assert found.figure == Fraction(28, 100)
    assert sum(line.facts["overdue_cents"] for line in found.lines) == 1_000_000


def naive(bills: list[Bill], horizon: int) -> list[float]:
    """The share unpaid after each day, invoice by invoice; all of one amount."""
    shares, share = [], 1.0
    for day in range(horizon + 1):
        watched = sum(1 for _c, age, paid in bills if age >= day and (paid is None or paid >= day))
        done = sum(1 for _c, _age, paid in bills if paid == day)
        share *= 1 - done / watched if watched else 1.0
        shares.append(share)
    return shares


_PAID = st.one_of(st.none(), st.integers(0, 300))
BILLS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 500), _PAID), min_size=150, max_size=300)


@settings(max_examples=12, deadline=None)
@given(BILLS)
def test_the_curve_never_rises_with_age_and_is_that_of_each_invoice(drawn: list[Bill]) -> None:
    bills = [
        (customer, age, paid if paid is not None and paid <= age else None) for customer, age, paid in drawn
    ]
    bills += [(customer, 500, None) for customer in range(60) for _twice in range(2)]
    bills.append((0, 500, 0))  # the books begin with the oldest
    found = curve_of(measured(bills))
    assert found is not None
    unpaid = naive(bills, 365)
    middles = {0: 0, 1: 4, 8: 11, 15: 22, 31: 45, 61: 75, 91: 105, 121: 150, 181: 273}
    for day, middle in middles.items():
        band = found.band(day)
        if not band.at_most:
            exact = 100 * (1 - unpaid[-1] / (unpaid[middle - 1] if middle else 1.0))
            assert abs(band.percent - exact) <= 0.5 + 1e-6
            assert band.low is not None
            assert band.high is not None
            assert band.low <= band.percent <= band.high
    told = [found.percent(day) for day in range(-5, 900)]
    assert told == sorted(told, reverse=True)


def test_a_curve_that_rises_with_age_is_none() -> None:
    with pytest.raises(ValueError, match="rise"):
        Curve((Band(None, 10), Band(1, 11)), observed=True, version=1)


@given(st.integers(-(10**9), 10**12), st.integers(-10, 2_000), st.integers(0, 500))
def test_less_is_expected_of_the_same_debt_a_day_later(cents: int, days: int, more: int) -> None:
    now, then = (expected_cents(cents, DEFAULT.percent(day)) for day in (days, days + more))
    assert 0 <= then <= now <= max(cents, 0)


def test_by_default_a_convention_stands_and_says_that_it_is_one() -> None:
    assert not DEFAULT.observed
    assert [DEFAULT.percent(day) for day in (0, 30, 31, 90, 120, 121)] == [40, 40, 30, 22, 15, 8]
