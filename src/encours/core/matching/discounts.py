"""The discount that a contract allows on each invoice for paying early."""

from __future__ import annotations

import polars as pl

from encours.core.money import proportion_expr


def with_discounts(items: pl.DataFrame, agreed: pl.DataFrame) -> pl.DataFrame:
    """Items with `discount_cents` and `discount_until`, null where nothing was agreed or something is paid already.

    `agreed`: customer_id, from_on, until_on, discount_bps, discount_days; the contract in force on the day of issue,
    the latest to begin. The discount is for the whole invoice paid at once.
    """
    whole = items.filter(pl.col("open_cents") > 0, pl.col("open_cents") == pl.col("amount_cents"))
    found = (
        whole.select("receivable_id", "customer_id", "issued_on", "amount_cents")
        .join(agreed, on="customer_id")
        .filter(
            pl.col("from_on") <= pl.col("issued_on"),
            pl.col("until_on").is_null() | (pl.col("until_on") >= pl.col("issued_on")),
        )
        .sort("receivable_id", "from_on")
        .unique("receivable_id", keep="last", maintain_order=True)
        .select(
            "receivable_id",
            discount_cents=proportion_expr(pl.col("amount_cents"), pl.col("discount_bps"), 10_000),
            discount_until=pl.col("issued_on") + pl.duration(days=pl.col("discount_days")),
        )
    )
    return items.join(found, on="receivable_id", how="left", maintain_order="left")
