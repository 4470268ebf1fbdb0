"""What advices say of bank lines, in the shape that matching reads."""

from __future__ import annotations

import polars as pl

from encours.core.numbers import number_keys
from encours.core.remittance.naming import resolved
from encours.core.remittance.reasons import reason_of
from encours.core.remittance.shorts import Shorts
from encours.records.frames.remittances import items_numbered, told_of_lines
from encours.records.remittances.reading import shorts_rule


def advised_lines(creditor_id: int) -> pl.DataFrame | None:
    """What the advices of waiting lines say of items (`core.matching.matchers.advised`); None where none is tied."""
    told = told_of_lines(creditor_id)
    return None if told.is_empty() else wanted(creditor_id, told)


def wanted(creditor_id: int, told: pl.DataFrame) -> pl.DataFrame:
    """What these documents, as advices tell them, mean for the items that they name."""
    shorts = shorts_rule(creditor_id)
    found = named(creditor_id, told).join(
        told.drop("remittance_id", "paid_cents", "currency"), on="remittance_line_id"
    )
    accepted = [accepted_cents(row, shorts) for row in found.iter_rows(named=True)]
    return found.with_columns(accepted_cents=pl.Series(accepted, dtype=pl.Int64)).select(
        "line_id", "receivable_id", "paid_cents", "discount_cents", "accepted_cents", found=pl.col("number")
    )


def named(creditor_id: int, told: pl.DataFrame) -> pl.DataFrame:
    """The one item that each document is (`core.remittance.naming.resolved`)."""
    keys = told.select(key=number_keys(pl.col("number")))["key"].unique().to_list()
    return resolved(
        told.select("remittance_line_id", "remittance_id", "number", "currency", "paid_cents"),
        items_numbered(creditor_id, [key for key in keys if key]),
    )


def missing_cents(row: dict[str, object]) -> int:
    """What a document as it is told leaves out, discounts apart; nothing where it does not say the whole."""
    gross, paid = row["gross_cents"], row["paid_cents"]
    deducted = int(str(row["deduction_cents"]))
    if gross is None:
        return max(deducted, 0)
    return max(int(str(gross)) - int(str(paid)) - int(str(row["discount_cents"])), deducted, 0)


def accepted_cents(row: dict[str, object], shorts: Shorts) -> int:
    """How much of it the creditor's rule gives up."""
    missing = missing_cents(row)
    if not missing:
        return 0
    reason = reason_of(str(row["code"]), str(row["text"]), shorts.own)
    gross = int(str(row["paid_cents"])) + missing
    return missing if shorts.treatment(reason, missing, gross) == "accept" else 0
