"""Simulated debtors with a known effect, for many experiments at once."""

from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random

import polars as pl

from encours.core.experiments import CHALLENGER, assigned, outcomes
from encours.core.experiments.outcomes import MARK, RECEIPT

BEGIN = date(2026, 1, 5)
WITHIN = 30
SPREAD = 1.0  # of the logarithm of what a debtor owes
SIZES = {"small": (0.5, 10.0, 0.7), "middle": (0.35, 12.0, 0.5), "large": (0.15, 13.5, 0.35)}
"""How many of them, the logarithm of what they owe in cents, and how likely they pay within their days."""


def mean_owed() -> float:
    """What a debtor owes on average, in cents: the mean of a lognormal law."""
    return sum(share * math.exp(mu + SPREAD**2 / 2) for share, mu, _ in SIZES.values())


def simulated(
    experiments: int, customers: int, *, seed: int, likelier: float = 0.0, over_days: int = 1, share: int = 50
) -> pl.LazyFrame:
    """Outcomes of many experiments (`experiment`): the challenger makes each debtor likelier to pay by `likelier`.

    So its true effect is `likelier` times `mean_owed()`. Debtors enter over `over_days`.
    """
    draw = Random(seed)  # noqa: S311 — a simulation
    sizes = list(SIZES)
    chosen = draw.choices(sizes, [SIZES[one][0] for one in sizes], k=experiments * customers)
    rows = [
        (
            key,
            key // customers,
            size,
            round(math.exp(draw.gauss(SIZES[size][1], SPREAD))),
            BEGIN + timedelta(days=key % customers * over_days // customers),
            draw.random(),
            draw.randrange(WITHIN),
        )
        for key, size in enumerate(chosen)
    ]
    names = ["customer_id", "experiment", "size", "owed_cents", "entered_on", "chance", "day"]
    everybody = pl.DataFrame(rows, schema=names, orient="row")
    apart = everybody.with_columns(stratum=pl.concat_str("experiment", "size", "entered_on", separator="/"))
    drawn = assigned(apart, seed=str(seed), share_percent=share)
    likely = pl.col("size").replace_strict({one: SIZES[one][2] for one in sizes}, return_dtype=pl.Float64)
    pays = pl.col("chance") < likely + pl.when(pl.col("arm") == CHALLENGER).then(likelier).otherwise(0.0)
    receipts = drawn.filter(pays).select(
        "customer_id", on=pl.col("entered_on") + pl.duration(days="day"), cents="owed_cents"
    )
    told = outcomes(
        drawn.with_columns(stratum=pl.col("size")),
        receipts,
        pl.DataFrame(schema=RECEIPT),
        pl.DataFrame(schema=MARK),
        within_days=WITHIN,
        on=date(2027, 1, 1),
    )
    return told.lazy()
