"""What a newer ledger changes in what is known: new, changed, unchanged, gone, replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import dataframely as dy
import polars as pl

from encours.core.ledger.rebuilding import Ledger

RECEIVABLE_FACTS = ("number", "kind", "root", "issued_on", "amount_cents", "open_cents")
PAYMENT_FACTS = ("amount_cents", "unapplied_cents")


class KnownReceivable(dy.Schema):
    """A receivable as the records hold it, for comparison with a newer ledger of the same creditor."""

    receivable_id = dy.Int64(nullable=False)
    key = dy.String(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)
    kind = dy.String(nullable=False)
    root = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    entry_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    open_cents = dy.Int64(nullable=False)


class KnownPayment(dy.Schema):
    """A payment as the records hold it; those that came from a bank statement alone are not given here."""

    payment_id = dy.Int64(nullable=False)
    key = dy.String(nullable=False)
    account = dy.String(nullable=False)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    unapplied_cents = dy.Int64(nullable=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`receivables`: `status`, `receivable_id` (null when new), `key` (null when gone or replaced).

    `payments` alike, with `payment_id`. Status is new, changed, unchanged, gone (the file covers its day
    and no longer shows it) or replaced (of an earlier year, and now within the opening balance of the
    file). What is known, outside the days covered and already settled is not listed: the file says nothing
    of it.
    """

    receivables: pl.DataFrame
    payments: pl.DataFrame

    def counts(self) -> dict[str, dict[str, int]]:
        """How many receivables and payments have each status."""
        return {
            name: dict(frame.group_by("status").len().sort("status").iter_rows())
            for name, frame in (("receivables", self.receivables), ("payments", self.payments))
        }


def compare(receivables: pl.DataFrame, payments: pl.DataFrame, ledger: Ledger) -> Comparison:
    """Compare known rows (`KnownReceivable`, `KnownPayment`) with a rebuilt ledger, by key."""
    known, read = receivables, ledger.receivables
    renamed = _carried_forward(known, read, ledger)
    matched = read.join(renamed, on="key", how="left").with_columns(known_key=pl.coalesce("known_key", "key"))
    return Comparison(
        _statuses(
            known, matched, "receivable_id", RECEIVABLE_FACTS, ledger, day="entry_on", open_cents="open_cents"
        ),
        _statuses(
            payments,
            ledger.payments.with_columns(known_key=pl.col("key")),
            "payment_id",
            PAYMENT_FACTS,
            ledger,
            day="paid_on",
            open_cents="unapplied_cents",
        ),
    )


def _carried_forward(known: pl.DataFrame, read: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Opening lines whose piece day was lost, paired with the same document of an earlier year."""
    schema = {"key": pl.String, "known_key": pl.String}
    if ledger.first_on is None:
        return pl.DataFrame(schema=schema)
    identity = ("account", "kind", "number")
    unknown = read.join(known, on="key", how="anti")
    opening = unknown.filter(pl.col("key").is_in(ledger.opening_keys.implode()))
    older = (
        known.filter((pl.col("entry_on") < ledger.first_on) & (pl.col("open_cents") != 0))
        .join(read, on="key", how="anti")
        .sort("entry_on")
        .unique(identity, keep="last", maintain_order=True)
        .select(*identity, known_key="key")
    )
    return (
        opening.select(*identity, "key")
        .unique(identity, keep="first", maintain_order=True)
        .join(older, on=identity)
        .select("key", "known_key")
    )


def _statuses(
    known: pl.DataFrame,
    read: pl.DataFrame,
    name: str,
    facts: tuple[str, ...],
    ledger: Ledger,
    *,
    day: str,
    open_cents: str,
) -> pl.DataFrame:
    held = known.select(name, "key", *(pl.col(fact).alias(f"known_{fact}") for fact in facts))
    both = read.join(held, left_on="known_key", right_on="key", how="left")
    same = pl.all_horizontal(pl.col(fact) == pl.col(f"known_{fact}") for fact in facts)
    shown = both.select(
        name,
        "key",
        status=pl.when(pl.col(name).is_null())
        .then(pl.lit("new"))
        .when(same)
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("changed")),
    )
    absent = known.join(read, left_on="key", right_on="known_key", how="anti").with_columns(
        status=_absent(ledger, day=day, open_cents=open_cents)
    )
    lost = absent.filter(pl.col("status").is_not_null()).select(
        name, pl.lit(None, dtype=pl.String).alias("key"), "status"
    )
    return pl.concat([shown, lost])


def _absent(ledger: Ledger, *, day: str, open_cents: str) -> pl.Expr:
    """Why a known row is no longer shown, null when the file does not speak of its time."""
    if ledger.first_on is None or ledger.last_on is None:
        return pl.lit(None, dtype=pl.String)
    opened = ledger.opening_balances["opening_on"].max()
    first = min(opened, ledger.first_on) if isinstance(opened, date) else ledger.first_on
    covered = pl.col(day).is_between(first, ledger.last_on)
    carried = (pl.col(day) < ledger.first_on) & (pl.col(open_cents) != 0)
    replaced = pl.lit("replaced") if ledger.opening_balances.height else pl.lit(None, dtype=pl.String)
    return pl.when(covered).then(pl.lit("gone")).when(carried).then(replaced)
