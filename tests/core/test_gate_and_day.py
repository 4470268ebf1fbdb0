"""The gate agrees with the plan as long as nothing has happened in between."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import polars as pl
from hypothesis import given, settings

from drawn_portfolios import TODAY, customers, items
from encours.core.freshness import how_fresh
from encours.core.gate import Addressee, Conditions, Item, Line, Message, Outcome, ask
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import plan

READY = Conditions(
    how_fresh({}, TODAY, on=TODAY), frozenset({"email", "letter"}), shadow=False, provisional=frozenset()
)
MORNING = datetime.combine(TODAY, time(10, 30))


def message(head: dict[str, Any], lines: pl.DataFrame) -> Message:
    mine = lines.filter(
        (pl.col("customer_id") == head["customer_id"]) & (pl.col("step_code") == head["step_code"])
    )
    return Message(
        step_code=head["step_code"],
        channel=head["channel"],
        state="proposed",
        currency=head["currency"],
        total_cents=head["total_cents"],
        lines=tuple(Line(**row) for row in mine.drop("customer_id", "step_code").to_dicts()),
        needs_approval=head["needs_approval"],
        approved=True,
        has_recipient=not head["lacks_recipient"],
    )


@given(items(), customers())
@settings(max_examples=50, deadline=None)
def test_a_proposal_of_the_day_is_never_cancelled_while_nothing_happens(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    decided = plan(rows, who, TODAY)
    for head in decided.proposals.to_dicts():
        (about,) = [row for row in who if row["customer_id"] == head["customer_id"]]
        now = [Item.from_row(row) for row in rows if row["customer_id"] == head["customer_id"]]
        planned = message(head, decided.proposal_items)
        verdict = ask(planned, Addressee.from_row(about), now, DEFAULT_SCENARIO, at=MORNING, conditions=READY)
        expected = (
            {"go", "no_address"} if head["step_code"] != "formal_notice" else {"go", "no_address", "gap"}
        )
        assert verdict.outcome != Outcome.CANCEL, verdict
        assert str(verdict.reason.code) in expected


@given(items(), customers())
@settings(max_examples=40, deadline=None)
def test_whatever_fact_of_a_moved_item_changes_its_message_does_not_leave(
    rows: list[dict[str, Any]], who: list[dict[str, Any]]
) -> None:
    decided = plan(rows, who, TODAY)
    changes: list[dict[str, Any]] = [
        {"open_cents": 1, "disputed_cents": 0},
        {"gone": True},
        {"held_from": TODAY, "held_until": None},
        {"delivered_position": 5},
    ]
    for head in decided.proposals.to_dicts():
        (about,) = [row for row in who if row["customer_id"] == head["customer_id"]]
        planned = message(head, decided.proposal_items)
        moved = next(line for line in planned.lines if line.position is not None)
        for change in changes:
            now = [
                Item.from_row(row | change if row["receivable_id"] == moved.receivable_id else row)
                for row in rows
                if row["customer_id"] == head["customer_id"]
            ]
            if change.get("open_cents") == moved.open_cents:
                continue
            verdict = ask(
                planned, Addressee.from_row(about), now, DEFAULT_SCENARIO, at=MORNING, conditions=READY
            )
            assert verdict.outcome == Outcome.CANCEL
