"""Transfers between customers that a ledger posts: one customer's account debited, the other's credited, in one entry.

The books told it after us, of their own or as we exported it: the money is counted once, and from now on the books'.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from encours.core.ledger import Ledger
from encours.core.matching.one_fact import WINDOW

LATE: Final = 90
"""Days after a transfer within which the books are looked at for it: a quarter's closing."""

_ENTRY: Final = ["journal", "entry_number", "cents"]


def posted_transfers(ledger: Ledger, customers: pl.DataFrame, transfers: pl.DataFrame) -> pl.DataFrame:
    """`transfer_id, receivable_key, payment_key, posted_on` of each transfer that the ledger posts, each once.

    `customers`: account, customer_id. `transfers`: transfer_id, customer_id, to_customer_id, cents, on, of those that
    no ledger posts yet. The same two customers, the same sum, in one entry outside the bank's journals; the nearest day
    first.
    """
    if transfers.is_empty():
        return pl.DataFrame(schema=_POSTED)
    whose = customers.select("account", "customer_id")
    out = ledger.receivables.filter(pl.col("kind").is_in(["invoice", "returned"])).join(whose, on="account")
    into = ledger.payments.filter(~pl.col("in_bank_journal")).join(whose, on="account")
    pairs = out.select(
        "journal",
        "entry_number",
        "customer_id",
        receivable_key="key",
        posted_on="entry_on",
        cents="amount_cents",
    ).join(
        into.select(
            "journal", "entry_number", to_customer_id="customer_id", payment_key="key", cents="amount_cents"
        ),
        on=_ENTRY,
    )
    return (
        pairs.join(transfers, on=["customer_id", "to_customer_id", "cents"])
        .with_columns(days=(pl.col("posted_on") - pl.col("on")).dt.total_days())
        .filter(pl.col("days").is_between(-WINDOW, LATE))
        .sort(pl.col("days").abs(), "transfer_id", "receivable_key")
        .unique("transfer_id", keep="first", maintain_order=True)
        .unique("receivable_key", keep="first", maintain_order=True)
        .unique("payment_key", keep="first", maintain_order=True)
        .select(*_POSTED)
    )


_POSTED: Final = {
    "transfer_id": pl.Int64,
    "receivable_key": pl.String,
    "payment_key": pl.String,
    "posted_on": pl.Date,
}


def as_given_back(ledger: Ledger, keys: pl.Series) -> Ledger:
    """Money that left a customer for another is no invoice: what the ledger debits of it is money given back."""
    if keys.is_empty():
        return ledger
    kind = pl.when(pl.col("key").is_in(keys.implode())).then(pl.lit("returned")).otherwise("kind")
    return replace(ledger, receivables=ledger.receivables.with_columns(kind=kind))
