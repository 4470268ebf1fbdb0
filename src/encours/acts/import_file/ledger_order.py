"""An older ledger taken in after a newer one: the newer is read again from its kept bytes, so that the order is told.

The newer file's openings carried what the older one details: its part payments beside invoices are the older
file's own payments, and its balances without detail give way to the items that they sum up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from encours.core.ledger import Gathered, Ledger, gather, rebuild_gathered
from encours.core.refusals import UnreadableFileError
from encours.formats.registry import FORMATS
from encours.records.documents.keeping import opened
from encours.records.documents.models import Intake
from encours.records.frames.known import ledger_balance
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor


@dataclass(frozen=True, slots=True)
class Newer:
    """A newer ledger already taken in, read again."""

    intake: Intake
    gathered: Gathered
    closing_on: date | None
    opening_on: date | None
    last_on: date
    balance_cents: int


def newer_ledgers(creditor: Creditor, ledger: Ledger, *, home: Path) -> list[Newer]:
    """Read again the ledgers of later years, oldest first; none in the usual order."""
    if ledger.last_on is None:
        return []
    later = Intake.objects.filter(creditor=creditor, kind="ledger", from_on__gt=ledger.last_on)
    latest: dict[date | None, Intake] = {}
    for intake in later.select_related("kept").order_by("from_on", "pk"):
        latest[intake.from_on] = intake  # of several files of a year, the last one tells it
    return [_again(intake, home) for intake in latest.values()]


def earlier_ledgers(creditor: Creditor, ledger: Ledger, *, home: Path) -> list[Newer]:
    """Read again the ledgers of the years before, oldest first: what a later opening took the place of comes back."""
    if ledger.first_on is None:
        return []
    before = Intake.objects.filter(creditor=creditor, kind="ledger", to_on__lt=ledger.first_on)
    latest: dict[date | None, Intake] = {}
    for intake in before.select_related("kept").order_by("from_on", "pk"):
        latest[intake.from_on] = intake
    return [_again(intake, home) for intake in latest.values()]


def _again(intake: Intake, home: Path) -> Newer:
    facts: dict[str, Any] = {}

    def frames() -> Any:
        file = BytesIO(opened(intake.kept, home=home))
        file.name = intake.name
        for piece in FORMATS[intake.format].read(file):
            facts.update(piece.facts)
            yield piece.frame

    gathered = gather(frames())
    ledger = rebuild_gathered(gathered, closing_on=facts.get("closing_on"))
    opening_on = ledger.opening_balances["opening_on"].max()
    return Newer(
        intake,
        gathered,
        facts.get("closing_on"),
        opening_on if isinstance(opening_on, date) else None,
        ledger.last_on or date.max,
        ledger.controls.balance_cents,
    )


def carried_back(new: pl.DataFrame, known: pl.DataFrame, next_opening_on: date | None) -> pl.DataFrame:
    """Pair payments of an older file with the credits under which a later opening carries them: key, payment_id.

    The same customer and amount, each used once, the latest first.
    """
    if next_opening_on is None:
        return pl.DataFrame(schema={"key": pl.String, "payment_id": pl.Int64})
    same = ["account", "amount_cents"]
    rank = pl.int_range(pl.len()).over(same)
    carried = known.filter(
        (pl.col("paid_on") == next_opening_on) & (pl.col("source") == "ledger") & ~pl.col("gone")
    )
    left = new.sort("paid_on", "line", descending=True).select("key", *same).with_columns(rank=rank)
    right = carried.sort("payment_id").select("payment_id", *same).with_columns(rank=rank)
    return left.join(right, on=[*same, "rank"]).select("key", "payment_id")


def write_again(
    creditor: Creditor,
    ledgers: list[Newer],
    write: Callable[[Record, Newer], dict[str, Any]],
    *,
    author: str,
    at: datetime,
) -> None:
    """Take ledgers in again, each as an act of its own."""
    for one in ledgers:
        cause = f"older file before {one.intake.name}"
        with recording(creditor, "import_ledger", author=author, cause=cause, at=at) as record:
            record.tell(counts=write(record, one), file=one.intake.sha256, name=one.intake.name)


def read_again(
    creditor: Creditor,
    newer: list[Newer],
    write: Callable[[Record, Newer], dict[str, Any]],
    *,
    author: str,
    at: datetime,
) -> None:
    """Take the newer ledgers in again, each as an act of its own; the books must then say what the last one says.

    Raises
        UnreadableFileError: they do not; nothing of the older file is kept.
    """
    write_again(creditor, newer, write, author=author, at=at)
    if newer and ledger_balance(creditor.pk, until=newer[-1].last_on) != newer[-1].balance_cents:
        raise UnreadableFileError(
            "years_do_not_chain",
            f"Cet exercice ne s'enchaîne pas avec {newer[-1].intake.name}, déjà importé : les soldes repris à"
            " l'ouverture ne sont pas ceux de sa clôture. Rien n'a été importé.",
            "Vérifier que les deux fichiers sont définitifs et de la même entreprise.",
        )
