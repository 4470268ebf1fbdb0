"""Letters that lie in the outbox: what makes one untrue, and until when it is called back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.test_gate import MORNING, OPEN_HOUSE, TODAY, credit_note, planned
from encours.core.gate import Addressee, Item, untrue_since
from encours.core.letters import cause_of, first_laid_on, taken_as_posted_on
from encours.core.reasons import Reason
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import customer


def now(
    *items: Item, code: str = "firm", about: dict[str, Any] | None = None, **message: Any
) -> Reason | None:
    """Ask about the letter of that step, laid already, with these items as they are now."""
    letter, _ = planned(code, state="delivered", channel="letter", **message)
    who = Addressee.from_row(customer(), **(about or {}))
    return untrue_since(letter, who, items, DEFAULT_SCENARIO, at=MORNING, conditions=OPEN_HOUSE)


def as_laid(**changed: Any) -> Item:
    """The item of the letter, its step delivered since; with what else changed."""
    _, item = planned("firm")
    return replace(item, **({"delivered_position": 3, "delivered_on": TODAY} | changed))


UNTRUE: list[tuple[str, dict[str, Any], str, str]] = [
    ("paid", {"open_cents": 0}, "paid", "payment"),
    ("paid in part", {"open_cents": 60_000}, "amount_changed", "payment"),
    ("disputed", {"disputed_cents": 100_000}, "disputed", "dispute"),
    ("disputed in part", {"disputed_cents": 1}, "disputed_since", "dispute"),
    ("held", {"held_from": TODAY}, "held", "hold"),
    ("promised", {"held_from": TODAY, "held_until": TODAY, "promised": True}, "promised", "hold"),
    ("gone from the ledger", {"gone": True}, "gone", "changed"),
]


@pytest.mark.parametrize(
    ("changed", "code", "cause"), [row[1:] for row in UNTRUE], ids=[row[0] for row in UNTRUE]
)
def test_what_no_longer_holds_is_told_with_its_cause(changed: dict[str, Any], code: str, cause: str) -> None:
    reason = now(as_laid(**changed))
    assert reason is not None
    assert (reason.code, cause_of(reason)) == (code, cause)


def test_its_own_step_delivered_makes_no_letter_untrue() -> None:
    assert now(as_laid()) is None


def test_more_owed_than_it_says_harms_nobody_but_hides_nothing_paid_beside_it() -> None:
    more = as_laid(open_cents=200_000)
    assert now(more) is None
    letter, item = planned("firm", state="delivered")
    second = replace(letter.lines[0], receivable_id=2)
    paid = replace(item, receivable_id=2, open_cents=0)
    reason = now(more, paid, lines=(*letter.lines, second), total_cents=2 * letter.total_cents)
    assert reason is not None
    assert reason.code == "paid"


def test_a_credit_note_and_a_hold_of_the_customer_recall_it_too() -> None:
    for reason in (
        now(as_laid(), credit_note(-40_000)),
        now(as_laid(), about={"held_from": TODAY, "held_until": TODAY}),
    ):
        assert reason is not None


def test_a_step_that_the_scenario_has_no_more_is_recalled_when_paid() -> None:
    reason = now(step_code="unknown")
    assert reason is not None
    assert reason.code == "paid"


def test_laid_on_a_friday_it_is_taken_as_posted_on_wednesday() -> None:
    assert taken_as_posted_on(date(2026, 11, 20)) == date(2026, 11, 25)


@given(st.dates(date(2025, 1, 10), date(2026, 12, 10)), st.integers(0, 20))
def test_a_letter_is_called_back_until_the_day_before_it_is_taken_as_posted(on: date, ago: int) -> None:
    laid_on = on - timedelta(days=ago)
    assert (laid_on >= first_laid_on(on)) == (taken_as_posted_on(laid_on) > on)
