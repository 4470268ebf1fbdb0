"""From which day on a house could read a fact: the days it had decided before the fact was recorded did without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.parties.models import Creditor

_ENTRIES = "SELECT id, at FROM history_entry WHERE creditor_id = %s"
_RUNS = 'SELECT "on", MAX(recorded_at) FROM runs_run WHERE creditor_id = %s GROUP BY "on"'
_SENT = 'SELECT "on", MAX(recorded_at) FROM encours_messages_delivery WHERE creditor_id = %s GROUP BY "on"'
_JUST_AFTER = pl.duration(microseconds=1)


@dataclass(frozen=True, slots=True)
class Learning:
    """Of each entry of history, the last day that had been decided when it was written: entry_id, decided_on.

    `decided`: at, decided_on, in the order of instants. `moments`: of each day that the house decided when it came, the
    last instant at which something was sent, else decided.
    """

    entries: pl.DataFrame
    decided: pl.DataFrame
    moments: dict[date, datetime]
    zone: str

    def known(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The facts (`known_on`, `entry_id`) with the first day that could read them."""
        since = pl.col("decided_on") + pl.duration(days=1)
        return (
            facts.join(self.entries, on="entry_id", how="left")
            .with_columns(known_on=pl.max_horizontal("known_on", since))
            .drop("entry_id", "decided_on")
        )

    def local(self, name: str) -> pl.Expr:
        """The creditor's day of an instant in UTC."""
        return pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(self.zone).dt.date()

    def left_on(self, name: str) -> pl.Expr:
        """The first day on which something could leave since an instant: its own, or the next once all was sent."""
        day = self.local(name)
        moments = {"day": list(self.moments), "moment": list(self.moments.values())}
        table = pl.DataFrame(moments, schema={"day": pl.Date, "moment": pl.Datetime("us")})
        last = day.replace_strict(table["day"], table["moment"], default=None, return_dtype=pl.Datetime("us"))
        return pl.when(last < pl.col(name)).then(day + pl.duration(days=1)).otherwise(day)

    def first_days(self, frame: pl.DataFrame, *names: str) -> pl.DataFrame:
        """The frame with each of these instants as the first day that could read what changed then.

        Before the house decided any day, nothing is known of when it changed: it was so from the beginning.
        """
        for name in names:
            since = pl.max_horizontal(pl.col("decided_on") + pl.duration(days=1), self.local(name))
            always = pl.when(pl.col(name).is_not_null()).then(pl.lit(date.min))
            day = pl.when(pl.col("decided_on").is_null()).then(always).otherwise(since)
            blank = frame.filter(pl.col(name).is_null()).with_columns(pl.lit(None, pl.Date).alias(name))
            told = frame.drop_nulls(name).sort(name)
            found = told.join_asof(self.decided, left_on=name, right_on="at")
            frame = pl.concat([found.with_columns(day.alias(name)).select(frame.columns), blank])
        return frame


def learning_of(creditor: Creditor) -> Learning:
    """Read when each day was decided, and each entry written."""
    entries = fetch(_ENTRIES, [creditor.pk], {"entry_id": pl.Int64, "at": pl.Datetime("us")})
    runs = fetch(_RUNS, [creditor.pk], {"day": pl.Date, "at": pl.Datetime("us")}).sort("at")
    decided = runs.select((pl.col("at") + _JUST_AFTER).alias("at"), decided_on=pl.col("day").cum_max())
    local = pl.col("at").dt.replace_time_zone("UTC").dt.convert_time_zone(creditor.time_zone).dt.date()
    sent = dict(fetch(_SENT, [creditor.pk], {"day": pl.Date, "at": pl.Datetime("us")}).rows())
    at_once = runs.filter(local <= pl.col("day")).select("day", "at").rows()
    return Learning(
        entries.sort("at").join_asof(decided, on="at").select("entry_id", "decided_on"),
        decided,
        {on: sent.get(on, run) for on, run in at_once},
        creditor.time_zone,
    )
