"""Replays of small pasts: who is decided when, what the gate keeps, whom one should not have written to."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from encours.core.refusals import RuleError
from encours.core.replay import Book, Replayed, Sent, business_days, judged, replay
from encours.core.replay.book import SENT
from encours.core.replay.judging import PRICE, wrongly
from encours.core.scenario import DEFAULT_SCENARIO
from pasts import DAYS, HOUSE, START, WEEKS, book, day, invoice, paid, pasts, person


def replayed(facts: Book, days: list[date] = DAYS, **told: Any) -> Replayed:
    return replay(facts, DEFAULT_SCENARIO, days, house=HOUSE, provisional=lambda _: frozenset(), **told)


def steps(found: Replayed) -> list[tuple[str, int]]:
    return [
        (step, (on - START).days) for step, on in found.sent.messages.select("step_code", "on").iter_rows()
    ]


def test_the_ladder_is_climbed_on_open_days_until_the_payment_is_known() -> None:
    unpaid = replayed(book(receivables=[invoice(1, due=10)]))
    assert steps(unpaid) == [
        ("preventive", 3), ("friendly", 14), ("firm", 25), ("last", 42), ("formal_notice", 56)
    ]  # fmt: skip
    known = replayed(book(receivables=[invoice(1, due=10)], moves=[paid(1, applied=20, known=26)]))
    assert steps(known) == steps(unpaid)[:3]
    assert unpaid.ended["reason"].to_list() == ["ladder_finished"]
    assert known.ended.is_empty()


def test_what_was_paid_by_the_banks_date_and_not_yet_known_is_written_to_wrongly() -> None:
    facts = book(receivables=[invoice(1, due=10)], moves=[paid(1, applied=20, known=26)])
    wrong = wrongly(facts, replayed(facts).sent)
    assert wrong.select("step_code", "why", "cents").rows() == [("firm", "paid", 100_000)]
    undone = paid(1, applied=20, known=26, corrected=True)
    mistaken = book(receivables=[invoice(1, due=10)], moves=[undone])
    assert wrongly(mistaken, replayed(mistaken).sent).is_empty()


def test_a_dispute_recognised_since_a_credit_note_and_a_double_are_told_apart() -> None:
    rows = [invoice(key, due=10, customer=key) for key in (1, 2, 3, 4)]
    rows[2]["double"] = True
    contested = {"from_on": day(30), "until_on": day(60), "cents": 100_000}
    facts = book(
        people=[person(key) for key in (1, 2, 3, 4)],
        receivables=rows,
        disputes=[{"receivable_id": key, "customer_id": key, **contested} for key in (1, 4)],
        moves=[
            paid(1, applied=60, known=60, cents=40_000, granted=True),
            paid(2, applied=60, known=60, customer=2, granted=True),
        ],
    )
    why = dict(wrongly(facts, replayed(facts).sent).select("customer_id", "why").iter_rows())
    assert why == {1: "disputed", 2: "credited", 3: "double"}


def test_a_result_counts_messages_costs_and_what_the_gate_kept() -> None:
    facts = book(
        people=[person(1), person(2, has_email=False, has_address=False)],
        receivables=[invoice(1, due=10), invoice(2, due=10, customer=2)],
    )
    prices = pl.DataFrame(
        [("email", 7, day(0), day(30)), ("letter", 140, day(0), None)], schema=PRICE, orient="row"
    )
    told = judged(facts, replayed(facts), Sent.nothing(), prices, decided={DAYS[0]})
    assert told["replayed"]["messages"] == told["same"]["only_replayed"] == 5
    assert told["replayed"]["cost_cents"] == 3 * 7 + 140  # the fourth e-mail left after its price had ended
    assert told["replayed"]["unpriced"] == 1
    assert told["held"][0]["reason"] == "no_address"
    assert told["reconstructed_days"] == len(DAYS) - 1
    assert [one["month"] for one in told["months"]] == ["2026-01", "2026-02", "2026-03"]


def test_a_statement_sent_by_hand_keeps_the_gap_as_it_did() -> None:
    by_hand = pl.DataFrame([(1, day(13), "statement", "email", 1, None, False)], schema=SENT, orient="row")
    before = Sent(by_hand, Sent.nothing().lines)
    assert steps(replayed(book(receivables=[invoice(1, due=10)]), before=before))[1] == ("friendly", 21)


def test_a_period_without_an_open_day_is_refused() -> None:
    with pytest.raises(RuleError, match="ouvré"):
        business_days(date(2026, 1, 3), date(2026, 1, 4))


@given(pasts())
@settings(max_examples=4, deadline=None)
def test_deciding_only_those_on_whom_something_moves_changes_nothing(facts: Book) -> None:
    few, all_of_them = replayed(facts, WEEKS), replayed(facts, WEEKS, everybody=True)
    order = ["customer_id", "on", "step_code"]
    assert_frame_equal(few.sent.messages.sort(order), all_of_them.sent.messages.sort(order))
    keys = [*order, "receivable_id"]
    assert_frame_equal(few.sent.lines.sort(keys), all_of_them.sent.lines.sort(keys))
    assert_frame_equal(few.ended.sort("receivable_id"), all_of_them.ended.sort("receivable_id"))
    assert few.decided <= all_of_them.decided == 3 * len(WEEKS)


@given(pasts())
@settings(max_examples=5, deadline=None)
def test_nobody_is_written_to_twice_within_the_gap_nor_past_a_step(facts: Book) -> None:
    sent = replayed(facts, WEEKS).sent
    for (_key,), mine in sent.messages.group_by("customer_id"):
        gaps = mine.sort("on")["on"].diff().drop_nulls().dt.total_days()
        assert (gaps >= DEFAULT_SCENARIO.min_gap_days).all()
    for (_key,), mine in sent.lines.group_by("receivable_id"):
        climbed = mine.sort("on")["position"].to_list()
        assert climbed == sorted(set(climbed))
        assert not climbed or climbed[0] <= 2
        assert all(after - before == 1 for before, after in pairwise(climbed))
