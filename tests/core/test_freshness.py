"""Three business days since the last booked line, or a named person for that day."""

from __future__ import annotations

from datetime import date

import pytest

from encours.core.freshness import Acceptance, how_fresh

TUESDAY = date(2026, 6, 16)


@pytest.mark.parametrize(
    ("last_on", "on", "fresh", "passed"),
    [
        (date(2026, 6, 16), TUESDAY, True, 0),
        (date(2026, 6, 11), TUESDAY, True, 3),  # Thursday: Friday, Monday, Tuesday
        (date(2026, 6, 10), TUESDAY, False, 4),
        (date(2026, 7, 10), date(2026, 7, 16), True, 3),  # 14 July does not count
        (date(2026, 6, 20), TUESDAY, True, 0),  # a statement ahead of us
        (date(2019, 6, 20), TUESDAY, False, 2553),
    ],
)
def test_a_source_serves_for_three_business_days(last_on: date, on: date, fresh: bool, passed: int) -> None:
    judged = how_fresh({"FR76": last_on}, None, on=on)
    assert (judged.fresh, judged.may_send, judged.reason.facts["business_days"]) == (fresh, fresh, passed)


def test_the_stalest_account_decides() -> None:
    judged = how_fresh({"A": TUESDAY, "B": date(2026, 6, 1), "C": date(2026, 6, 3)}, TUESDAY, on=TUESDAY)
    assert (judged.reason.code, judged.reason.facts["account"]) == ("stale_bank", "B")
    assert judged.reason.facts["last_on"] == "2026-06-01"


def test_an_account_without_any_statement_is_stale() -> None:
    judged = how_fresh({"A": TUESDAY, "B": None}, TUESDAY, on=TUESDAY)
    assert (judged.reason.code, judged.reason.facts) == ("no_statement", {"account": "B"})


def test_without_bank_files_the_ledger_s_last_entry_is_looked_at() -> None:
    assert how_fresh({}, date(2026, 6, 12), on=TUESDAY).fresh
    assert how_fresh({}, date(2026, 6, 1), on=TUESDAY).reason.code == "stale_ledger"
    assert how_fresh({}, None, on=TUESDAY).reason.code == "no_ledger"


def test_a_named_person_accepts_for_one_day_only() -> None:
    accepted = how_fresh({}, date(2026, 6, 1), on=TUESDAY, acceptance=Acceptance(TUESDAY, "A. Martin"))
    assert (accepted.fresh, accepted.may_send, accepted.accepted_by) == (False, True, "A. Martin")
    assert accepted.reason.facts["because"] == "stale_ledger"
    next_day = how_fresh(
        {}, date(2026, 6, 1), on=date(2026, 6, 17), acceptance=Acceptance(TUESDAY, "A. Martin")
    )
    assert not next_day.may_send
    nobody = how_fresh({}, date(2026, 6, 1), on=TUESDAY, acceptance=Acceptance(TUESDAY, "  "))
    assert not nobody.may_send


def test_the_limit_can_be_another() -> None:
    assert not how_fresh({"A": date(2026, 6, 15)}, None, on=TUESDAY, limit_days=0).fresh
