"""The segment of a customer: what the law and the house know of it first, then the creditor's own rules, then size.

Those of the house come from stored facts alone, so that no day changes them by passing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from encours.core.scenario import Scenario


class Segment(StrEnum):
    """One per customer, the first that fits, in this order."""

    CONSUMER = "consumer"  # protected by the Code de la consommation
    PUBLIC = "public"  # a public debtor: its own rate and its own delays
    NO_CONTACT = "no_contact"  # neither e-mail nor postal address: first find one
    LATE = "late"  # a step beyond courtesy was delivered for an item still open
    LARGE = "large"  # owes much: a person looks
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a customer becomes `large`, in whole cents of open items of all kinds."""

    large_cents: int = 5_000_000


DEFAULT_THRESHOLDS = Thresholds()


def with_segment(
    customers: pl.LazyFrame,
    items: pl.LazyFrame,
    scenario: Scenario,
    thresholds: Thresholds,
    own: pl.DataFrame | None = None,
) -> pl.LazyFrame:
    """Add `segment` to customers (CustomerFacts) from their open items (OpenItem).

    `own` (`core.segments.catching.caught`) names those in a segment of the creditor's own: whom the law protects,
    and who cannot be reached, stay where they are.
    """
    owed = items.group_by("customer_id").agg(
        pl.col("open_cents").clip(lower_bound=0).sum().alias("owed_cents"),
        pl.col("delivered_position").max().alias("reached"),
    )
    known = customers.join(owed, on="customer_id", how="left")
    if own is None or own.is_empty():
        return known.with_columns(segment=segment(scenario, thresholds)).drop("owed_cents", "reached")
    theirs = segment(scenario, thresholds, pl.col("own_segment"))
    joined = known.join(own.lazy(), on="customer_id", how="left").with_columns(segment=theirs)
    return joined.drop("owed_cents", "reached", "own_segment")


def segment(scenario: Scenario, thresholds: Thresholds, own: pl.Expr | None = None) -> pl.Expr:
    """The segment from regime, addresses, `owed_cents` and `reached` (highest delivered position)."""
    theirs = pl.lit(None, pl.String) if own is None else own
    courtesy = max((step.position for step in scenario.steps if step.courtesy), default=0)
    return (
        pl.when(pl.col("regime") == "consumer")
        .then(pl.lit(Segment.CONSUMER.value))
        .when(pl.col("regime") == "public")
        .then(pl.lit(Segment.PUBLIC.value))
        .when(~pl.col("has_email") & ~pl.col("has_address"))
        .then(pl.lit(Segment.NO_CONTACT.value))
        .when(theirs.is_not_null())
        .then(theirs)
        .when(pl.col("reached") > courtesy)
        .then(pl.lit(Segment.LATE.value))
        .when(pl.col("owed_cents") >= thresholds.large_cents)
        .then(pl.lit(Segment.LARGE.value))
        .otherwise(pl.lit(Segment.STANDARD.value))
    )
