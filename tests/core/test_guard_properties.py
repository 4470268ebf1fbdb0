"""What must hold of the guards over any portfolio: parts and whole, days run twice or missed, nobody who is guarded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from drawn_portfolios import CUSTOMERS, TODAY, customers, items
from encours.core.days import is_business_day
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import deliver, plan, walk

Rows = list[dict[str, Any]]


@given(items(), customers(), st.integers(1, CUSTOMERS))
@settings(max_examples=30, deadline=None)
def test_the_plan_of_a_portfolio_is_that_of_each_part_of_it(rows: Rows, who: Rows, cut: int) -> None:
    whole = plan(rows, who, TODAY)
    for part in (range(1, cut + 1), range(cut + 1, CUSTOMERS + 1)):
        own = [row for row in rows if row["customer_id"] in part]
        alone = plan(own, [row for row in who if row["customer_id"] in part], TODAY)
        mine = pl.col("customer_id").is_in(list(part))
        assert_frame_equal(alone.positions, whole.positions.filter(mine))
        assert_frame_equal(alone.proposals, whole.proposals.filter(mine))
        assert_frame_equal(alone.proposal_items, whole.proposal_items.filter(mine))


@given(items(), customers())
@settings(max_examples=30, deadline=None)
def test_no_message_moves_what_is_paid_disputed_held_promised_or_of_a_guarded_customer(
    rows: Rows, who: Rows
) -> None:
    for n, row in enumerate(rows):
        row["promised"] = n % 2 == 0 and row["held_from"] is not None
    decided = plan(rows, who, TODAY)
    by_id, people = {row["receivable_id"]: row for row in rows}, {row["customer_id"]: row for row in who}
    for line in decided.proposal_items.to_dicts():
        row, about = by_id[line["receivable_id"]], people[line["customer_id"]]
        if line["role"] != "credit":
            assert line["open_cents"] == row["open_cents"] - row["disputed_cents"] > 0
            assert not covered(row)
        assert not covered(about)
        assert is_business_day(TODAY, about["region"] or "")
        step = DEFAULT_SCENARIO.step(line["position"] or 0)
        assert step is None or not (step.courtesy and about["no_courtesy"])


def covered(row: dict[str, Any]) -> bool:
    """Whether a hold covers the day."""
    begins, until = row["held_from"], row["held_until"]
    return begins is not None and begins <= TODAY and (until is None or until >= TODAY)


@given(items(3), customers(), st.integers(2, 9))
@settings(max_examples=12, deadline=None)
def test_days_missed_lose_nothing_and_bring_no_burst(rows: Rows, who: Rows, missed: int) -> None:
    """Whoever was due on a missed day is told on the first day that runs, once, at the same step or a later guard."""
    before = plan(rows, who, TODAY)
    on = TODAY + timedelta(days=missed)
    after = plan(rows, who, on)
    due = {
        row["receivable_id"]: row["next_step"]
        for row in before.positions.to_dicts()
        if row["reason"] in {"proposed", "needs_approval"}
    }
    for row in after.positions.to_dicts():
        step = due.get(row["receivable_id"])
        spent = step == 1 and row["next_step"] in {2, 3}  # before the due date, and never after it
        assert step is None or spent or row["next_step"] in {step, None}
    told = after.proposals.with_columns(formal=pl.col("step_code") == "formal_notice")
    assert not told.select("customer_id", "formal").is_duplicated().any()


@given(items(3), customers())
@settings(max_examples=12, deadline=None)
def test_a_day_run_twice_sends_what_it_sends_once(rows: Rows, who: Rows) -> None:
    for on, decided, sent in walk(rows, who, start=TODAY, days=5):
        again = plan(rows, who, on)
        told = {row["customer_id"] for row in sent}
        repeated = again.proposals.filter(pl.col("customer_id").is_in(list(told)) & ~pl.col("needs_approval"))
        assert repeated.is_empty()
        assert len(decided.proposals) >= len(sent)
        assert deliver(rows, who, again, on) == [
            row for row in again.proposals.to_dicts() if not row["lacks_recipient"]
        ]
