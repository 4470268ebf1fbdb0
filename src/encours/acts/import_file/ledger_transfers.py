"""Transfers between customers that a ledger posts after we made them: one fact, and from now on the ledger's."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from encours.core.entries.transfers import as_given_back, posted_transfers
from encours.core.ledger import Ledger
from encours.records.cash.models import Payment
from encours.records.frames import bulk
from encours.records.frames.transfers import standing_transfers
from encours.records.history.writing import Record


@dataclass(frozen=True, slots=True)
class Moved:
    """`ledger`: what it debits of transfers is money given back. `received`: key of the ledger's payment, payment_id.

    `out`: of each transfer that the ledger posts now, the payment that left (`id`), `ledger_key` and `gone_on`.
    """

    ledger: Ledger
    received: pl.DataFrame
    out: pl.DataFrame


def transfers_in(creditor_id: int, ledger: Ledger, customers: pl.DataFrame) -> Moved:
    """Look for the transfers that no ledger posted yet, and know again those that one did."""
    known = standing_transfers(creditor_id)
    waiting = known.filter((pl.col("out_key") == "") & (pl.col("in_key") == ""))
    found = posted_transfers(ledger, customers, waiting).join(
        waiting.select("transfer_id", "back_id", "received_id"), on="transfer_id"
    )
    posted = known.filter(pl.col("out_key") != "")["out_key"]
    return Moved(
        as_given_back(ledger, pl.concat([posted, found["receivable_key"]])),
        found.select(key="payment_key", payment_id="received_id"),
        found.select(id="back_id", ledger_key="receivable_key", gone_on="posted_on"),
    )


def take_over_transfers(record: Record, moved: Moved) -> None:
    """Put out of count what left by these transfers, which the ledger's own debit tells now."""
    bulk.update(Payment, moved.out)
    known = standing_transfers(record.creditor.pk)
    for customer in known.join(moved.out, left_on="back_id", right_on="id", how="semi")[
        "customer_id"
    ].unique():
        record.of(customer)
