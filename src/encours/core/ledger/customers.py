"""Whose line it is, and under which root of the chart of accounts."""

from __future__ import annotations

import polars as pl

RETENTION_LABEL = r"(?i)reten|retenue|garantie|\bRG\b"
LONGEST_ACCOUNT = 60
ROOT_DIGITS = 3
ROOTS = ("411", "413", "416", "4117")
"""What customers owe: sales, bills, doubtful, retentions held back as a warranty."""
ADVANCES = "419"
FACTOR = r"(?i)factor|affactur|cr[ée]ances? c[ée]d|cession de cr"
"""An account of customers, or of a debtor (467), that holds invoices assigned to a factor."""
BILL_DAY = r"(?i)\b(?:[eé]ch\w*\.?|au|le)\s*:?\s*(\d{2})[/.\-](\d{2})[/.\-](20\d{2}|\d{2})\b"


def with_customers(lines: pl.DataFrame) -> pl.DataFrame:
    """Add `root`, `customer`, `customer_name` and `net_cents` (positive: owed) to lines of customer accounts.

    `owed` says whether the line counts in what the customer owes: an advance (419) does where it is known whose it
    is. `factor` names the account of assigned invoices, `bill_on` the day of a bill where its label tells it.

    The customer is CompAuxNum, else the full account when longer than its root, else the account's label.
    Without CompAuxNum, 413DUPONT, 416DUPONT and 4117DUPONT are the customer of 411DUPONT (or 4111DUPONT)
    where it exists.
    """
    marked = lines.with_columns(has_auxiliary=pl.col("auxiliary").is_not_null())
    known = marked.join(_accounts(marked), on=["account", "account_label", "has_auxiliary"], how="left")
    return known.with_columns(
        customer=pl.coalesce("auxiliary", "own_key"),
        customer_name=pl.coalesce("auxiliary_label", "own_name", "auxiliary", "account"),
        net_cents=pl.col("debit_cents") - pl.col("credit_cents"),
        bill_on=pl.when(pl.col("root") == "413").then(_bill_day(pl.col("label"))),
    ).drop("has_auxiliary", "own_key", "own_name")


def _bill_day(label: pl.Expr) -> pl.Expr:
    parts = label.str.extract_groups(BILL_DAY)
    year = parts.struct.field("3")
    full = pl.when(year.str.len_chars() == 2).then(pl.lit("20") + year).otherwise(year)  # noqa: PLR2004 — two figures
    written = pl.concat_str(full, parts.struct.field("2"), parts.struct.field("1"), separator="-")
    return written.str.to_date("%Y-%m-%d", strict=False)


def _accounts(lines: pl.DataFrame) -> pl.DataFrame:
    """One row an account, label and presence of CompAuxNum: its root and, alone, whose it is."""
    accounts = lines.select("account", "account_label", "has_auxiliary").unique()
    plain = accounts.filter(~pl.col("has_auxiliary"))["account"].unique().to_list()
    account, label = pl.col("account"), pl.col("account_label")
    suffix = account.str.slice(4)
    held = account.str.starts_with("4117") & (
        pl.col("has_auxiliary")
        | label.str.contains(RETENTION_LABEL)
        | suffix.str.contains(r"^0*$")
        | ("4111" + suffix).is_in(plain)
    )
    twins = pl.coalesce(
        *(
            pl.when(account.str.contains(f"^{root}") & candidate.is_in(plain)).then(candidate)
            for root, candidate in (
                ("4117", "4111" + suffix),
                ("41[36]", "411" + account.str.slice(3)),
                ("41[36]", "4111" + account.str.slice(3)),
                ("419", "411" + suffix),
                ("419", "4111" + suffix),
            )
        ),
        account,
    )
    blank = label.str.strip_chars() == ""
    return accounts.with_columns(
        root=pl.when(held)
        .then(pl.lit("4117"))
        .when(account.str.starts_with("4181"))
        .then(pl.lit("4181"))
        .otherwise(account.str.slice(0, 3)),
        own_key=pl.when((account.str.len_chars() > ROOT_DIGITS) | blank)
        .then(twins)
        .otherwise(label.str.slice(0, LONGEST_ACCOUNT)),
        own_name=pl.when(blank).then(None).otherwise(label),
        factor=pl.when(label.str.contains(FACTOR)).then(label),
    ).with_columns(
        owed=pl.col("root").is_in(ROOTS)
        | ((pl.col("root") == ADVANCES) & (pl.col("has_auxiliary") | (pl.col("own_key") != account)))
    )
