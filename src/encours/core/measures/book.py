"""The book that measures are computed on: frames as of a day, in one currency, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import polars as pl

from encours.core.ageing import is_overdue
from encours.core.measures.measure import Known
from encours.core.measures.shapes import SHAPES

YEAR: Final = 365  # the period of flows, in days: the year that ends on the day
BACK: Final = 30  # so many days before, what is compared with a month ago stood


@dataclass(frozen=True, slots=True)
class Book:
    """Frames by name (`shapes.SHAPES`), as of a day; absent ones are empty.

    `baselines` are figures stored at the start, by the code of their measure.
    """

    on: date
    currency: str
    frames: Mapping[str, pl.DataFrame]
    baselines: Mapping[str, Fraction] = field(default_factory=dict)
    known: Known = "now"
    filtered: str = ""
    partial: bool = False  # of some customers only: frames that are no customer's are then absent

    def frame(self, name: str) -> pl.DataFrame:
        """The rows of a frame in the book's currency; money of others is never added to it."""
        found = self._all(name)
        return found.filter(pl.col("currency") == self.currency) if "currency" in found.columns else found

    def others(self, name: str) -> int:
        """How many rows of a frame are in another currency."""
        found = self._all(name)
        return found.filter(pl.col("currency") != self.currency).height if "currency" in found.columns else 0

    def _all(self, name: str) -> pl.DataFrame:
        frame = self.frames.get(name)
        return empty(name) if frame is None else frame

    @property
    def since(self) -> date:
        """The day after which the flows of the period count."""
        return self.on - timedelta(days=YEAR)

    def live(self, name: str = "owed") -> pl.DataFrame:
        """What is open and still in the ledger."""
        return self.frame(name).filter(~pl.col("gone"))

    def debits(self, name: str = "owed") -> pl.DataFrame:
        """What customers owe, credits apart."""
        return self.live(name).filter(pl.col("open_cents") > 0)

    def outstanding(self) -> int:
        """What is open, less credits and less the money applied to nothing."""
        return total(self.live()) - unapplied(self.frame("receipts"))

    def outstanding_before(self) -> int:
        """The same `BACK` days before."""
        return total(self.live("owed_before")) - unapplied(self.frame("receipts_before"))

    def current(self) -> int:
        """What is owed and not past due."""
        return total(self.debits().filter(~is_overdue(self.on)))

    def sales(self, days: int = YEAR) -> int:
        """Credit sales of the last so many days, VAT included, less credit notes."""
        since = self.on - timedelta(days=days)
        return total(self.sold().filter(pl.col("issued_on") > since), "amount_cents")

    def sold(self) -> pl.DataFrame:
        """Invoices and credit notes issued by the day; bills take the place of invoices and are no sale."""
        sale = pl.col("kind").is_in(["invoice", "credit_note"]) & ~pl.col("gone")
        return self.frame("issued").filter(sale & (pl.col("issued_on") <= self.on))

    def within(self, name: str, day: str = "on") -> pl.DataFrame:
        """The rows of a frame that fall in the period."""
        return self.frame(name).filter((pl.col(day) > self.since) & (pl.col(day) <= self.on))


def empty(name: str) -> pl.DataFrame:
    """A frame of that shape without rows."""
    return pl.DataFrame(SHAPES[name].create_empty())


def total(frame: pl.DataFrame, column: str = "open_cents") -> int:
    """The sum of a column of cents."""
    return int(frame[column].sum())


def unapplied(receipts: pl.DataFrame) -> int:
    """The money applied to nothing."""
    return total(receipts, "unapplied_cents")


def gone_and_assumed(frame: pl.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """What is left out of a frame of open items, and what is counted though uncertain."""
    live = frame.filter(~pl.col("gone"))
    return (
        {"gone": frame.height - live.height},
        {
            "due_assumed": live.filter(pl.col("due_assumed") & (pl.col("open_cents") > 0)).height,
            "disputed": live.filter(pl.col("disputed_cents") > 0).height,
            "reconstructed": live.filter(pl.col("reconstructed")).height,
        },
    )
