"""On which day something moves on which customer: no other need be decided again.

A position says its own next day, and the plan of a day says the same of every item until that day or until a fact
moves (`core.day`). So a customer is looked at when a fact of its own begins, ends or falls due, when a step of its own
has its day, and the day after a message.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import polars as pl

from encours.core.days import next_business_day
from encours.core.replay.book import Book

_DAY = timedelta(days=1)


class Agenda:
    """The customers to look at, day after day, in the order of days."""

    def __init__(self, book: Book, days: list[date]) -> None:
        """`days` are those that will be decided, in order; what moves before the first is known at once."""
        self._last = days[-1]
        self._all = book.people["customer_id"]
        self._wanted: dict[date, list[pl.Series]] = defaultdict(list)
        self._begun = False
        moving = facts_moving(book).filter(pl.col("on") > days[0], pl.col("on") <= self._last)
        decided = pl.DataFrame({"day": days}, schema={"day": pl.Date})
        by_day = (
            moving.sort("on")
            .join_asof(decided, left_on="on", right_on="day", strategy="forward")
            .group_by("day")
            .agg(pl.col("customer_id").unique())
        )
        for day, customers in by_day.iter_rows():
            self._wanted[day].append(pl.Series("customer_id", customers, dtype=pl.Int64))

    def due(self, on: date, *, all_of_them: bool = False) -> pl.Series:
        """Whom to look at on a day: at first, and when something moves for all, everybody."""
        waiting = self._wanted.pop(on, [])
        if all_of_them or not self._begun:
            self._begun = True
            return self._all
        return pl.concat(waiting).unique() if waiting else self._all.head(0)

    def note(self, positions: pl.DataFrame, told: pl.Series, *, on: date) -> None:
        """Note when those just decided (`positions` as Position) are to be looked at next; `told` were written to."""
        tomorrow = next_business_day(on + _DAY)
        steps = positions.select("customer_id", day="next_on").filter(pl.col("day") <= self._last)
        after = pl.DataFrame({"customer_id": told, "day": [tomorrow] * len(told)}, schema=steps.schema)
        looked = (
            pl.concat([steps, after])
            .with_columns(pl.max_horizontal("day", pl.lit(tomorrow)).alias("day"))
            .group_by("customer_id")
            .agg(pl.col("day").min())
            .group_by("day")
            .agg("customer_id")
        )
        for day, customers in looked.iter_rows():
            self._wanted[day].append(pl.Series("customer_id", customers, dtype=pl.Int64))

    def expect(self, moving: pl.DataFrame) -> None:
        """Look at customers again on a day on which a fact of theirs will move: columns customer_id, on."""
        for customer, day in moving.filter(pl.col("on") <= self._last).iter_rows():
            self._wanted[next_business_day(day)].append(pl.Series("customer_id", [customer], dtype=pl.Int64))


def facts_moving(book: Book) -> pl.DataFrame:
    """Each day on which a fact of a customer begins, ends or falls due: columns customer_id, on."""
    spans = [
        frame.select("customer_id", on=pl.col(name))
        for frame in (
            book.terms,
            book.cash,
            book.disputes,
            book.former,
            book.refusals,
            book.leniencies,
            book.reach,
            book.choices,
            book.promises,
            book.heads,
        )
        for name in ("from_on", "until_on")
    ]
    bills = book.receivables.filter(pl.col("kind") == "bill")  # the day after, it runs no more
    due = (bills, book.instalments, book.terms)
    whole = [
        *spans,
        *(
            book.receivables.select("customer_id", on=pl.col(name))
            for name in ("known_on", "gone_on", "factored_on")
        ),
        *(frame.select("customer_id", on=pl.col("due_on") + _DAY) for frame in due),
        book.moves.select("customer_id", on=pl.col("known_on")),
        book.holds.select("customer_id", on=pl.col("known_on")),
        book.holds.select("customer_id", on=pl.col("end_on")),
        book.returned.select("customer_id", on=pl.col("back_on")),
        *(book.events.select("customer_id", on=pl.col(name)) for name in ("known_on", "event_on")),
        book.promises.select("customer_id", on=pl.col("due_on") + _DAY),
        book.agreements.select("customer_id", on=pl.col("agreed_on")),
        book.tasks.select("customer_id", on=pl.col("done_on")),
    ]
    return pl.concat(whole).drop_nulls().unique()
