"""The difference between the two arms, with intervals that hold.

Within each stratum the means are compared by their own variances, and the strata weighed by their customers
(post-stratification: Imbens and Rubin, *Causal Inference*, 2015, chapter 9). Two intervals are told:

- `low`, `high`: the 95 % interval of one look, Student's with the degrees of freedom of Welch and Satterthwaite
  (Welch, *Biometrika* 34, 1947);
- `held_low`, `held_high`: the one that may be looked at every day up to the customers planned. The boundary of
  O'Brien and Fleming (*Biometrics* 35, 1979) under continuous looking: a Brownian motion crosses ±c before time 1
  with probability 4(1 − Φ(c)) at most (reflection principle), so at the fraction t of the customers planned the
  interval is c/√t standard errors wide (repeated intervals: Jennison and Turnbull, *JRSS B* 51, 1989).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import Final

import polars as pl

from encours.core.experiments.assigning import CHALLENGER, CHAMPION

ALPHA: Final = 0.05
HELD: Final = NormalDist().inv_cdf(1 - ALPHA / 4)
"""The bound c of O'Brien and Fleming for daily looks: 2.2414."""
FEWEST: Final = 30  # customers of an arm before the first look: fewer say nothing about a mean of money
_FEW: Final = 5  # of an arm within a stratum: fewer join those of other small strata
_ARMS: Final = ((CHAMPION, 0), (CHALLENGER, 1))


def sums(outcomes: pl.LazyFrame, measure: str, *, by: Sequence[str]) -> pl.LazyFrame:
    """Number, sum and sum of squares of a measure (null: not counted), for each of `by`, stratum and arm."""
    value = pl.col(measure).cast(pl.Float64)
    return (
        outcomes.filter(pl.col(measure).is_not_null())
        .group_by(*by, "stratum")
        .agg(
            *(
                one.alias(f"{name}{side}")
                for arm, side in _ARMS
                for name, one in (
                    ("n", (pl.col("arm") == arm).sum().cast(pl.Int64)),
                    ("s", value.filter(pl.col("arm") == arm).sum()),
                    ("q", (value * value).filter(pl.col("arm") == arm).sum()),
                )
            )
        )
    )


def compared(told: pl.LazyFrame, *, by: Sequence[str], planned: int) -> pl.DataFrame:
    """The difference, challenger less champion, for each of `by`: a row where each arm has two customers at least.

    `told` are `sums`, `planned` the customers that the experiment was planned for. Columns: `customers`,
    `champions`, `challengers`, `champion_mean`, `challenger_mean`, `difference`, `error` (standard), `low`, `high`,
    `held_low`, `held_high`, and `known`: whether the latter leave zero out, with `FEWEST` in each arm.
    """
    return (
        _weighed(_pooled(told, by), by)
        .with_columns(
            reach=_student(pl.col("freedom")) * pl.col("error"),
            held=HELD / (pl.col("customers") / planned).clip(upper_bound=1.0).sqrt() * pl.col("error"),
        )
        .with_columns(
            low=pl.col("difference") - pl.col("reach"),
            high=pl.col("difference") + pl.col("reach"),
            held_low=pl.col("difference") - pl.col("held"),
            held_high=pl.col("difference") + pl.col("held"),
        )
        .with_columns(
            known=((pl.col("held_low") > 0) | (pl.col("held_high") < 0))
            & (pl.min_horizontal("champions", "challengers") >= FEWEST)
            & (pl.col("error") > 0)
        )
        .drop("reach", "held", "freedom")
        .sort(*by)
        .collect()
    )


def looked_at_daily(
    outcomes: pl.LazyFrame, measure: str, *, planned: int, by: Sequence[str] = ()
) -> pl.DataFrame:
    """`compared` on each day on which the days of a customer are over (`over_on`), of all those over by then."""
    daily = sums(outcomes, measure, by=[*by, "over_on"])
    told = [name for name in daily.collect_schema().names() if name[-1] in "01"]
    days = daily.select(*by, "over_on").unique()
    groups = daily.select(*by, "stratum").unique()
    whole = days.join(groups, on=list(by), how="left") if by else days.join(groups, how="cross")
    running = (
        whole.join(daily, on=[*by, "over_on", "stratum"], how="left")
        .with_columns(pl.col(told).fill_null(0))
        .sort("over_on")
        .with_columns(pl.col(told).cum_sum().over(*by, "stratum"))
    )
    return compared(running, by=[*by, "over_on"], planned=planned)


def _pooled(told: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """Strata with too few in an arm put together; all of them, where even together they are too few."""
    least = pl.min_horizontal("n0", "n1")
    rest = pl.lit("")
    numbers = [f"{name}{side}" for side in (0, 1) for name in "nsq"]
    keys = [*by, "stratum"]
    together = told.with_columns(stratum=pl.when(least < _FEW).then(rest).otherwise("stratum"))
    pooled = together.group_by(keys).agg(pl.col(numbers).sum())
    few = (least < 2).any().over(*by)  # noqa: PLR2004 — a variance takes two
    return (
        pooled.with_columns(stratum=pl.when(few).then(rest).otherwise("stratum"))
        .group_by(keys)
        .agg(pl.col(numbers).sum())
        .filter(least >= 2)  # noqa: PLR2004 — the same
    )


def _weighed(told: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    n0, n1 = pl.col("n0"), pl.col("n1")
    weight = (n0 + n1) / (n0 + n1).sum().over(*by)
    part = [pl.col(f"v{side}") / pl.col(f"n{side}") for side in (0, 1)]
    freedom = sum(
        (pl.col("w") ** 4 * part[side] ** 2 / (pl.col(f"n{side}") - 1) for side in (0, 1)), start=pl.lit(0.0)
    )
    return (
        told.with_columns(
            weight.alias("w"),
            *(
                (
                    (pl.col(f"q{side}") - pl.col(f"s{side}") ** 2 / pl.col(f"n{side}"))
                    / (pl.col(f"n{side}") - 1)
                )
                .clip(lower_bound=0.0)
                .alias(f"v{side}")
                for side in (0, 1)
            ),
            m0=pl.col("s0") / n0,
            m1=pl.col("s1") / n1,
        )
        .group_by(*by)
        .agg(
            customers=(n0 + n1).sum(),
            champions=n0.sum(),
            challengers=n1.sum(),
            champion_mean=(pl.col("w") * pl.col("m0")).sum(),
            challenger_mean=(pl.col("w") * pl.col("m1")).sum(),
            variance=(pl.col("w") ** 2 * (part[0] + part[1])).sum(),
            spread=freedom.sum(),
        )
        .with_columns(
            difference=pl.col("challenger_mean") - pl.col("champion_mean"),
            error=pl.col("variance").sqrt(),
            freedom=pl.when(pl.col("spread") > 0).then(pl.col("variance") ** 2 / pl.col("spread")),
        )
        .drop("variance", "spread")
    )


def _student(freedom: pl.Expr) -> pl.Expr:
    """The two-sided quantile of Student's law by its expansion (Abramowitz and Stegun, 26.7.5).

    To the third decimal from six degrees of freedom on; where nothing varies (null) the normal one.
    """
    x = NormalDist().inv_cdf(1 - ALPHA / 2)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    told = sum((term / freedom**power for power, term in enumerate(terms, 1)), start=pl.lit(x))
    return pl.when(freedom.is_null()).then(x).otherwise(told)
