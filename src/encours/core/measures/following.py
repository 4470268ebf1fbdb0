"""What was paid in the days that follow a moment, of what was then owed: read the same way whether something was done.

Of each row the cash of the days after is counted until something else is done to its customer; it then leaves those
watched, as does what a credit note or anything but money settles. The share paid is the product-limit estimate in
cents (Kaplan and Meier, *JASA* 53, 1958): of what is still owed and watched, each day's paid part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

import polars as pl

WINDOW: Final = 14  # days after in which cash counts; shorter than the gap between most steps
GROUPS: Final = 20  # groups of customers, each left out in turn for the interval
_KEYS: Final = ("action", "cell", "part")


@dataclass(slots=True)
class Watched:
    """Sums over rows watched alike: what they owed, and by day after, what was paid, settled else, and let go."""

    rows: int = 0
    owed: int = 0
    paid: list[int] = field(default_factory=lambda: [0] * (WINDOW + 1))
    else_settled: list[int] = field(default_factory=lambda: [0] * (WINDOW + 1))
    let_go: list[int] = field(default_factory=lambda: [0] * (WINDOW + 1))

    def less(self, other: Self | None) -> Watched:
        """These without those of a group: what the interval is told from."""
        if other is None:
            return self
        return Watched(
            self.rows - other.rows,
            self.owed - other.owed,
            _less(self.paid, other.paid),
            _less(self.else_settled, other.else_settled),
            _less(self.let_go, other.let_go),
        )

    def share(self) -> float | None:
        """The share paid within the window; None where nothing is owed."""
        if self.owed <= 0:
            return None
        left, watched = 1.0, self.owed
        for day in range(1, WINDOW + 1):
            if watched <= 0:
                break
            left *= 1 - min(self.paid[day] / watched, 1.0)
            watched -= self.paid[day] + self.else_settled[day] + self.let_go[day]
        return 1 - left


def summed(parts: Iterable[Watched]) -> Watched:
    """All of them together."""
    whole = Watched()
    for part in parts:
        whole.rows += part.rows
        whole.owed += part.owed
        for day in range(WINDOW + 1):
            whole.paid[day] += part.paid[day]
            whole.else_settled[day] += part.else_settled[day]
            whole.let_go[day] += part.let_go[day]
    return whole


def _less(whole: Sequence[int], part: Sequence[int]) -> list[int]:
    return [one - other for one, other in zip(whole, part, strict=True)]


def still_owed(moments: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """The `moments` (row, receivable_id, at, amount_cents) at which something is owed, with `owed_cents`."""
    before = (
        moments.select("row", "receivable_id", "at")
        .join(settled.select("receivable_id", "settled_on", "amount_cents"), on="receivable_id")
        .filter(pl.col("settled_on") <= pl.col("at"))
        .group_by("row")
        .agg(settled_cents=pl.col("amount_cents").sum())
    )
    return (
        moments.join(before, on="row", how="left")
        .with_columns(owed_cents=pl.col("amount_cents") - pl.col("settled_cents").fill_null(0))
        .filter(pl.col("owed_cents") > 0)
        .drop("settled_cents")
    )


Sums = dict[tuple[str, str, int], Watched]
"""By action, kind and age, and group of customers."""


def watched(
    moments: pl.DataFrame, settled: pl.DataFrame, contacts: pl.DataFrame, *, on: date
) -> tuple[Sums, pl.DataFrame]:
    """Sums of the days that follow each moment up to the day `on`; and who is behind: action, cell, customer_id.

    `moments`: row, receivable_id, customer_id, at, action, cell, owed_cents; `settled`: receivable_id, settled_on,
    amount_cents, by; `contacts`: customer_id, on, what was done to it. The day of the moment does not count.
    """
    rows = _until_next(moments, contacts, on=on).filter(pl.col("days") > 0)
    rows = rows.with_columns(part=(pl.col("customer_id") % GROUPS).cast(pl.Int64))
    events = _settled_since(rows, settled)
    done = events.group_by("row").agg(done_cents=pl.col("amount_cents").sum())
    left = rows.join(done, on="row", how="left").with_columns(
        left_cents=(pl.col("owed_cents") - pl.col("done_cents").fill_null(0)).clip(lower_bound=0)
    )
    found: Sums = {}
    for action, cell, part, count, owed in (
        rows.group_by(_KEYS).agg(pl.len(), pl.col("owed_cents").sum()).iter_rows()
    ):
        found[action, cell, part] = Watched(count, owed)
    for action, cell, part, day, cents in _by_day(left, "days", "left_cents"):
        found[action, cell, part].let_go[day] = cents
    money = pl.col("by") == "money"
    for action, cell, part, day, cents in _by_day(events.filter(money), "day", "amount_cents"):
        found[action, cell, part].paid[day] = cents
    for action, cell, part, day, cents in _by_day(events.filter(~money), "day", "amount_cents"):
        found[action, cell, part].else_settled[day] = cents
    return found, rows.select("action", "cell", "customer_id").unique()


def _by_day(rows: pl.DataFrame, day: str, cents: str) -> Iterable[tuple[str, str, int, int, int]]:
    return rows.group_by(*_KEYS, pl.col(day).cast(pl.Int64)).agg(pl.col(cents).sum()).iter_rows()


def _until_next(moments: pl.DataFrame, contacts: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Add `days`: how many are watched, up to what is done next and to the day `on`."""
    told = contacts.select("customer_id", next_on="on").unique().sort("next_on")
    joined = moments.sort("at").join_asof(
        told,
        left_on="at",
        right_on="next_on",
        by="customer_id",
        strategy="forward",
        allow_exact_matches=False,
        coalesce=False,
        check_sortedness=False,
    )
    until_next = (pl.col("next_on") - pl.col("at")).dt.total_days()
    until_now = (pl.lit(on) - pl.col("at")).dt.total_days()
    return joined.with_columns(days=pl.min_horizontal(until_next, until_now, WINDOW))


def _settled_since(rows: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """What was settled of each row while it is watched, and the number of the `day` after."""
    since = rows.select("row", "receivable_id", "at", "days", *_KEYS).join(
        settled.select("receivable_id", "settled_on", "amount_cents", "by"), on="receivable_id"
    )
    return since.with_columns(day=(pl.col("settled_on") - pl.col("at")).dt.total_days()).filter(
        (pl.col("day") > 0) & (pl.col("day") <= pl.col("days"))
    )
