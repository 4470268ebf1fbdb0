"""Which announced transactions go into today's file, and what the others wait for or end by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.debits.preparing import Announced, decided
from encours.core.debits.reactions import reaction
from encours.core.debits.rules import DebitRules

ON = date(2026, 12, 1)
RULES = DebitRules()
DEBIT = Announced(date(2026, 12, 7), date(2026, 11, 23), date(2026, 11, 20), "active", ((1, 100), (2, 50)))
NOW: dict[int, tuple[str | None, int]] = {1: (None, 100), 2: (None, 50)}


def said(now: dict[int, tuple[str | None, int]] | None = None, **changed: Any) -> tuple[str, int]:
    one = decided(replace(DEBIT, **changed), NOW if now is None else now, RULES, on=ON)
    return one.reason, one.cents


def test_what_was_told_in_time_and_is_still_owed_is_collected() -> None:
    assert said() == ("ready", 150)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"told_on": None}, "not_notified"),
        ({"told_on": None, "notify_on": date(2026, 12, 2), "collect_on": date(2026, 12, 16)}, "notice_waits"),
        ({"told_on": date(2026, 11, 24)}, "notified_late"),
        ({"collect_on": date(2026, 12, 2)}, "too_late"),
        ({"collect_on": date(2026, 12, 16), "notify_on": date(2026, 12, 2)}, "later"),
        ({"mandate": "stopped"}, "mandate_stopped"),
    ],
)
def test_a_day_missed_or_to_come_keeps_it_out(changed: dict[str, Any], reason: str) -> None:
    assert said(**changed) == (reason, 0)


def test_what_was_paid_meanwhile_is_not_collected() -> None:
    assert said({2: (None, 50)}) == ("ready", 50)
    assert said({1: (None, 60), 2: (None, 50)}) == ("ready", 110)
    assert said({}) == ("settled", 0)


def test_what_was_contested_meanwhile_is_not_collected() -> None:
    assert said({1: ("disputed", 100), 2: (None, 50)}) == ("ready", 50)
    assert said({1: ("disputed", 100)}) == ("disputed", 0)


def test_a_credit_note_used_meanwhile_would_make_more_than_was_announced() -> None:
    net = {"items": ((1, 100), (3, -30))}
    assert said({1: (None, 100), 3: (None, -30)}, **net) == ("ready", 70)
    assert said({1: (None, 100), 3: (None, -10)}, **net) == ("credit_used", 0)
    assert said({1: (None, 100)}, **net) == ("credit_used", 0)


@given(
    st.dictionaries(st.integers(1, 5), st.integers(-1_000, 1_000).filter(bool), min_size=1),
    st.dictionaries(
        st.integers(1, 5), st.tuples(st.sampled_from([None, "held"]), st.integers(-1_000, 1_000))
    ),
)
def test_never_more_than_was_announced_nor_than_is_open(
    announced: dict[int, int], now: dict[int, tuple[str | None, int]]
) -> None:
    # An item keeps its sign: an invoice is never a credit note.
    now = {
        item: (stop, abs(cents) if announced.get(item, 1) > 0 else -abs(cents))
        for item, (stop, cents) in now.items()
    }
    one = decided(replace(DEBIT, items=tuple(announced.items())), now, RULES, on=ON)
    assert one.cents <= max(0, sum(announced.values())) or sum(announced.values()) < 0
    assert (one.cents > 0) == (one.reason == "ready")
    for item, cents in one.items:
        assert now[item][0] is None
        assert abs(cents) <= min(abs(announced[item]), abs(now[item][1]))


def test_a_bank_s_word_stops_a_mandate_but_for_want_of_funds_or_our_own_error() -> None:
    assert {code: reaction(code) for code in ("AM04", "AM05", "AC04", "MD01", "MD06", "MS03")} == {
        "AM04": "again", "AM05": "ours", "AC04": "stop", "MD01": "stop", "MD06": "stop", "MS03": "stop",
    }  # fmt: skip
