"""What the books should hold of doubtful debts, and what is still to be entered: 411 to 416, and 491 by 6817 or 7817.

A debt is transferred VAT included (416), for the customer still owes all of it; it is written down excluding VAT, for
the VAT of a debt that is lost is recovered (CGI, art. 272, 1; PCG, accounts 416 and 491; analyse-comptable.fr and
compta-online.com, read in November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.doubtful.policy import WHOLE_BPS, DoubtfulPolicy
from encours.core.money import rounded

DEBT: Final = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "due_on": pl.Date,
    "open_cents": pl.Int64,
    "credit_cents": pl.Int64,
    "doubtful": pl.Boolean,
    "insolvent": pl.Boolean,
    "rate_bps": pl.Int64,
    "net_cents": pl.Int64,
    "tax_cents": pl.Int64,
    "transferred": pl.Boolean,
    "written_cents": pl.Int64,
}
"""A debt of a customer that is doubtful, or that was. `credit_cents` (not negative) is what the customer may still
deduct:
credit notes and money on account; `rate_bps` the rate that a person chose (null: by age); net and tax are of the
document (null: none tells them); `transferred`: it stands in 416; `written_cents` is what 491 holds for it."""
PROPOSED: Final = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "transfer_cents": pl.Int64,
    "written_cents": pl.Int64,
    "depreciation_cents": pl.Int64,
    "target_cents": pl.Int64,
    "claim_cents": pl.Int64,
    "base_cents": pl.Int64,
    "tax_source": pl.String,
    "rate_bps": pl.Int64,
    "rate_source": pl.String,
    "days": pl.Int64,
}
"""What is to be entered of a debt: `transfer_cents` onto 416 (below zero: back to 411) and `depreciation_cents` onto
491
(below zero: taken back), so that 491 holds `target_cents`: `rate_bps` of `base_cents`, the claim excluding VAT. The
claim is what is owed less its part of the customer's credits. `tax_source`: document or assumed; `rate_source`: age,
insolvency, person, or none of a debt that is doubtful no more."""
DOCUMENT, ASSUMED = "document", "assumed"


def depreciation(debts: pl.DataFrame, policy: DoubtfulPolicy, *, on: date) -> pl.DataFrame:
    """What each debt (`DEBT`) should have in the books and lacks (`PROPOSED`); the order is that of `debts`.

    The credits of a customer come off its oldest debts first, as money that nobody allots does (C. civ., art. 1342-10).
    """
    ordered = debts.sort("customer_id", "due_on", "receivable_id")
    before = pl.col("open_cents").cum_sum().over("customer_id") - pl.col("open_cents")
    covered = (pl.col("credit_cents") - before).clip(0, pl.col("open_cents"))
    claims = ordered.with_columns(claim_cents=pl.col("open_cents") - covered)
    rows = [_one(debt, policy, on) for debt in claims.iter_rows(named=True)]
    found = pl.DataFrame(rows, schema=PROPOSED, orient="row")
    return debts.select("receivable_id").join(found, on="receivable_id", how="left", maintain_order="left")


def _one(debt: Mapping[str, Any], policy: DoubtfulPolicy, on: date) -> dict[str, Any]:
    days = max((on - debt["due_on"]).days, 0)
    rate, source = _rate(debt, policy, days)
    base, tax_source = excluding_vat(
        debt["claim_cents"], debt["net_cents"], debt["tax_cents"], assumed_bps=policy.vat_bps
    )
    target = rounded(base * rate, WHOLE_BPS) if debt["doubtful"] else 0
    to_doubtful = debt["open_cents"] if debt["doubtful"] and not debt["transferred"] else 0
    back = debt["open_cents"] if debt["transferred"] and not debt["doubtful"] else 0
    return {
        "receivable_id": debt["receivable_id"],
        "customer_id": debt["customer_id"],
        "transfer_cents": to_doubtful - back,
        "written_cents": debt["written_cents"],
        "depreciation_cents": target - debt["written_cents"],
        "target_cents": target,
        "claim_cents": debt["claim_cents"],
        "base_cents": base,
        "tax_source": tax_source,
        "rate_bps": rate,
        "rate_source": source,
        "days": days,
    }


def _rate(debt: Mapping[str, Any], policy: DoubtfulPolicy, days: int) -> tuple[int, str]:
    """The rate, and what it rests on: a person's word, an insolvency, the age of the debt."""
    if not debt["doubtful"]:
        return 0, "none"
    if debt["rate_bps"] is not None:
        return debt["rate_bps"], "person"
    if debt["insolvent"]:
        return policy.insolvent_bps, "insolvency"
    return policy.rate_of(days), "age"


def excluding_vat(
    claim_cents: int, net_cents: int | None, tax_cents: int | None, *, assumed_bps: int
) -> tuple[int, str]:
    """A claim without its part of the VAT, to the cent, and whether a document tells that part or it is assumed.

    What was paid is taken to be net and VAT alike: the part of the VAT in what is left is its part of the whole.
    """
    if net_cents is not None and tax_cents is not None and net_cents + tax_cents > 0:
        return claim_cents - rounded(claim_cents * tax_cents, net_cents + tax_cents), DOCUMENT
    return claim_cents - rounded(claim_cents * assumed_bps, WHOLE_BPS + assumed_bps), ASSUMED
