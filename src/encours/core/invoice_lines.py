"""Whether the lines told of invoices make what the invoices say: to the cent, or the sum that fails is told."""

from __future__ import annotations

import polars as pl

_WHOLE = 10_000  # hundredths of a percent in one


def untied(lines: pl.DataFrame) -> pl.DataFrame:
    """Invoices whose lines do not tie: `receivable_id`, `found_cents` (what the lines make), `amount_cents`.

    Each of `lines` has receivable_id, amount_cents (the invoice's, VAT included), known_net_cents (its net amount where
    a document told it), net_cents, tax_bps and total_cents (null where not told). The lines tie by their own totals,
    else by net and VAT, rounded by rate or by line, else by the net amount. A credit note's lines may be positive.
    """
    key = "receivable_id"
    taxed = lines.with_columns(tax=_vat("net_cents"))
    by_rate = (
        taxed.group_by(key, "tax_bps")
        .agg(pl.col("net_cents").sum())
        .with_columns(tax=_vat("net_cents"))
        .group_by(key)
        .agg(
            by_rate=pl.col("net_cents").sum() + pl.col("tax").sum(), unrated=pl.col("tax_bps").is_null().any()
        )
    )
    sums = taxed.group_by(key, maintain_order=True).agg(
        pl.col("amount_cents", "known_net_cents").first(),
        net=pl.col("net_cents").sum(),
        by_line=pl.col("net_cents").sum() + pl.col("tax").sum(),
        total=pl.when(pl.col("total_cents").is_null().any())
        .then(None)
        .otherwise(pl.col("total_cents").sum()),
    )
    judged = sums.join(by_rate, on=key, maintain_order="left").with_columns(
        pl.when("unrated").then(None).otherwise(pl.col(name)).alias(name) for name in ("by_rate", "by_line")
    )
    bare = pl.col("total").is_null() & pl.col("by_rate").is_null()
    ties = pl.any_horizontal(
        *(_makes(name, "amount_cents") for name in ("total", "by_rate", "by_line")),
        bare & (_makes("net", "amount_cents") | _makes("net", "known_net_cents")),
    )
    found = pl.coalesce("total", "by_rate", "net").alias("found_cents")
    return judged.filter(~ties).select(key, found, "amount_cents")


def _vat(name: str) -> pl.Expr:
    """The VAT of a net amount, half a cent up."""
    raw = pl.col(name).abs() * pl.col("tax_bps")
    return pl.col(name).sign() * ((raw + _WHOLE // 2) // _WHOLE)


def _makes(name: str, asked: str) -> pl.Expr:
    """Whether a sum is the amount asked; of a credit note, whatever its sign."""
    same = (pl.col(name) == pl.col(asked)) | (
        (pl.col("amount_cents") < 0) & (pl.col(name).abs() == pl.col(asked).abs())
    )
    return same.fill_null(value=False)
