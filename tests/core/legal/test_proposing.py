"""The procedure that a case calls for, and what opens the judicial phase."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.legal.facts import JUDICIAL, PROCEDURES, PROOFS, CaseFacts
from encours.core.legal.limitation import limitation_on
from encours.core.legal.phase import lacking
from encours.core.legal.proposing import Weighed, weighed

ON = date(2026, 11, 18)
FAILED: dict[str, Any] = {
    "regime": "b2b", "currency": "EUR", "claim_cents": 800_000, "oldest_due_on": date(2026, 6, 1), "reminders": 3,
    "reminded_on": date(2026, 9, 1), "noticed_on": date(2026, 10, 1), "deadline_on": date(2026, 10, 9),
    "proofs": frozenset({"order"}),
}  # fmt: skip


def case(**told: Any) -> CaseFacts:
    return CaseFacts(**(FAILED | told))


def proposed(**told: Any) -> str:
    return next(one.procedure for one in weighed(case(**told), on=ON) if one.proposed)


def of(procedure: str, **told: Any) -> Weighed:
    return next(one for one in weighed(case(**told), on=ON) if one.procedure == procedure)


@pytest.mark.parametrize(
    ("told", "procedure"),
    [
        ({"insolvent_on": date(2026, 11, 2)}, "declare_claim"),
        ({"disputed_cents": 400_000}, "settle_dispute"),
        ({"promised_until": ON}, "amicable"),
        ({"deadline_on": ON}, "amicable"),
        ({"reminders": 0, "noticed_on": None}, "amicable"),
        ({"reminders": 1, "noticed_on": None}, "call"),
        ({"reminders": 1, "noticed_on": None, "solvency": 20}, "plan"),
        ({"reminders": 2, "noticed_on": None}, "formal_notice"),
        ({"reminders": 1, "noticed_on": None, "doubtful": True}, "formal_notice"),
        ({"reminders": 1, "noticed_on": None, "doubtful": True, "claim_cents": 9_000}, "abandon"),
        ({}, "payment_order"),
        ({"disputed_cents": 100_000}, "summons"),
        ({"regime": "public"}, "summons"),
        ({"proofs": frozenset({"invoice"})}, "agency"),
        ({"claim_cents": 400_000, "acknowledged_on": date(2026, 8, 1)}, "small_claims"),
        ({"claim_cents": 500_001, "acknowledged_on": date(2026, 8, 1)}, "payment_order"),
        ({"claim_cents": 9_000, "doubtful": True}, "abandon"),
    ],
)
def test_the_facts_call_for_one_procedure(told: dict[str, Any], procedure: str) -> None:
    assert proposed(**told) == procedure


def test_above_its_ceiling_the_small_claims_procedure_is_barred_with_its_source() -> None:
    (bar,) = of("small_claims", claim_cents=500_001).bars
    assert bar.code == "beyond_small_claims_ceiling"
    assert bar.facts["cents"] == 500_000
    assert "L125-1" in bar.facts["source"]
    assert of("small_claims", claim_cents=500_000).bars == ()


def test_an_acknowledgement_begins_the_limitation_again() -> None:
    assert limitation_on(case(), on=ON) == date(2031, 6, 2)
    assert limitation_on(case(acknowledged_on=date(2026, 9, 9)), on=ON) == date(2031, 9, 9)
    assert limitation_on(case(regime="consumer"), on=ON) == date(2028, 6, 2)
    assert limitation_on(case(oldest_due_on=date(2024, 2, 28)), on=ON) == date(2029, 2, 28)


def test_a_claim_about_to_be_prescribed_is_no_longer_left_to_a_procedure_that_needs_consent() -> None:
    old = {
        "oldest_due_on": ON - timedelta(days=5 * 365),
        "acknowledged_on": ON - timedelta(days=5 * 365 - 60),
    }
    assert proposed(claim_cents=400_000, **old) == "payment_order"
    assert "limitation_near" in [
        one.code for one in of("payment_order", claim_cents=400_000, **old).speaks_for
    ]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"reminders": 0}, "no_reminder"),
        ({"noticed_on": None, "deadline_on": None}, "no_notice"),
        ({"deadline_on": ON}, "deadline_runs"),
        ({"promised_until": ON}, "promise_runs"),
        ({"disputed_cents": 800_000}, "all_disputed"),
        ({"claim_cents": 0}, "nothing_due"),
        ({"insolvent_on": ON}, "insolvent"),
    ],
)
def test_each_thing_that_lacks_keeps_every_judicial_procedure_shut(told: dict[str, Any], code: str) -> None:
    assert [one.code for one in lacking(case(**told), on=ON)] == [code]
    for one in weighed(case(**told), on=ON):
        assert (code in [bar.code for bar in one.bars]) or not one.judicial


def test_the_amicable_phase_has_failed_the_day_after_the_last_that_the_notice_gave() -> None:
    assert lacking(case(deadline_on=ON - timedelta(days=1)), on=ON) == []


days = st.none() | st.dates(date(2024, 1, 1), ON)
drawn = st.builds(
    CaseFacts,
    regime=st.sampled_from(["b2b", "public", "consumer"]),
    currency=st.just("EUR"),
    claim_cents=st.integers(0, 3_000_000),
    disputed_cents=st.integers(0, 3_000_000),
    oldest_due_on=days,
    insolvent_on=days,
    doubtful=st.booleans(),
    reminders=st.integers(0, 5),
    reminded_on=days,
    noticed_on=days,
    deadline_on=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    promised_until=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    broken=st.integers(0, 3),
    acknowledged_on=days,
    proofs=st.frozensets(st.sampled_from(PROOFS)),
    solvency=st.none() | st.integers(0, 100),
)


@given(drawn)
def test_whatever_the_facts_one_procedure_is_proposed_and_nothing_bars_it(facts: CaseFacts) -> None:
    found = weighed(facts, on=ON)
    assert tuple(one.procedure for one in found) == PROCEDURES
    (chosen,) = [one for one in found if one.proposed]
    assert chosen.bars == ()
    if lacking(facts, on=ON):
        assert chosen.procedure not in JUDICIAL
