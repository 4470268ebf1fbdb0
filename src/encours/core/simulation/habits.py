"""How debtors paid, read on the ledger: by habit, by a reminder, after a dispute, or never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from encours.core.replay.book import Book, Sent

HABIT, REMINDER, DISPUTE, VANISH = "habit", "reminder", "dispute", "vanish"
KINDS: Final = (HABIT, REMINDER, DISPUTE, VANISH)
REACTS_DAYS: Final = 10  # paid so soon after a reminder, an invoice is taken as paid because of it
VANISHED_DAYS: Final = 90  # unpaid so long beyond its day, as never paid
ENOUGH: Final = (
    50  # invoices followed to that day: the younger, of which the slow payers are missing, are left out
)
SEEN: Final[dict[str, Any]] = {
    "customer_id": pl.Int64,
    "kind": pl.String,
    "days": pl.Int64,
    "position": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Habits:
    """What became of each invoice observed (`SEEN`).

    `days` run from its due day (habit, dispute; below zero: before it) or from the last reminder (reminder), which was
    the step at `position`.
    """

    seen: pl.DataFrame

    def counts(self) -> dict[str, int]:
        """How many invoices each kind was seen on."""
        found = dict(self.seen["kind"].value_counts().iter_rows())
        return {kind: found.get(kind, 0) for kind in KINDS}


def fitted(book: Book, sent: Sent, *, on: date) -> Habits:
    """Read what became of the invoices of a book by a day; `sent` are the messages that really left.

    Those that fell due `VANISHED_DAYS` before that day are read; where they are few, the younger too once they are paid
    or contested (of a young one unpaid nothing is known yet). That a payment soon after a reminder came of it is an
    assumption: only an experiment can tell (`core.experiments`).
    """
    invoices = book.receivables.filter(
        pl.col("kind") == "invoice",
        pl.col("amount_cents") > 0,
        ~pl.col("double"),
        pl.col("gone_on").is_null() | (pl.col("gone_on") > on),
        pl.col("due_on") <= on,
    ).select("receivable_id", "customer_id", "amount_cents", "due_on")
    old = invoices.filter(pl.col("due_on") < on - timedelta(days=VANISHED_DAYS))
    invoices = old if len(old) >= ENOUGH else invoices
    seen = _became(_told(book, sent, invoices, on=on), on=on)
    return Habits(seen.select(*SEEN).sort(*SEEN))


def _told(book: Book, sent: Sent, invoices: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Each invoice with the days on which it was contested, paid and last reminded of."""
    contested = book.disputes.filter(pl.col("from_on") <= on)
    disputed = contested.group_by("receivable_id").agg(disputed_on=pl.col("from_on").min())
    return (
        invoices.join(paid_whole(book, invoices, on=on), on="receivable_id", how="left")
        .join(disputed, on="receivable_id", how="left")
        .join(_reminded(sent, book, on=on), on="receivable_id", how="left")
    )


def _became(told: pl.DataFrame, *, on: date) -> pl.DataFrame:
    since = (pl.col("paid_on") - pl.col("reminded_on")).dt.total_days()
    kind = (
        pl.when(pl.col("disputed_on").is_not_null())
        .then(pl.lit(DISPUTE))
        .when(pl.col("paid_on").is_null() & (pl.col("due_on") < on - timedelta(days=VANISHED_DAYS)))
        .then(pl.lit(VANISH))
        .when(since.is_between(0, REACTS_DAYS))
        .then(pl.lit(REMINDER))
        .when(pl.col("paid_on").is_not_null())
        .then(pl.lit(HABIT))
    )
    beyond = pl.coalesce("disputed_on", "paid_on") - pl.col("due_on")
    answered = pl.col("kind") == REMINDER
    return (
        told.with_columns(kind=kind)
        .filter(pl.col("kind").is_not_null())
        .with_columns(
            days=pl.when(answered).then(since).otherwise(beyond.dt.total_days()),
            position=pl.when(answered).then("position"),
        )
    )


def paid_whole(book: Book, invoices: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The day on which each invoice was wholly paid, if it was by a day: receivable_id, paid_on."""
    moves = book.moves.filter(~pl.col("corrected"), pl.col("applied_on") <= on)
    return (
        moves.join(invoices.select("receivable_id", "amount_cents"), on="receivable_id")
        .sort("receivable_id", "applied_on")
        .with_columns(paid=-pl.col("cents").cum_sum().over("receivable_id"))
        .filter(pl.col("paid") >= pl.col("amount_cents"))
        .group_by("receivable_id")
        .agg(paid_on=pl.col("applied_on").min())
    )


def _reminded(sent: Sent, book: Book, *, on: date) -> pl.DataFrame:
    """The last reminder of each invoice before it was paid, and which step it was."""
    paid = book.moves.filter(~pl.col("corrected"), pl.col("cents") < 0, pl.col("applied_on") <= on)
    last = paid.group_by("receivable_id").agg(last_on=pl.col("applied_on").max())
    lines = sent.lines.filter(pl.col("on") <= on).join(last, on="receivable_id", how="left")
    before = lines.filter(pl.col("on") <= pl.col("last_on").fill_null(on))
    latest = before.sort("on", "position").group_by("receivable_id", maintain_order=True)
    return latest.agg(reminded_on=pl.col("on").last(), position=pl.col("position").last())
