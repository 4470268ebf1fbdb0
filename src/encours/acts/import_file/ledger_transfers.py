"""Transfers between customers that a ledger posts after we made them: one fact, and from now on the ledger's."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from encours.core.entries.transfers import as_given_back, posted_transfers
from encours.core.ledger import Ledger
from encours.records.frames.transfers import standing_transfers


@dataclass(frozen=True, slots=True)
class Moved:
    """Of each transfer that the ledger posts now: `received`, `key` of the ledger's payment and `payment_id`.

    `out`: the payment that left (`id`), its `customer_id`, `ledger_key` and `gone_on`.
    """

    received: pl.DataFrame
    out: pl.DataFrame


def transfers_in(creditor_id: int, ledger: Ledger, customers: pl.DataFrame) -> tuple[Ledger, Moved]:
    """Look for the transfers that no ledger posted yet, and know again those that one did.

    In the ledger given back, what it debits of them is money given back.
    """
    known = standing_transfers(creditor_id)
    waiting = known.filter((pl.col("out_key") == "") & (pl.col("in_key") == ""))
    found = posted_transfers(ledger, customers, waiting).join(
        waiting.select("transfer_id", "customer_id", "back_id", "received_id"), on="transfer_id"
    )
    posted = known.filter(pl.col("out_key") != "")["out_key"]
    moved = Moved(
        found.select(key="payment_key", payment_id="received_id"),
        found.select("customer_id", id="back_id", ledger_key="receivable_key", gone_on="posted_on"),
    )
    return as_given_back(ledger, pl.concat([posted, found["receivable_key"]])), moved
