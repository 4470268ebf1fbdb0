"""How well debtors were fitted: fitted before, followed through months held out, beside what really was."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from core.simulation.test_simulation import ON, START, book, day, invoice, paid
from encours.core.simulation import calibration, cut_of, really
from encours.core.simulation.running import SUMS


def draws(*rows: dict[str, int]) -> pl.DataFrame:
    whole = [dict.fromkeys(SUMS, 0) | row | {"run": rank} for rank, row in enumerate(rows)]
    return pl.DataFrame(whole, schema=SUMS)


def test_the_last_third_of_a_period_is_held_out() -> None:
    assert cut_of(date(2026, 1, 1), date(2026, 3, 31)) == date(2026, 3, 2)


def test_what_really_was_is_told_of_the_invoices_held_out_alone() -> None:
    facts = book(
        receivables=[invoice(n, due=due) for n, due in enumerate((10, 60, 70), 1)], moves=[paid(2, 80)]
    )
    told = really(facts, from_on=day(50), to_on=ON, messages=None)
    assert (told["owed"], told["owed_30"], told["collected_30"]) == (200_000, 200_000, 100_000)
    assert told["waited"] == 100_000 * 20 + 100_000 * (ON - day(70)).days
    assert told["owed_90"] == 200_000
    assert not told["wrote"]


def test_a_line_says_whether_what_was_is_within_its_bounds_and_one_too_young_is_left_out() -> None:
    real: dict[str, Any] = {
        "owed": 1_000, "waited": 3_000, "messages": 9, "wrote": True, "owed_30": 1_000, "collected_30": 500,
        "owed_60": 1_000, "collected_60": 1_000, "owed_90": 0, "collected_90": 0,
    }  # fmt: skip
    drawn = draws(
        {"owed": 1_000, "waited": 3_000, "messages": 5, "owed_30": 1_000, "collected_30": 400, "owed_60": 1},
        {"owed": 1_000, "waited": 5_000, "messages": 7, "owed_30": 1_000, "collected_30": 600, "owed_60": 1},
    )
    told = calibration(drawn, real, from_on=START, to_on=ON)
    lines = {one["line"]: one for one in told["lines"]}
    assert list(lines) == ["paid_30", "paid_60", "waited_days", "messages"]
    assert (lines["paid_30"]["low"], lines["paid_30"]["really"], lines["paid_30"]["within"]) == (
        4_000,
        5_000,
        True,
    )
    assert not lines["paid_60"]["within"]
    assert lines["waited_days"]["within"]
    assert not lines["messages"]["within"]
    silent = calibration(drawn, real | {"wrote": False}, from_on=START, to_on=ON)
    assert "messages" not in {one["line"] for one in silent["lines"]}
