"""How well simulated debtors were fitted: those of the last months, fitted before, beside what really happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from encours.core.money import rounded
from encours.core.replay.book import Book
from encours.core.simulation.habits import paid_whole
from encours.core.simulation.running import WITHIN, shares_of, spread

HELD_OUT: Final = 3  # the last third of the period is kept apart
FEWEST: Final = 30  # invoices fewer than that calibrate nothing
CALIBRATED: Final = (*(f"paid_{days}" for days in WITHIN), "waited_days", "messages")
"""What is compared: shares of what was owed, in hundredths of a percent; tenths of a day; messages."""


def cut_of(from_on: date, to_on: date) -> date:
    """The last day that the fit may know: what fell due after it is held out."""
    return to_on - (to_on - from_on) // HELD_OUT


def really(book: Book, *, from_on: date, to_on: date, messages: int | None) -> dict[str, int]:
    """What really became, by `to_on`, of the invoices of a book due since `from_on`, in the sums of a draw.

    `messages` is None where the house did not write yet before: it tells nothing of the scenario.
    """
    due = book.receivables.filter(pl.col("due_on").is_between(from_on, to_on))
    told = due.join(paid_whole(book, due, on=to_on), on="receivable_id", how="left")
    cents, since = pl.col("amount_cents"), (pl.col("paid_on") - pl.col("due_on")).dt.total_days()
    late = (pl.col("paid_on").fill_null(to_on) - pl.col("due_on")).dt.total_days().clip(lower_bound=0)
    told = told.with_columns(since=since)
    found: dict[str, int] = {
        "owed": int(told["amount_cents"].sum()),
        "waited": told.select((cents * late).sum()).item(),
        "messages": messages or 0,
        "wrote": messages is not None,
    }
    for days in WITHIN:
        old = told.filter(pl.col("due_on") <= to_on - timedelta(days=days))
        found[f"owed_{days}"] = int(old["amount_cents"].sum())
        found[f"collected_{days}"] = int(old.filter(pl.col("since") <= days)["amount_cents"].sum())
    return found


def calibration(draws: pl.DataFrame, real: dict[str, int], *, from_on: date, to_on: date) -> dict[str, Any]:
    """The table: of each line of `CALIBRATED` what was simulated, with its bounds, what was real, and if it is within.

    A line is left out where nothing is old enough to tell it.
    """
    bounds = spread([_told(row) for row in draws.to_dicts()])
    really = _told(real)
    kept = [
        name
        for name in CALIBRATED
        if real.get(
            f"owed_{name[5:]}" if name.startswith("paid_") else "wrote" if name == "messages" else "owed"
        )
    ]
    lines = [
        {
            "line": name,
            **bounds[name],
            "really": really[name],
            "within": bounds[name]["low"] <= really[name] <= bounds[name]["high"],
        }
        for name in kept
    ]
    return {"from_on": from_on.isoformat(), "to_on": to_on.isoformat(), "lines": lines}


def _told(row: dict[str, int]) -> dict[str, int]:
    owed = row["owed"]
    return {
        **shares_of(row),
        "waited_days": rounded(10 * row["waited"], owed) if owed else 0,
        "messages": row["messages"],
    }
