"""Customers as they were held on a day: what was superseded since is read from the past (DESIGN §2.15)."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch

_FORMER = """
SELECT p.customer_id, p.regime, CASE WHEN p.regime_source = 'assumed' THEN 1 ELSE 0 END, p.language,
       CASE WHEN p.address <> '' AND p.city <> '' THEN 1 ELSE 0 END
FROM parties_customerpast p
WHERE p.creditor_id = %s AND p.superseded_at > '{end}' AND p.recorded_at <= '{end}' ORDER BY p.id
"""
_HELD = {
    "customer_id": pl.Int64,
    "regime": pl.String,
    "regime_assumed": pl.Boolean,
    "language": pl.String,
    "has_address": pl.Boolean,
}


def as_held(people: pl.DataFrame, creditor_id: int, *, on: date) -> pl.DataFrame:
    """Give customers the regime, language and address that were held at the end of a day.

    Those whom the house did not know yet keep what it holds now: the day itself would say nothing.
    """
    sql = _FORMER.format(end=f"{on.isoformat()} 23:59:59.999999")
    former = fetch(sql, [creditor_id], _HELD).unique("customer_id", keep="first", maintain_order=True)
    held = [name for name in _HELD if name != "customer_id"]
    return (
        people.join(former, on="customer_id", how="left", suffix="_then")
        .with_columns(pl.coalesce(f"{name}_then", name).alias(name) for name in held)
        .drop(f"{name}_then" for name in held)
    )
