"""How a customer pays, computed by hand beside."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from encours.core.behaviour import Behaviour, behaviour

ON = date(2026, 11, 18)
_PAID = {
    "currency": pl.String,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "paid_on": pl.Date,
    "amount_cents": pl.Int64,
}
_UNPAID = {"currency": pl.String, "due_on": pl.Date, "amount_cents": pl.Int64}
_RECEIVED = {"currency": pl.String, "paid_on": pl.Date, "amount_cents": pl.Int64, "wording": pl.String}


def told(paid: list[Any] = [], unpaid: list[Any] = [], received: list[Any] = []) -> list[Behaviour]:  # noqa: B006 — read only
    frames = zip((paid, unpaid, received), (_PAID, _UNPAID, _RECEIVED), strict=True)
    return behaviour(*(pl.DataFrame(rows, schema=kinds, orient="row") for rows, kinds in frames), on=ON)


def part(issued: date, due: date, paid: date, cents: int) -> tuple[Any, ...]:
    return ("EUR", issued, due, paid, cents)


def test_delays_are_weighted_by_amounts() -> None:
    # 1 000 € paid 10 days late after 40 days, 3 000 € paid 2 days early after 28: (10×1 − 2×3) / 4 = 1 day late
    early = part(date(2026, 6, 1), date(2026, 7, 1), date(2026, 6, 29), 300_000)
    late = part(date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 11), 100_000)
    (one,) = told([early, late])
    assert one.beyond_tenths == 10
    assert one.days_to_pay_tenths == 310  # (40×1 + 28×3) / 4
    assert one.on_time_bps == 7_500


def test_what_is_overdue_and_unpaid_counts_with_the_days_it_has_waited() -> None:
    prompt = part(date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 1), 100_000)
    (one,) = told([prompt], [("EUR", date(2026, 9, 19), 100_000), ("EUR", date(2026, 12, 1), 900_000)])
    assert one.beyond_tenths == 0
    assert one.with_waiting_tenths == 300  # 60 days on half of the money
    assert one.waiting_cents == 100_000
    assert one.on_time_bps == 5_000


def test_who_paid_nothing_is_not_prompt() -> None:
    (one,) = told([], [("EUR", date(2026, 11, 8), 5_000)])
    assert one.beyond_tenths is None
    assert one.with_waiting_tenths == 100
    assert one.on_time_bps == 0


def test_what_is_older_than_a_year_is_left_out() -> None:
    assert told([part(date(2025, 1, 1), date(2025, 2, 1), date(2025, 11, 18), 100)]) == []


@pytest.mark.parametrize(("recent", "word"), [(20, "worse"), (0, "better"), (9, "steady")])
def test_the_trend_sets_six_months_beside_the_six_before(recent: int, word: str) -> None:
    def paid(due: date, beyond: int) -> tuple[Any, ...]:
        return part(due, due, date.fromordinal(due.toordinal() + beyond), 10_000)

    (one,) = told([paid(date(2026, 2, 1), 10), paid(date(2026, 9, 1), recent)])
    assert one.trend == word


def test_twelve_months_are_told_the_last_being_this_one() -> None:
    (one,) = told([part(date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 6), 10_000)])
    assert [month.first_on for month in one.months][0::11] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert one.months[10].beyond_tenths == 50
    assert one.months[11].beyond_tenths is None


def test_means_are_read_from_the_words_and_shared_by_amount() -> None:
    words = {"VIR SEPA MARTIN": 6_000, "Chèque 123": 3_000, "REGLEMENT": 1_000}
    (one,) = told(received=[("EUR", date(2026, 10, 1), cents, said) for said, cents in words.items()])
    assert one.means == (("transfer", 6_000, 6_000), ("cheque", 3_000, 3_000), ("unknown", 1_000, 1_000))


def test_currencies_are_apart() -> None:
    found = told(received=[("EUR", date(2026, 10, 1), 10, ""), ("GBP", date(2026, 10, 1), 20, "")])
    assert [one.currency for one in found] == ["GBP", "EUR"]
