"""Invoices due in several instalments: which of them is chased, for how much, and which steps were about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

import polars as pl

from encours.core.interest import Debt, Interest, interest
from encours.core.interest_rates import InterestRules, Regime
from encours.core.money import rounded
from encours.core.movements import Movement, that_stand

PREVENTIVE: Final = 1
"""The position that a preventive step has in every scenario; it alone leaves before a due date."""


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment, what it is of, and what is left of it."""

    due_on: date
    amount_cents: int
    left_cents: int


def parts(plan: Sequence[tuple[date, int]], open_cents: int) -> list[Part]:
    """The instalments of an invoice (day, amount), earliest first: payments cover the oldest."""
    rest = max(0, sum(cents for _day, cents in plan) - open_cents)
    told = []
    for due_on, cents in sorted(plan):
        used = min(rest, cents)
        rest -= used
        told.append(Part(due_on, cents, cents - used))
    return told


def standing(plans: pl.DataFrame, items: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Of each open item with a plan: `plan_due_on`, `since_on` and `not_due_cents`.

    `plans` says receivable_id, due_on and amount_cents of every instalment; `plan_due_on` is the earliest of which
    something is left, `since_on` the one before it, `not_due_cents` what is still to come after that and the day.
    """
    cents, upto = pl.col("amount_cents"), pl.col("amount_cents").cum_sum().over("receivable_id")
    paid = cents.sum().over("receivable_id") - pl.col("open_cents")
    left = pl.min_horizontal(pl.max_horizontal(upto - paid, pl.lit(0)), cents)
    whole = (
        plans.join(
            items.filter(pl.col("open_cents") > 0).select("receivable_id", "open_cents"), on="receivable_id"
        )
        .sort("receivable_id", "due_on")
        .with_columns(left.alias("left_cents"))
    )
    first = pl.col("due_on").filter(pl.col("left_cents") > 0).min()
    later = pl.col("due_on") > pl.max_horizontal(pl.col("plan_due_on"), pl.lit(on))
    return (
        whole.with_columns(first.over("receivable_id").alias("plan_due_on"))
        .group_by("receivable_id", "plan_due_on")
        .agg(
            since_on=pl.col("due_on").filter(pl.col("due_on") < pl.col("plan_due_on")).max(),
            not_due_cents=pl.col("left_cents").filter(later).sum(),
        )
        .filter(pl.col("plan_due_on").is_not_null())
        .sort("receivable_id")
    )


def steps_of(delivered: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The last step delivered about the instalment that is chased: receivable_id, delivered_position, delivered_on.

    `delivered` says receivable_id, position and on of each message delivered. Those about an instalment paid since
    begin the ladder of the next anew.
    """
    mine = delivered.join(told, on="receivable_id")
    about = (
        pl.col("since_on").is_null()
        | (pl.col("on") >= pl.col("plan_due_on"))
        | ((pl.col("position") == PREVENTIVE) & (pl.col("on") > pl.col("since_on")))
    )
    return (
        mine.filter(about)
        .group_by("receivable_id")
        .agg(delivered_position=pl.col("position").max(), delivered_on=pl.col("on").max())
        .sort("receivable_id")
    )


def by_due(items: pl.DataFrame, plans: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The same items, those with a plan (as `standing` reads it) due on the earliest still open, and split by it."""
    told = standing(plans, items, on=on) if not plans.is_empty() else plans
    if told.is_empty():
        return items
    dated = items.join(told.drop("since_on"), on="receivable_id", how="left")
    due = pl.coalesce("plan_due_on", "due_on").alias("due_on")
    return split_by_due(dated.with_columns(due).drop("plan_due_on"), on=on).drop("not_due_cents")


def split_by_due(items: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The same items with what is still to come of an invoice in instalments as a row of its own, due after the day.

    What is contested of it stays with what is due.
    """
    later = pl.col("not_due_cents").fill_null(0)
    few = items.filter(later > 0)
    if few.is_empty():
        return items
    after = date.fromordinal(on.toordinal() + 1)
    to_come = few.with_columns(
        pl.max_horizontal("due_on", pl.lit(after)).alias("due_on"), later.alias("open_cents")
    )
    if "disputed_cents" in items.columns:
        to_come = to_come.with_columns(pl.lit(0, pl.Int64).alias("disputed_cents"))
    return pl.concat([items.with_columns(open_cents=pl.col("open_cents") - later), to_come])


def interest_by_instalment(
    regime: Regime,
    plan: Sequence[tuple[date, int]],
    movements: Sequence[Movement],
    *,
    on: date,
    rules: InterestRules | None = None,
    formal_notice_on: date | None = None,
) -> Interest:
    """Interest of each instalment from its own due date, together; the indemnity once, as the invoice is one."""
    shares = _shared(sorted(plan), that_stand(movements))
    each = [
        interest(Debt(regime, due_on, cents, tuple(mine), formal_notice_on), on=on, rules=rules)
        for (due_on, cents), mine in zip(sorted(plan), shares, strict=True)
    ]
    exact = sum((one.exact_cents for one in each), Fraction(0))
    return replace(
        each[0],
        cents=rounded(exact.numerator, exact.denominator),
        exact_cents=exact,
        segments=tuple(segment for one in each for segment in one.segments),
        provisional=any(one.provisional for one in each),
        floor_bps=max((one.floor_bps for one in each if one.floor_bps is not None), default=None),
        floor_breach=any(one.floor_breach for one in each),
        floor_provisional=any(one.floor_provisional for one in each),
        daily_cents=sum(one.daily_cents for one in each),
        indemnity_cents=max(one.indemnity_cents for one in each),
    )


def _shared(plan: Sequence[tuple[date, int]], movements: Sequence[Movement]) -> list[list[Movement]]:
    """Each payment to the oldest instalment still open; what is given back reopens the last one paid."""
    used = [0] * len(plan)
    shares: list[list[Movement]] = [[] for _one in plan]
    for movement in sorted(movements, key=lambda one: one.on):
        rest = movement.amount_cents
        places = range(len(plan)) if rest > 0 else reversed(range(len(plan)))
        for place in places:
            room = plan[place][1] - used[place] if rest > 0 else -used[place]
            part = min(rest, room) if rest > 0 else max(rest, room)
            if part:
                shares[place].append(replace(movement, amount_cents=part))
                used[place] += part
                rest -= part
    return shares
