"""Facts of merged customers, under the accounts that their sources speak of."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch

_MERGED = """
SELECT c.account, c.merged_into_id FROM parties_customer c
WHERE c.creditor_id = %s AND c.merged_into_id IS NOT NULL
"""


def under_their_accounts(rows: pl.DataFrame, creditor_id: int, *keys: str) -> pl.DataFrame:
    """Give facts of merged customers (`customer_id`, `account`) the account that their source tells, by their keys.

    A file still speaks of the account that was merged: what it told is compared under that account.
    """
    merged = fetch(_MERGED, [creditor_id], {"told": pl.String, "customer_id": pl.Int64})
    for told, customer in merged.iter_rows():
        under = pl.any_horizontal(pl.col(key).str.contains(f"|{told}|", literal=True) for key in keys)
        rows = rows.with_columns(
            account=pl.when((pl.col("customer_id") == customer) & under)
            .then(pl.lit(told))
            .otherwise("account")
        )
    return rows
