"""The sheet that a whole run leaves: what it decided from and for whom, so that few customers can be decided again.

It is rebuilt at will: no fact, and no history answers for it.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, Final, Self

import polars as pl

from encours import __version__
from encours.acts.daily_figures import Told
from encours.core.boards.sums import SUMMED_OF_ITEM, DaySums
from encours.records.frames.holds import holds_of_cash
from encours.records.frames.quality import doubts
from encours.records.history.models import Leaf

MADE_BY: Final = f"{__version__}/2"
"""The version of the product and of this sheet; what another left is not read."""

_log = logging.getLogger(__name__)
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

    def written(self, home: Path, creditor_id: int) -> Path:
        """Each frame as Arrow lays it out, so that it is read back as it stands; in a folder that nobody reads yet."""
        folder = home / "sheets" / f"day-{creditor_id}.{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700, parents=True)
        for name in _FRAMES:
            getattr(self, name).write_ipc(folder / f"{name}.arrow")
        return folder

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The sheet that `written` wrote."""
        return cls(*(pl.read_ipc(folder / f"{name}.arrow") for name in _FRAMES))


def _small(items: pl.DataFrame) -> pl.DataFrame:
    """The same in fewer bytes: a million keys and currencies take half the time to write so."""
    return items.with_columns(items["customer_id"].shrink_dtype(), pl.col("currency").cast(pl.Categorical))


_FRAMES: Final = tuple(one.name for one in fields(Sheet))


@dataclass(frozen=True, slots=True)
class Kept:
    """A sheet that stands: the entry of its run, and what it holds."""

    entry: int
    sheet: Sheet


@contextmanager
def laid_beside(sheet: Sheet, home: Path, creditor_id: int) -> Iterator[Future[Path]]:
    """Write a sheet while its plan is being written: that keeps one core busy, and not frames. Gone if it fails."""
    told: Future[Path] = Future()

    def make() -> None:
        try:
            told.set_result(sheet.written(home, creditor_id))
        except BaseException as error:  # noqa: BLE001 — whoever asks for it raises it
            told.set_exception(error)

    Thread(target=make, name="day sheet").start()
    try:
        yield told
    except BaseException:
        if told.exception() is None:
            shutil.rmtree(told.result(), ignore_errors=True)
        raise


def keep_day_sheet(made: Future[Path], home: Path, creditor_id: int, *, entry: int, on: date) -> None:
    """Keep the sheet of a run that is written, in the place of those before.

    Beside the database and not in it: forty megabytes in a transaction would cost a day a quarter of its time. Where
    it cannot be kept, the next run decides everybody: that is said to whoever runs the house, and nothing else.
    """
    about = {"on": on.isoformat(), "made_by": MADE_BY, "entry": entry, "digest": _digest(entry)}
    kept = _folder(home, creditor_id)
    try:
        folder = made.result()
        (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        for former in (kept, *kept.parent.glob(f"{kept.name}.*")):  # those of a run that was cut short too
            if former != folder:
                shutil.rmtree(former, ignore_errors=True)
        folder.rename(kept)
    except OSError as error:
        _log.warning(
            "The sheet of the day could not be kept (%s): its next run decides every customer.", error
        )


def kept_day_sheet(home: Path, creditor_id: int, *, on: date) -> Kept | None:
    """The sheet of the last whole run, if it is of that day, of this product, and of a run that this database has.

    A restored copy of the database may give the same number to another run: the entry's own digest tells them apart.
    """
    folder = _folder(home, creditor_id)
    try:
        about = _about(folder)
        stands = (about["on"], about["made_by"]) == (on.isoformat(), MADE_BY)
        if not stands or about["digest"] != _digest(about["entry"]):
            return None
        sheet = Sheet.read(folder)
        replaced_meanwhile = about != _about(folder)
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError):
        return None  # none yet, or one that an outage cut short
    return None if replaced_meanwhile else Kept(about["entry"], sheet)


def _about(folder: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    return about


def _digest(entry: int) -> str | None:
    """What tells a run from any other: the digest of its own leaf, salted by chance."""
    leaf = Leaf.objects.filter(entry_id=entry, customer_id__isnull=True).order_by("pk")
    return leaf.values_list("digest", flat=True).first()


def _folder(home: Path, creditor_id: int) -> Path:
    return home / "sheets" / f"day-{creditor_id}"


_ABOUT: Final = "about.json"
