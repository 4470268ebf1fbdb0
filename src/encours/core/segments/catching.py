"""Whom each rule catches: the first that is true of a customer names its segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from encours.core.segments.conditions import Condition
from encours.core.segments.rules import Rule

NOBODY = pl.DataFrame(schema={"customer_id": pl.Int64, "own_segment": pl.String})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many customers each rule catches first, how many its condition is true of, and how many none catches."""

    first: tuple[int, ...]
    true: tuple[int, ...]
    left: int


def caught(sheet: pl.DataFrame, rules: Sequence[Rule], conditions: Sequence[Condition]) -> pl.DataFrame:
    """The customers caught by a rule: `customer_id`, `own_segment`. A condition that cannot be told catches nobody."""
    if not rules:
        return NOBODY
    first = pl.coalesce(
        pl.when(one.expr).then(pl.lit(rule.segment)) for rule, one in zip(rules, conditions, strict=True)
    )
    return (
        sheet.lazy()
        .select("customer_id", own_segment=first)
        .filter(pl.col("own_segment").is_not_null())
        .collect()
    )


def counted(sheet: pl.DataFrame, conditions: Sequence[Condition]) -> Counts:
    """Count over the sheet of customers, in one pass."""
    ranks = range(len(conditions))
    told = [one.expr.fill_null(value=False) for one in conditions]
    first = pl.coalesce(*(pl.when(one).then(pl.lit(rank)) for rank, one in enumerate(told)), pl.lit(-1))
    sums = (
        sheet.lazy()
        .select("customer_id", *(one.alias(f"true_{rank}") for rank, one in enumerate(told)), first=first)
        .select(
            *(pl.col(f"true_{rank}").sum() for rank in ranks),
            *((pl.col("first") == rank).sum().alias(f"first_{rank}") for rank in ranks),
            left=(pl.col("first") == -1).sum(),
        )
        .collect()
        .row(0, named=True)
    )
    return Counts(
        tuple(sums[f"first_{rank}"] for rank in ranks),
        tuple(sums[f"true_{rank}"] for rank in ranks),
        sums["left"],
    )
