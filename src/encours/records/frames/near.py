"""Customers that an act has just opened, beside those known before."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from encours.records.frames.doorway import fetch

_END = (
    "SELECT c.entry_id, c.version FROM parties_customer c WHERE +c.creditor_id = %s ORDER BY c.id {} LIMIT 1"
)
_CUSTOMERS = """
SELECT c.id, c.name, c.siren, c.vat_number, c.postcode, c.regime,
       CASE WHEN c.entry_id = %s AND c.version = 1 THEN 1 ELSE 0 END
FROM parties_customer c WHERE c.creditor_id = %s AND c.merged_into_id IS NULL
"""
_EMAILS = """
SELECT n.customer_id, MIN(k.customer_id) FROM parties_contact n JOIN parties_contact k
  ON k.creditor_id = n.creditor_id AND LOWER(k.email) = LOWER(n.email) AND k.id <> n.id
JOIN parties_customer c ON c.id = k.customer_id AND c.merged_into_id IS NULL
WHERE n.creditor_id = %s AND n.entry_id = %s AND n.email <> '' AND k.removed_at IS NULL
  AND n.customer_id <> k.customer_id AND NOT (c.entry_id = %s AND c.version = 1)
GROUP BY n.customer_id
"""


def opened_any(creditor_id: int, entry_id: int) -> bool:
    """Whether an act opened a customer where others were known: the newest is then its own, the oldest is not."""
    kinds = {"entry_id": pl.Int64, "version": pl.Int64}
    newest, oldest = (fetch(_END.format(way), [creditor_id], kinds).rows() for way in ("DESC", "ASC"))
    return newest == [(entry_id, 1)] and oldest != newest


def new_and_known(creditor_id: int, entry_id: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The customers that an act opened, and those known before."""
    rows = fetch(
        _CUSTOMERS,
        [entry_id, creditor_id],
        {
            "customer_id": pl.Int64,
            "name": pl.String,
            "siren": pl.String,
            "vat_number": pl.String,
            "postcode": pl.String,
            "regime": pl.String,
            "new": pl.Boolean,
        },
    )
    return rows.filter("new").drop("new"), rows.filter(~pl.col("new")).drop("new")


def sharing_an_address(creditor_id: int, entry_id: int, new: Sequence[int]) -> pl.DataFrame:
    """Which of the customers just opened have an e-mail address of one known before."""
    found = fetch(_EMAILS, [creditor_id, entry_id, entry_id], {"customer_id": pl.Int64, "other_id": pl.Int64})
    return found.filter(pl.col("customer_id").is_in(list(new)))
