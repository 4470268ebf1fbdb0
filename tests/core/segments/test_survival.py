"""How late a customer pays, unpaid invoices counted: no unpaid invoice makes it better, and it can recover."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from encours.core.segments.sheet import of_history, of_items
from encours.core.segments.survival import payment_survival

ON = date(2026, 11, 1)
SCHEMA = {"customer_id": pl.Int64, "due_on": pl.Date, "paid_on": pl.Date}
Told = tuple[int, int | None]  # days since it fell due, days after which it was paid

PAID = st.integers(1, 500).flatmap(lambda age: st.tuples(st.just(age), st.integers(-20, age)))
UNPAID = st.integers(1, 500).map(lambda age: (age, None))
INVOICES = st.lists(PAID | UNPAID, max_size=12)


def measured(*invoices: Told, on: date = ON) -> dict[str, Any]:
    rows = [
        (1, ON - timedelta(days=age), None if paid is None else ON - timedelta(days=age - paid))
        for age, paid in invoices
    ]
    found = payment_survival(pl.DataFrame(rows, schema=SCHEMA, orient="row"), on=on)
    return found.row(0, named=True) if len(found) else {"days_beyond": None, "solvency": None, "observed": 0}


def no_better(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Neither sooner nor more solvent; what was told before is still told."""
    later = before["days_beyond"] is None or after["days_beyond"] >= before["days_beyond"]
    both = before["solvency"] is not None and after["solvency"] is not None
    return later and not (both and after["solvency"] > before["solvency"])


@given(INVOICES, UNPAID)
def test_an_unpaid_overdue_invoice_more_never_makes_a_measure_better(
    invoices: list[Told], more: Told
) -> None:
    assert no_better(measured(*invoices), measured(*invoices, more))


@given(st.lists(UNPAID, min_size=1, max_size=8), st.integers(1, 200))
def test_waiting_on_never_makes_who_pays_nothing_look_better(invoices: list[Told], days: int) -> None:
    assert no_better(measured(*invoices), measured(*invoices, on=ON + timedelta(days=days)))


@given(INVOICES, st.integers(1, 300))
def test_paying_an_invoice_at_once_instead_of_leaving_it_never_makes_it_worse(
    invoices: list[Told], age: int
) -> None:
    unpaid, paid = measured(*invoices, (age, None)), measured(*invoices, (age, 0))
    assert no_better(paid, unpaid)


@given(INVOICES, st.randoms())
def test_the_order_of_invoices_changes_nothing(invoices: list[Told], chance: Any) -> None:
    other = list(invoices)
    chance.shuffle(other)
    assert measured(*invoices) == measured(*other)


def test_who_pays_nothing_is_not_prompt_although_nothing_late_was_ever_paid() -> None:
    told = measured((200, None), (120, None), (10, 0))
    assert told["days_beyond"] == 200
    assert told["solvency"] == 33


def test_a_customer_recovers_as_it_pays_in_time_again() -> None:
    late = [(age, 60) for age in (330, 300, 280)]
    assert measured(*late)["days_beyond"] == 60
    recent = [(age, 0) for age in (60, 40)]
    assert measured(*late, *recent)["days_beyond"] == 0
    assert measured(*late, *recent)["solvency"] == 73


def test_what_was_paid_is_forgotten_after_a_year_and_what_is_unpaid_never_is() -> None:
    assert measured((366, 90))["observed"] == 0
    assert measured((366, None)) == {"customer_id": 1, "days_beyond": 366, "solvency": 0, "observed": 1}


def test_nothing_is_said_of_solvency_before_thirty_days_could_tell() -> None:
    assert measured((5, None))["solvency"] is None
    assert measured((30, None))["solvency"] == 0


def test_an_invoice_that_credit_notes_alone_extinguished_says_nothing_of_payment() -> None:
    day = date(2026, 9, 1)
    rows = [(1, day, day, None, False, 10_000, "EUR"), (2, day, day, day, False, 20_000, "EUR")]
    kinds = {
        "customer_id": pl.Int64, "issued_on": pl.Date, "due_on": pl.Date, "paid_on": pl.Date, "unpaid": pl.Boolean,
        "amount_cents": pl.Int64, "currency": pl.String,
    }  # fmt: skip
    told = of_history(pl.DataFrame(rows, schema=kinds, orient="row"), on=ON, currency="EUR").sort(
        "customer_id"
    )
    assert told["observed"].to_list() == [None, 1]
    assert told["billed_year"].to_list() == [10_000, 20_000]


def test_items_of_other_currencies_are_late_and_counted_but_never_added() -> None:
    rows = [
        (1, "invoice", date(2026, 10, 1), 5_000, 7_000, "EUR", False),
        (1, "invoice", date(2026, 9, 1), 9_000, 0, "USD", False),
        (1, "invoice", date(2026, 12, 1), 2_000, 0, "EUR", False),
        (1, "retention", date(2026, 1, 1), 4_000, 0, "EUR", False),
        (1, "invoice", date(2026, 1, 1), 4_000, 0, "EUR", True),
        (1, "credit_note", date(2026, 1, 1), -4_000, 0, "EUR", False),
    ]
    kinds = {
        "customer_id": pl.Int64, "kind": pl.String, "due_on": pl.Date, "open_cents": pl.Int64,
        "disputed_cents": pl.Int64, "currency": pl.String, "gone": pl.Boolean,
    }  # fmt: skip
    told = of_items(pl.DataFrame(rows, schema=kinds, orient="row"), on=ON, currency="EUR")
    assert told.row(0, named=True) == {
        "customer_id": 1, "outstanding": 7_000, "overdue": 5_000, "largest": 5_000, "disputed": 5_000,
        "open_count": 3, "days_late": 61,
    }  # fmt: skip
