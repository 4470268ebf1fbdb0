"""In which order messages wait where only so many may leave in a day: planned first, or the largest."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.day import Plan


class Queue:
    """Since when each message has been proposed. The same steps are the same message, whatever it claims."""

    def __init__(self) -> None:
        self._since: dict[tuple[int, str, str], date] = {}
        self._now: list[tuple[tuple[int, str, str], int, int]] = []

    def see(self, plan: Plan, *, on: date) -> None:
        """Take the proposals of a day; what is proposed no more begins anew when it is again.

        Whoever is not decided that day has nothing proposed.
        """
        steps = (
            plan.proposal_items.filter(pl.col("position").is_not_null())
            .sort("receivable_id")
            .group_by("customer_id", "step_code")
            .agg(pl.format("{}:{}", "receivable_id", "position").str.join(",").alias("steps"))
        )
        rows = plan.proposals.join(steps, on=["customer_id", "step_code"]).select(
            "customer_id", "step_code", "steps", "position", "total_cents"
        )
        self._now = [((row[0], row[1], row[2]), row[3], row[4]) for row in rows.iter_rows()]
        self._since = {key: self._since.get(key, on) for key, _position, _cents in self._now}

    def order(self, *, largest: bool) -> dict[tuple[int, str], Any]:
        """What each message of the day is sorted by."""
        return {
            key[:2]: (-cents if largest else 0, self._since[key], key[0], -position)
            for key, position, cents in self._now
        }
