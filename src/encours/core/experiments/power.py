"""How many customers an experiment needs, from what their payments vary by already."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

import polars as pl

from encours.core.experiments.comparing import HELD
from encours.core.money import rounded

POWER_PERCENT: Final = 80


@dataclass(frozen=True, slots=True)
class Spread:
    """What customers brought in so far, each within the same number of days: how many, mean and variance in cents."""

    customers: int
    mean_cents: int
    variance: float


def spread_of(outcomes: pl.DataFrame) -> Spread:
    """The spread of past outcomes (`cash_cents`, `stratum`): its variance within the strata, as it is compared."""
    cash = pl.col("cash_cents")
    told = outcomes.group_by("stratum").agg(
        n=pl.len(), total=cash.sum(), about=((cash - cash.mean()) ** 2).sum()
    )
    whole, groups = int(told["n"].sum()), len(told)
    return Spread(
        customers=whole,
        mean_cents=rounded(int(told["total"].sum()), whole) if whole else 0,
        variance=float(told["about"].sum()) / (whole - groups) if whole > groups else 0.0,
    )


def needed(
    spread: Spread, *, effect_cents: int, share_percent: int, power_percent: int = POWER_PERCENT
) -> int | None:
    """Customers needed, both arms together, to find a difference of `effect_cents` a customer; None: nothing varies.

    The usual formula of two means (Cohen, *Statistical Power Analysis*, 1988, chapter 2) with the bound of daily looks
    (`comparing.HELD`) in place of 1.96: what looking every day costs is counted in.
    """
    if not spread.variance or not effect_cents:
        return None
    share = share_percent / 100
    return ceil(spread.variance * _both(power_percent) ** 2 / (effect_cents**2 * share * (1 - share)))


def detectable(
    spread: Spread, *, customers: int, share_percent: int, power_percent: int = POWER_PERCENT
) -> int | None:
    """The smallest difference in cents a customer that so many customers would show; None where nothing varies."""
    if not spread.variance or not customers:
        return None
    share = share_percent / 100
    return ceil(_both(power_percent) * sqrt(spread.variance / (customers * share * (1 - share))))


def _both(power_percent: int) -> float:
    return HELD + NormalDist().inv_cdf(power_percent / 100)
