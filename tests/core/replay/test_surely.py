"""The messages found all at once that surely leave: the one gate, asked about each of them, says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from encours.core.day import plan_day
from encours.core.freshness import Freshness
from encours.core.gate import Conditions, Stopped
from encours.core.reasons import Reason, ReasonCode
from encours.core.replay import Book, House, Replayed, Sent, replay, sending
from encours.core.replay.as_of import customers_known, items_known
from encours.core.replay.at_gate import Gate, Round
from encours.core.replay.book import SENT
from encours.core.replay.sending import surely_among
from encours.core.replay.surely import MESSAGE
from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.scenario.ladder import CHANNELS
from pasts import WEEKS, book, day, invoice, pasts

ON = day(28)
OPEN = Conditions(
    freshness=Freshness(fresh=True, reason=Reason(ReasonCode.FRESH)),
    channels=frozenset(CHANNELS),
    shadow=False,
    provisional=frozenset(),
)


def decided(facts: Book, *, on: date = ON, sent: Sent | None = None) -> Round:
    sent = sent or Sent.nothing()
    items = items_known(facts, sent.lines, on=on)
    customers = customers_known(facts, sent.messages, on=on)
    plan = plan_day(items, customers, DEFAULT_SCENARIO, on=on)
    return Round(plan, items, customers, sent, None, None, facts.agreements)


def found(of: Round, conditions: Conditions = OPEN, *, on: date = ON) -> pl.DataFrame:
    return surely_among(of, of.plan.proposals, DEFAULT_SCENARIO, conditions, on=on)


def said(of: Round, conditions: Conditions = OPEN, *, on: date = ON) -> set[tuple[int, str]]:
    """Those of which the gate itself, asked one by one, says that they leave."""
    proposed = of.plan.proposals.filter(~pl.col("lacks_recipient"))
    gate = Gate(of, proposed, DEFAULT_SCENARIO, conditions, on)
    return {(row["customer_id"], row["step_code"]) for row in proposed.iter_rows(named=True) if gate.ask(row)}


PLAIN = book(receivables=[invoice(1, due=10), invoice(2, due=20)])


def test_a_plain_message_is_found_and_the_gate_lets_it_by() -> None:
    of = decided(PLAIN)
    assert found(of).rows() == [(1, "friendly")]
    assert said(of) == {(1, "friendly")}


ITEM: dict[str, Any] = {
    "gone": True, "kind": "factored", "doubt": "duplicate", "held_from": day(20), "held_days": 30, "open_cents": 90_000,
    "disputed_cents": 10_000, "not_due_cents": 10_000, "delivered_position": 2, "delivered_on": day(27),
    "due_on": day(27), "currency": "USD",
}  # fmt: skip
CUSTOMER: dict[str, Any] = {
    "held_from": day(20), "doubt": "account", "unapplied_cents": 500, "last_message_on": day(25), "no_courtesy": True,
    "region": "alsace-moselle", "refuses_email": True,
}  # fmt: skip


def with_value(frame: pl.DataFrame, name: str, value: Any, *, keys: list[int], key: str) -> pl.DataFrame:
    mine = pl.col(key).is_in(keys)
    kind = frame.schema[name]
    return frame.with_columns(pl.when(mine).then(pl.lit(value, kind)).otherwise(name).alias(name))


def moved(of: Round, changes: dict[str, Any], *, keys: list[int], side: str) -> Round:
    """The same plan, before a gate that is told facts that moved since."""
    key = "receivable_id" if side == "items" else "customer_id"
    frame = getattr(of, side)
    for name, value in changes.items():
        frame = with_value(frame, name, value, keys=keys, key=key)
    return replace(of, **{side: frame})


@pytest.mark.parametrize("name", [name for name in ITEM if name != "currency"])
def test_an_item_that_moved_since_the_plan_is_left_to_the_gate(name: str) -> None:
    assert found(moved(decided(PLAIN), {name: ITEM[name]}, keys=[1], side="items")).is_empty()


@pytest.mark.parametrize("name", list(CUSTOMER))
def test_a_customer_of_whom_something_is_said_is_left_to_the_gate(name: str) -> None:
    assert found(moved(decided(PLAIN), {name: CUSTOMER[name]}, keys=[1], side="customers")).is_empty()


def test_nothing_is_found_where_the_house_keeps_all_back_or_a_person_has_not_agreed() -> None:
    of = decided(PLAIN)
    stale = Freshness(fresh=False, reason=Reason(ReasonCode.STALE_BANK))
    for conditions in (
        replace(OPEN, freshness=stale),
        replace(OPEN, stopped=Stopped(ON, "Claire", "Panne")),
        replace(OPEN, channels=frozenset({"letter"})),
    ):
        assert found(of, conditions).is_empty()
        assert not said(of, conditions)
    waits = [{"customer_id": 1, "step_code": "friendly", "from_on": ON, "agreed_on": None}]
    asked = replace(of, agreements=pl.DataFrame(waits, schema=of.agreements.schema))
    assert found(asked).is_empty()
    assert not said(asked)
    assert found(of, on=date(2026, 2, 1)).is_empty()  # a Sunday


def test_a_fourth_message_within_the_span_of_the_cap_is_left_to_the_gate() -> None:
    days = [ON - timedelta(days=after) for after in range(1, DEFAULT_SCENARIO.cap_messages + 1)]
    rows = [(1, on, "statement", "email", 1, None, False) for on in days]
    of = decided(PLAIN)
    told = replace(of, sent=Sent(pl.DataFrame(rows, schema=SENT, orient="row"), of.sent.lines))
    assert found(told).is_empty()
    assert not said(told)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["items", "customers"]),
        st.integers(0, 20),
        st.lists(st.integers(1, 6), min_size=1, max_size=2),
    ),
    max_size=3,
)


@given(pasts(), CHANGES, st.sampled_from(WEEKS[5:]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_moved_since_the_plan_the_gate_lets_by_each_message_that_is_found(
    facts: Book, changes: list[tuple[str, int, list[int]]], on: date, consumers_in_doubt: bool
) -> None:
    of = decided(facts, on=on)
    for side, which, keys in changes:
        values = ITEM if side == "items" else CUSTOMER
        name = list(values)[which % len(values)]
        of = moved(of, {name: values[name]}, keys=keys, side=side)
    conditions = replace(OPEN, provisional=frozenset({"consumer"} if consumers_in_doubt else ()))
    assert set(found(of, conditions, on=on).select(MESSAGE).iter_rows()) <= said(of, conditions, on=on)


def asked_about_each(facts: Book, house: House) -> Replayed:
    """The same replay, in which nothing is found at once."""

    def nothing(_: Round, proposed: pl.DataFrame, *__: Any, **___: Any) -> pl.DataFrame:
        return proposed.select(MESSAGE).clear()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sending, "surely_among", nothing)
        return of_house(facts, house)


def of_house(facts: Book, house: House) -> Replayed:
    return replay(facts, DEFAULT_SCENARIO, WEEKS, house=house, provisional=lambda _: frozenset())


@given(pasts(), st.booleans())
@settings(max_examples=2, deadline=None)
def test_a_replay_in_which_the_gate_is_asked_about_each_message_is_the_same(
    facts: Book, shadow: bool
) -> None:
    house = House("EUR", shadow=shadow)
    at_once, each = of_house(facts, house), asked_about_each(facts, house)
    for name in ("messages", "lines"):
        mine, theirs = (getattr(one.sent, name) for one in (at_once, each))
        assert_frame_equal(mine.sort(mine.columns), theirs.sort(theirs.columns))
    assert_frame_equal(at_once.held, each.held, check_row_order=False)
    assert_frame_equal(at_once.ended, each.ended, check_row_order=False)
