"""Guards that concern a few customers: exempt, insolvent, in difficulty, without courtesy, of another region.

Their facts are joined to those few alone: the many pay for a mark each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from encours.core.day.clocks import Hold, OpenDays, day_number
from encours.core.day.ladder import of_step
from encours.core.day.steps import with_days_out_of_holds
from encours.core.scenario import Scenario

_TOLD = ("hold_kind", "soft_until", "no_courtesy", "region")


def guarded() -> pl.Expr:
    """Whether more than a plain hold guards a customer (CustomerFacts)."""
    told = pl.any_horizontal(pl.col("soft_until", "region").is_not_null())
    return (told | pl.col("no_courtesy").fill_null(value=False)).alias("guarded")


def by_guard(items: pl.DataFrame, customers: pl.DataFrame) -> Iterator[tuple[bool, str, pl.DataFrame]]:
    """Apart: items that a hold, a doubt, a guard or a branch may stop, by region, and those that none can."""
    stopping = pl.col("held_from", "customer_held_from", "doubt", "customer_doubt")
    branched = [pl.col("branch").is_not_null()] if "branch" in items.columns else []
    held = pl.any_horizontal(stopping.is_not_null(), pl.col("guarded").fill_null(value=False), *branched)
    few = items.filter(held)
    if not few.is_empty():
        told = customers.select("customer_id", *_TOLD)
        known = few.join(told, on="customer_id", how="left").with_columns(
            pl.col("no_courtesy").fill_null(value=False), pl.col("region").fill_null("")
        )
        for region, rows in known.partition_by(["region"], as_dict=True, maintain_order=True).items():
            yield True, str(region[0]), rows.drop("region")
    if len(few) < len(items) or items.is_empty():
        yield False, "", items.filter(~held) if len(few) else items


def soft(on: int) -> pl.Expr:
    """Whether the customer is in difficulty on a day."""
    return (day_number("soft_until") >= on).fill_null(value=False)


def without_courtesy(items: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Whoever wants no message of courtesy goes on with the first step that is none; the others are spared."""
    strict = [step.position for step in scenario.steps if not step.courtesy]
    after = [
        next((one for one in strict if one >= position), None) for position in range(len(scenario.steps) + 2)
    ]
    step = pl.col("next_step")
    spared = pl.lit(pl.Series("after", after, dtype=pl.Int64)).gather(
        step.clip(0, len(after) - 1).fill_null(len(after) - 1).cast(pl.UInt32)
    )
    return items.with_columns(
        pl.when("no_courtesy").then(spared).otherwise(step).alias("next_step"),
        pl.when(~pl.col("no_courtesy")).then("preventive_day").alias("preventive_day"),
    )


def softened(
    items: pl.LazyFrame, scenario: Scenario, calendar: OpenDays, holds: Sequence[Hold], *, on: int
) -> pl.LazyFrame:
    """Let a step that is no courtesy wait for the end of a difficulty; `softened` marks it. It stops no clock."""
    strict = ~of_step(scenario, "courtesy", pl.col("next_step")).fill_null(value=True)
    until, day = day_number("soft_until"), pl.col("next_day")
    waits = (strict & (day <= until)).fill_null(value=False)
    return (
        items.with_columns(waits.alias("softened"))
        .with_columns(pl.when("softened").then(calendar.landed(until + 1)).otherwise(day).alias("next_day"))
        .pipe(with_days_out_of_holds, "next_day", calendar, holds, on=on)
    )


def plain(items: pl.LazyFrame) -> pl.LazyFrame:
    """Without what `by_guard` and `softened` added: the columns of everybody."""
    return items.drop("hold_kind", "soft_until", "no_courtesy", "softened")
