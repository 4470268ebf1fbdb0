"""The sheet that a whole run leaves: what it decided from and for whom, so that few customers can be decided again.

It is rebuilt at will: no fact, and no history answers for it.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import Future
from dataclasses import dataclass, fields
from datetime import date
from threading import Thread
from typing import Final, Self

import polars as pl

from encours import __version__
from encours.acts.daily_figures import Told
from encours.core.boards.sums import SUMMED_OF_ITEM, DaySums
from encours.records.frames.holds import holds_of_cash
from encours.records.frames.quality import doubts
from encours.records.history.writing import Record
from encours.records.runs.models import DaySheet

MADE_BY: Final = f"{__version__}/1"
"""The version of the product and of this sheet; what another left is not read."""

_OF_CUSTOMER = ("customer_id", "unapplied_cents", "held_from", "held_until")
_OF_PROPOSAL = ("customer_id", "currency", "total_cents")


@dataclass(frozen=True, slots=True)
class Watched:
    """What a decision reads of a customer that no leaf of history tells: `cash` that may pay its items, `doubts`."""

    cash: pl.DataFrame
    doubts: pl.DataFrame

    @classmethod
    def now(cls, creditor_id: int, *, on: date) -> Self:
        """Read them."""
        return cls(holds_of_cash(creditor_id, on=on), doubts(creditor_id))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is kept, as frames: of items `SUMMED_OF_ITEM`, and what `Told` and `Watched` hold."""

    items: pl.DataFrame
    customers: pl.DataFrame
    proposals: pl.DataFrame
    kept: pl.DataFrame
    sales: pl.DataFrame
    receipts: pl.DataFrame
    due: pl.DataFrame
    debtors: pl.DataFrame
    cash: pl.DataFrame
    doubts: pl.DataFrame

    @classmethod
    def of(cls, items: pl.DataFrame, told: Told, watched: Watched) -> Self:
        """The sheet of a day that was just decided."""
        return cls(
            _small(items.select(SUMMED_OF_ITEM)),
            told.customers.select(_OF_CUSTOMER),
            told.proposals.select(_OF_PROPOSAL),
            told.kept,
            told.sales,
            told.receipts,
            told.sums.due,
            told.sums.debtors,
            watched.cash,
            watched.doubts,
        )

    def sums(self) -> DaySums:
        """The sums of its items."""
        return DaySums(len(self.items), self.due, self.debtors)

    def beside(self) -> Future[bytes]:
        """What `written` gives, made while the plan is being written: that keeps one core busy, and not frames."""
        told: Future[bytes] = Future()

        def make() -> None:
            try:
                told.set_result(self.written())
            except BaseException as error:  # noqa: BLE001 — whoever asks for it raises it
                told.set_exception(error)

        Thread(target=make, name="day sheet").start()
        return told

    def written(self) -> bytes:
        """Each frame as Parquet, in one archive."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name in _FRAMES:
                with archive.open(name, "w", force_zip64=True) as file:
                    getattr(self, name).write_parquet(file, compression="lz4", statistics=False)
        return content.getvalue()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """The sheet that `written` wrote."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return cls(*(pl.read_parquet(archive.read(name)) for name in _FRAMES))


def _small(items: pl.DataFrame) -> pl.DataFrame:
    """The same in fewer bytes: a million keys and currencies take half the time to write so."""
    return items.with_columns(items["customer_id"].shrink_dtype(), pl.col("currency").cast(pl.Categorical))


_FRAMES: Final = tuple(one.name for one in fields(Sheet))


def keep_day_sheet(record: Record, content: bytes, *, on: date) -> None:
    """Keep the sheet of a run inside its entry, in the place of the one before."""
    DaySheet.objects.update_or_create(
        creditor=record.creditor,
        defaults={
            "on": on,
            "last_entry": record.entry.pk,
            "made_by": MADE_BY,
            "content": content,
        },
    )
