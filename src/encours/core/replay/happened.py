"""What had happened by a past day that a scenario looks at, from a book (`core.frames.StepEvent`).

The same as the records say of that day (`records.frames.step_events`; a test holds them equal), but for what depends on
the messages: a message comes back, or costs, only where the scenario replayed sent it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.core.frames import StepEvent
from encours.core.replay.as_of import within
from encours.core.replay.book import Book, Sent
from encours.core.scenario import Scenario
from encours.core.scenario.branches import events_in

_NEWS: Final = frozenset({"reply", "promise", "dispute", "part_payment"})
_MESSAGE: Final = ["customer_id", "on", "step_code"]


def events_known(
    book: Book, sent: Sent, items: pl.DataFrame, scenario: Scenario, *, on: date, sending_cents: int | None
) -> pl.DataFrame | None:
    """The events (StepEvent) known on a day; None where the scenario has no branch.

    `sent`: all that left by then, what came back included; `items` (OpenItem) what is open; `sending_cents`: what
    sending a message costs that day (None: nobody said).
    """
    wanted = events_in(scenario)
    if not wanted:
        return None
    if "silence" in wanted:
        wanted |= _NEWS
    found = [_told(book, items, wanted, on=on)]
    if "promise" in wanted:
        found.append(_broken(book, on=on))
    if "part_payment" in wanted:
        found.append(_part_payments(book, on=on))
    if "bounce" in wanted:
        found.append(_came_back(book, sent, on=on))
    if "cost" in wanted and sending_cents is not None:
        found.append(_costs(book, sent, sending_cents, on=on))
    return pl.concat([_whole(one) for one in found]).sort("receivable_id", "event", "step", "about")


def _whole(found: pl.DataFrame) -> pl.DataFrame:
    """The columns of the shape; what an event does not say is null, and its cents nothing."""
    missing = [
        pl.lit(0 if name == "cents" else None, column.dtype).alias(name)
        for name, column in StepEvent.columns().items()
        if name not in found.columns
    ]
    return found.with_columns(missing).select(StepEvent.column_names())


def _told(book: Book, items: pl.DataFrame, wanted: frozenset[str], *, on: date) -> pl.DataFrame:
    """Replies, of all that the customer owes; disputes; what people answered. Of several, the last."""
    known = book.events.filter(
        pl.col("event").is_in([*wanted, "answered"]), pl.col("known_on") <= on, pl.col("event_on") <= on
    ).select("customer_id", "receivable_id", "event", "event_on", "about")
    of_all = known.filter(pl.col("receivable_id").is_null()).drop("receivable_id")
    owed = items.filter(pl.col("open_cents") > 0).select("customer_id", "receivable_id")
    columns = ["receivable_id", "event", "event_on", "about"]
    rows = pl.concat(
        [
            known.drop_nulls("receivable_id").select(columns),
            owed.join(of_all, on="customer_id").select(columns),
        ]
    )
    return rows.group_by("receivable_id", "event", "about").agg(pl.col("event_on").max())


def _broken(book: Book, *, on: date) -> pl.DataFrame:
    """Promises whose end is past, and for which less came in by then than was promised: from the morning after."""
    ended = book.promises.filter(within(on), pl.col("due_on") < on).with_row_index("promise")
    paid = (
        ended.join(
            book.moves.filter(pl.col("known_on") <= on).select("receivable_id", "applied_on", moved="cents"),
            on="receivable_id",
        )
        .filter(pl.col("applied_on").is_between("made_on", "due_on"))
        .group_by("promise")
        .agg(-pl.col("moved").sum())
    )
    return (
        ended.join(paid, on="promise", how="left")
        .filter(pl.col("cents") > pl.col("moved").fill_null(0))
        .group_by("receivable_id")
        .agg(event_on=pl.col("due_on").max() + pl.duration(days=1))
        .with_columns(event=pl.lit("promise"))
    )


def _part_payments(book: Book, *, on: date) -> pl.DataFrame:
    """What money paid of an item, the last day of it."""
    return (
        book.moves.filter(~pl.col("granted"), pl.col("known_on") <= on)
        .group_by("receivable_id")
        .agg(event_on=pl.col("applied_on").max(), paid=-pl.col("cents").sum())
        .filter(pl.col("paid") > 0)
        .drop("paid")
        .with_columns(event=pl.lit("part_payment"))
    )


def _came_back(book: Book, sent: Sent, *, on: date) -> pl.DataFrame:
    """Messages sent that had come back by then, with the step that each made."""
    return (
        sent.lines.join(book.returned.filter(pl.col("back_on") <= on), on=_MESSAGE)
        .group_by("receivable_id", step="position")
        .agg(event_on=pl.col("back_on").max())
        .with_columns(event=pl.lit("bounce"))
    )


def _costs(book: Book, sent: Sent, cents: int, *, on: date) -> pl.DataFrame:
    """What its messages have cost of each item, the last day of one."""
    return (
        sent.standing(book.returned, on=on)
        .written()
        .group_by("receivable_id")
        .agg(event_on=pl.col("on").max(), cents=pl.len().cast(pl.Int64) * cents)
        .with_columns(event=pl.lit("cost"))
    )
