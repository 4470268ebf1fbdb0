"""Rows of one number in a table are instalments that tie, the same thing said again, or are refused; none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.invoice_rows import LACKING, REPEATED, UNTIED, Gathered, gather
from encours.formats.companion.shapes import CompanionInvoice

OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
SCHEMA = CompanionInvoice.create_empty().schema
KNOWN = {"account": pl.String, "number": pl.String, "amount_cents": pl.Int64}
PLANS = {"account": pl.String, "number": pl.String, "due_on": pl.Date, "amount_cents": pl.Int64}


def read(
    *rows: dict[str, Any],
    known: int | None = None,
    plan: list[tuple[date, int]] | None = None,
    short: list[tuple[str, str, bool]] | None = None,
) -> Gathered:
    told = [{"line": line, "account": "C1", "number": "F-1"} | row for line, row in enumerate(rows, start=2)]
    return gather(
        pl.DataFrame(told, schema=SCHEMA),
        pl.DataFrame([("C1", "F-1", known)] if known else [], schema=KNOWN, orient="row"),
        pl.DataFrame([("C1", "F-1", *each) for each in plan or []], schema=PLANS, orient="row"),
        short or [],
    )


def of(due_on: date | None, cents: int | None, **more: Any) -> dict[str, Any]:
    return {"due_on": due_on, "amount_cents": cents} | more


def invoice(told: Gathered) -> tuple[Any, ...]:
    (row,) = told.invoices.select("due_on", "amount_cents", "open_cents", "status").rows()
    return row


def plan(told: Gathered) -> list[tuple[date, int]]:
    assert set(told.plans["line"]) <= set(told.invoices["line"])
    return told.plans.select("due_on", "amount_cents").rows()


def refused(told: Gathered) -> list[tuple[Any, ...]]:
    assert told.invoices.is_empty()
    return told.refused.select("line", "rule", "found_cents", "amount_cents").rows()


def test_one_row_an_invoice_passes_as_it_is() -> None:
    told = read(of(OCT, 120), of(NOV, 60, number="F-2"))
    assert told.invoices["amount_cents"].to_list() == [120, 60]
    assert told.plans.is_empty()


def test_rows_with_a_due_date_and_an_amount_each_are_instalments_of_one_invoice() -> None:
    told = read(of(NOV, 60), of(OCT, 60), of(DEC, 30, number="F-2"))
    assert told.invoices.select("number", "due_on", "amount_cents").rows() == [
        ("F-1", NOV, 120),
        ("F-2", DEC, 30),
    ]
    assert plan(told) == [(OCT, 60), (NOV, 60)]


def test_a_total_beside_the_instalments_must_be_what_they_make() -> None:
    rows = [of(OCT, 120, instalment_cents=50), of(NOV, 120, instalment_cents=70)]
    told = read(*rows)
    assert (invoice(told), plan(told)) == ((NOV, 120, None, None), [(OCT, 50), (NOV, 70)])
    rows[1]["instalment_cents"] = 60
    assert refused(read(*rows)) == [(2, UNTIED, 110, 120)]
    assert refused(read(rows[0])) == [(2, UNTIED, 50, 120)]


def test_totals_that_differ_from_row_to_row_are_refused() -> None:
    rows = [of(OCT, 120, instalment_cents=50), of(NOV, 121, instalment_cents=70)]
    assert [row[1] for row in refused(read(*rows))] == [UNTIED]


def test_a_total_on_every_row_is_told_by_open_amounts_that_make_it() -> None:
    told = read(of(OCT, 120, open_cents=50), of(NOV, 120, open_cents=70))
    assert (invoice(told), plan(told)) == ((NOV, 120, 120, None), [(OCT, 50), (NOV, 70)])


@pytest.mark.parametrize(
    ("first", "second", "open_cents"),
    [
        ({"status": "paid", "paid_on": OCT}, {}, 60),
        ({"open_cents": 0}, {"open_cents": 40}, 40),
        ({}, {}, None),
        ({"status": "paid"}, {"status": "paid"}, 0),
    ],
)
def test_what_is_open_is_what_is_open_of_each_instalment(
    first: dict[str, Any], second: dict[str, Any], open_cents: int | None
) -> None:
    told = read(of(OCT, 60, **first), of(NOV, 60, **second))
    assert invoice(told)[2] == open_cents
    assert plan(told) == [(OCT, 60), (NOV, 60)]


def test_the_same_row_said_again_is_one() -> None:
    told = read(of(OCT, 120), of(OCT, 120, po_number="B"))
    assert invoice(told)[:2] == (OCT, 120)
    assert told.invoices["po_number"].to_list() == ["B"]


def test_the_amount_of_a_known_invoice_on_every_row_is_its_total_said_again() -> None:
    told = read(of(OCT, 120), of(NOV, 120), known=120)
    assert (invoice(told)[:2], plan(told)) == ((NOV, 120), [])


@pytest.mark.parametrize(
    "rows",
    [
        [of(OCT, 120), of(OCT, 100)],
        [of(OCT, 120), of(None, 100)],
        [of(OCT, 120, currency="EUR"), of(NOV, 60, currency="USD")],
        [of(OCT, 120, issued_on=OCT), of(NOV, 60, issued_on=NOV)],
        [of(OCT, 120), of(NOV, -20)],
    ],
)
def test_amounts_of_one_number_that_make_no_plan_are_refused_whole(rows: list[dict[str, Any]]) -> None:
    assert [row[:2] for row in refused(read(*rows))] == [(2, REPEATED)]


def test_some_of_the_instalments_known_say_what_is_left_and_change_no_date() -> None:
    standing = [(OCT, 60), (NOV, 60)]
    told = read(of(NOV, 60, open_cents=60), known=120, plan=standing)
    assert (invoice(told), plan(told)) == ((None, 120, 60, None), [])
    assert invoice(read(of(NOV, 60), known=120, plan=standing)) == (None, 120, None, None)
    assert invoice(read(of(OCT, 60, status="paid"), known=120, plan=standing))[2] == 60


def test_other_instalments_of_a_known_invoice_are_its_plan_as_it_is_told_now() -> None:
    told = read(of(OCT, 60), of(DEC, 60), known=120, plan=[(OCT, 60), (NOV, 60)])
    assert plan(told) == [(OCT, 60), (DEC, 60)]


def test_no_row_of_an_invoice_is_kept_where_another_of_its_rows_is_refused() -> None:
    lost = read(of(OCT, 60), short=[("C1", "F-1", False)])
    assert [row[:2] for row in refused(lost)] == [(2, LACKING)]
    undated = read(of(OCT, 60), of(None, 60), short=[("C1", "F-1", True)])
    assert [row[:2] for row in refused(undated)] == [(2, LACKING)]


def test_the_only_row_of_an_invoice_is_kept_without_its_due_date() -> None:
    told = read(of(None, 60), of(OCT, 70, number="F-2"), short=[("C1", "F-1", True)])
    assert told.invoices["number"].to_list() == ["F-1", "F-2"]


DAYS = st.sampled_from([None, OCT, NOV, DEC])
CENTS = st.none() | st.integers(-3, 6)
ROWS = st.fixed_dictionaries(
    {
        "due_on": DAYS,
        "amount_cents": CENTS,
        "open_cents": CENTS,
        "instalment_cents": CENTS,
        "status": st.sampled_from([None, "open", "paid"]),
        "number": st.sampled_from(["F-1", "F-2"]),
    }
)


@given(st.lists(ROWS, min_size=1, max_size=5), st.none() | st.integers(1, 6))
def test_each_number_is_one_invoice_or_refused_and_plans_make_their_invoice(
    rows: list[dict[str, Any]], known: int | None
) -> None:
    told = read(*rows, known=known)
    numbers = [*told.invoices["number"], *told.refused["number"]]
    assert sorted(numbers) == sorted({row["number"] for row in rows})
    made = told.plans.group_by("line").agg(pl.col("amount_cents").sum(), last=pl.col("due_on").max())
    both = made.join(told.invoices, on="line", suffix="_whole")
    assert len(both) == len(made)
    assert (both["amount_cents"] == both["amount_cents_whole"]).all()
    assert (both["last"] == both["due_on"]).all()
    assert (both["open_cents"].fill_null(0) <= both["amount_cents"]).all()
