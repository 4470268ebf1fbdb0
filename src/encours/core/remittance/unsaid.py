"""Why a payer that says nothing pays less: what is missing is exactly a share that has one name.

Only what is right to the cent names a reason, and only where one reason fits: everything else is for a person to say.
"""

from __future__ import annotations

from typing import Final

import polars as pl

RETENTION_BPS: Final = 500
"""What a customer may keep of a price of works as a guarantee, at most (law 71-584 of 16 July 1971, article 1)."""


def named_shorts(shorts: pl.DataFrame) -> pl.DataFrame:
    """`receivable_id, code, missing_cents` of the invoices whose missing part has one name.

    `shorts`: receivable_id, amount_cents, tax_cents (null where no document tells it), discount_cents (0: none was
    agreed), missing_cents. `retention`: 5 % of the price, VAT included or not, where a document tells its VAT. `tax`:
    the whole of the VAT that the invoice's own document tells. `discount`: the discount agreed, taken too late.
    """
    cents, tax = pl.col("amount_cents"), pl.col("tax_cents")
    missing = pl.col("missing_cents")
    fits = {
        "retention": (missing == _share(cents)) | (missing == _share(cents - tax)).fill_null(value=False),
        "tax": ((tax > 0) & (missing == tax)).fill_null(value=False),
        "discount": (pl.col("discount_cents") > 0) & (missing == pl.col("discount_cents")),
    }
    return (
        shorts.filter(missing > 0)
        .with_columns(**fits)
        .filter(pl.sum_horizontal(pl.col(*fits).cast(pl.Int64)) == 1)
        .select(
            "receivable_id",
            "missing_cents",
            code=pl.coalesce(pl.when(pl.col(code)).then(pl.lit(code)) for code in fits),
        )
        .select("receivable_id", "code", "missing_cents")
        .sort("receivable_id")
    )


def _share(cents: pl.Expr) -> pl.Expr:
    """So many hundredths of a percent of it, half up."""
    return (cents * RETENTION_BPS + 5_000) // 10_000
