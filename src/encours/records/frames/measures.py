"""The frames that measures read (`core.measures.shapes`), as of a day, as known then or as known now.

Each table is read once whatever the number of measures asked; only the frames that these need are made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from encours.core.instalments import by_due
from encours.core.measures import needed
from encours.core.measures.as_of import open_at, settled_by, unapplied_at
from encours.core.measures.book import BACK, YEAR, empty
from encours.core.measures.shapes import SHAPES
from encours.records.frames import measured_actions as actions
from encours.records.frames import measured_means as means
from encours.records.frames import measured_reminders as reminders
from encours.records.frames import measured_waits as waits
from encours.records.frames import measured_words as words
from encours.records.frames import measured_work as work
from encours.records.frames.delivered import not_recalled
from encours.records.frames.disputes_known import disputed
from encours.records.frames.doorway import fetch
from encours.records.frames.knowledge import Knowledge, knowledge
from encours.records.frames.ledger_known import applications, payments, plans_known, receivables
from encours.records.frames.promises import ended_promises
from encours.records.parties.models import Creditor

_TWO_YEARS = 2 * YEAR + 31
_PLACED = """
SELECT i.receivable_id, d.customer_id, d."on", i.open_cents, d.id
FROM encours_messages_delivery d JOIN encours_messages_messageitem i ON i.message_id = d.message_id
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND i.position IS NOT NULL AND d."on" <= '{on}' {known}
  AND {left}
"""


def frames_for(
    codes: Iterable[str],
    creditor: Creditor,
    *,
    on: date,
    known: str,
    customers: Collection[int] | None = None,
) -> dict[str, pl.DataFrame]:
    """The frames that these measures need, by name; `customers` keeps those of some customers.

    With `customers`, frames that are no customer's (costs, acts of people, bank lines) are left out: what they
    would say is of the whole creditor.
    """
    asked = knowledge(creditor, on=on, known=known)
    reading = _Reading(creditor, asked)
    frames = {name: reading.frame(name) for name in sorted(needed(codes))}
    if customers is None:
        return frames
    keys = pl.Series("customer_id", sorted(customers), dtype=pl.Int64)
    return {
        name: frame.filter(pl.col("customer_id").is_in(keys.implode()))
        for name, frame in frames.items()
        if "customer_id" in frame.columns
    }


@dataclass
class _Reading:
    """One reading of a day: what several frames share is read once."""

    creditor: Creditor
    knowledge: Knowledge
    made: dict[str, pl.DataFrame] = field(default_factory=dict)

    @cached_property
    def states(self) -> pl.DataFrame:
        return receivables(self.creditor.pk, self.knowledge)

    @cached_property
    def applied(self) -> pl.DataFrame:
        return applications(self.creditor.pk, self.knowledge)

    @cached_property
    def paid(self) -> pl.DataFrame:
        return payments(self.creditor.pk, self.knowledge, self.applied, self.states)

    @cached_property
    def plans(self) -> pl.DataFrame:
        return plans_known(self.creditor.pk, self.knowledge, self.states)

    @property
    def counted(self) -> str:
        """Besides what was delivered, what counts as such: messages rendered in shadow mode, while in it."""
        return "shadowed" if self.creditor.shadow else "delivered"

    @property
    def since(self) -> date:
        return self.knowledge.on - timedelta(days=YEAR)

    def frame(self, name: str) -> pl.DataFrame:
        """A frame by name, in its shape."""
        made: pl.DataFrame = getattr(self, f"_{name}")()
        return (
            made.select(pl.col(column).cast(kind) for column, kind in empty(name).schema.items())
            if name in SHAPES
            else made
        )

    def _owed(self) -> pl.DataFrame:
        reported = self.knowledge.then
        return self._with_disputes(
            open_at(self.states, self.applied, self.knowledge.on, as_reported=reported), self.knowledge.on
        )

    def _owed_before(self) -> pl.DataFrame:
        day = self.knowledge.on - timedelta(days=BACK)
        return self._with_disputes(open_at(self.states, self.applied, day, as_reported=False), day)

    def _with_disputes(self, items: pl.DataFrame, on: date) -> pl.DataFrame:
        contested = disputed(self.creditor.pk, self.knowledge, on)
        told = items.join(contested, on="receivable_id", how="left").with_columns(
            pl.col("disputed_cents").fill_null(0)
        )
        return by_due(told, self.plans, on=on)

    def _issued(self) -> pl.DataFrame:
        first = self.knowledge.on - timedelta(days=_TWO_YEARS)
        return self.states.filter(pl.col("issued_on").is_between(first, self.knowledge.on))

    def _settled(self) -> pl.DataFrame:
        first = self.knowledge.on - timedelta(days=_TWO_YEARS)
        rows = settled_by(self.states, self.applied, self.paid, self.knowledge.on)
        return rows.filter(pl.col("settled_on") >= first)

    def _receipts(self) -> pl.DataFrame:
        return self._recent(
            unapplied_at(self.paid, self.applied, self.knowledge.on, as_reported=self.knowledge.then),
            self.knowledge.on,
        )

    def _receipts_before(self) -> pl.DataFrame:
        day = self.knowledge.on - timedelta(days=BACK)
        return self._recent(unapplied_at(self.paid, self.applied, day, as_reported=False), day)

    def _recent(self, rows: pl.DataFrame, on: date) -> pl.DataFrame:
        first = on - timedelta(days=_TWO_YEARS)
        return rows.filter((pl.col("unapplied_cents") != 0) | (pl.col("paid_on") >= first))

    def _placed(self) -> pl.DataFrame:
        on = self.knowledge.on
        left = not_recalled("d.message_id", on)
        sql = _PLACED.format(on=on.isoformat(), known=self.knowledge.recorded("d"), left=left)
        kinds = {
            "receivable_id": pl.Int64,
            "customer_id": pl.Int64,
            "placed_on": pl.Date,
            "placed_cents": pl.Int64,
            "delivery_id": pl.Int64,
        }
        rows = fetch(sql, [self.creditor.pk, self.counted], kinds)
        due = self.states.select("receivable_id", "due_on", "currency")
        return (
            rows.join(due, on="receivable_id")
            .filter((pl.col("placed_on") > pl.col("due_on")) & (pl.col("placed_cents") > 0))
            .sort("placed_on", "delivery_id")
            .unique("receivable_id", keep="first", maintain_order=True)
        )

    def _lines(self) -> pl.DataFrame:
        return work.lines(self.creditor.pk, self.knowledge, self.since)

    def _actions(self) -> pl.DataFrame:
        return work.actions(self.creditor.pk, self.knowledge, self.since, self.counted)

    def _touched(self) -> pl.DataFrame:
        return work.touched(self.creditor.pk, self.knowledge, self.since)

    def _reached(self) -> pl.DataFrame:
        return work.reached(self.creditor.pk, self.knowledge, self.since, self.counted)

    def _reminded(self) -> pl.DataFrame:
        told = reminders.reminded(self.creditor.pk, self.knowledge, self.since, self.counted)
        due = self.states.select("receivable_id", "due_on")
        return told.join(due, on="receivable_id").filter(pl.col("on") > pl.col("due_on"))

    def _sent(self) -> pl.DataFrame:
        return reminders.sent(self.creditor.pk, self.knowledge, self.since, self.counted)

    def _cases(self) -> pl.DataFrame:
        return work.cases(self.creditor.pk, self.knowledge)

    def _owners(self) -> pl.DataFrame:
        return work.owners(self.creditor.pk)

    def _promises(self) -> pl.DataFrame:
        return ended_promises(
            self.creditor.pk, self.since, on=self.knowledge.on, known=self.knowledge.recorded("p")
        )

    def _stops(self) -> pl.DataFrame:
        return reminders.stopped(self.creditor.pk, self.since, known=self.knowledge.recorded("s"))

    def _tendered(self) -> pl.DataFrame:
        return means.tendered(self.creditor.pk, self.knowledge, self.since)

    def _acted(self) -> pl.DataFrame:
        return actions.acted(self.creditor.pk, self.knowledge, self.since)

    def _aside(self) -> pl.DataFrame:
        return actions.aside(self.creditor.pk, self.knowledge, self.since)

    def _regimes(self) -> pl.DataFrame:
        return actions.regimes(self.creditor.pk)

    def _standing(self) -> pl.DataFrame:
        return waits.standing(self.creditor.pk, self.knowledge)

    def _to_do(self) -> pl.DataFrame:
        return waits.to_do(self.creditor.pk, self.knowledge)

    def _returned(self) -> pl.DataFrame:
        return waits.returned(self.creditor.pk, self.knowledge, self.since)

    def _departures(self) -> pl.DataFrame:
        return waits.departures(self.creditor.pk, self.knowledge, self.since)

    def _costs(self) -> pl.DataFrame:
        return words.costs(self.creditor.pk, self.knowledge)

    def _outcomes(self) -> pl.DataFrame:
        return words.outcomes(self.creditor.pk, self.knowledge)

    def _voices(self) -> pl.DataFrame:
        return words.voices(self.creditor.pk, self.knowledge)
