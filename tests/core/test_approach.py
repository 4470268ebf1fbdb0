"""What is offered to a customer follows its situation and its behaviour; the channel follows what it answered to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from encours.core.approach import Situation, offered
from encours.core.channel_history import counted, preferred

USUAL = Situation(
    overdue_cents=500_000, disputed_cents=0, late_days=20, habit_days=30, trend="steady",
    broken=0, in_difficulty=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "offer", "because"),
    [
        ({}, "date", "one_date"),
        ({"overdue_cents": 0}, "none", "nothing_overdue"),
        ({"disputed_cents": 200_000}, "undisputed", "part_disputed"),
        ({"in_difficulty": True}, "plan", "in_difficulty"),
        ({"broken": 2, "late_days": 61}, "no_more_promises", "promises_broken"),
        ({"late_days": 61}, "plan", "long_and_large"),
        ({"late_days": 61, "overdue_cents": 299_999}, "date", "one_date"),
        ({"habit_days": 12, "late_days": 5}, "wait", "within_habit"),
        ({"trend": "worse"}, "plan", "getting_worse"),
        ({"habit_days": None}, "date", "one_date"),
    ],
)
def test_what_is_offered_changes_with_the_situation_and_the_behaviour(
    changed: dict[str, Any], offer: str, because: str
) -> None:
    told = offered(replace(USUAL, **changed))
    assert (told.offer, told.because) == (offer, because)


def test_a_plan_covers_the_debt_in_months_that_its_size_asks_for() -> None:
    small, large = (
        offered(replace(USUAL, in_difficulty=True, overdue_cents=cents)) for cents in (1_000_001, 3_000_001)
    )
    assert (small.months, small.cents) == (3, 333_334)
    assert (large.months, large.cents) == (6, 500_001)
    assert large.cents * large.months >= 3_000_001


def sent(
    channel: str, *, bounced: bool = False, answered: bool = False, paid: bool = False
) -> dict[str, Any]:
    return {"customer_id": 1, "channel": channel, "bounced": bounced, "answered": answered, "paid": paid}


@pytest.mark.parametrize(
    ("messages", "channel"),
    [
        ([sent("email")] * 2, ""),
        ([sent("email")] * 3, "letter"),
        ([*[sent("email")] * 3, sent("email", answered=True)], ""),
        ([*[sent("email")] * 3, sent("email", paid=True)], ""),
        (
            [*[sent("email")] * 2, sent("email", bounced=True)],
            "",
        ),  # what came back was not silent: it did not arrive
        ([*[sent("email")] * 3, *[sent("letter")] * 3], ""),
        ([*[sent("letter")] * 3, sent("email", paid=True)], "email"),
        ([sent("letter")] * 3, ""),
    ],
)
def test_another_channel_is_preferred_after_three_messages_without_answer_nor_payment(
    messages: list[dict[str, Any]], channel: str
) -> None:
    assert preferred(counted(pl.DataFrame(messages)))["channel"].to_list() == [channel]
