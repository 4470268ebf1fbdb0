"""The difference between two arms: its interval covers what is true, and looking every day raises no false alarm."""

import random
from statistics import fmean, variance

import polars as pl
import pytest

from core.experiments.debtors import mean_owed, simulated
from encours.core.experiments import CHALLENGER, CHAMPION, compared, looked_at_daily, needed, spread_of, sums

EXPERIMENTS = 1_000


def test_the_95_percent_interval_covers_a_known_effect_in_93_to_97_of_100_experiments() -> None:
    likelier = 0.12
    true = likelier * mean_owed()
    told = simulated(EXPERIMENTS, 600, seed=11, likelier=likelier)
    found = compared(sums(told, "cash_cents", by=["experiment"]), by=["experiment"], planned=600)
    covered = found.filter(pl.col("low") <= true, pl.col("high") >= true).height
    assert found.height == EXPERIMENTS
    assert 930 <= covered <= 970
    assert found["difference"].mean() == pytest.approx(true, rel=0.05)


def test_daily_looks_at_two_alike_raise_at_most_64_false_alarms_in_1000() -> None:
    told = simulated(EXPERIMENTS, 600, seed=12, over_days=60)
    looks = looked_at_daily(told, "cash_cents", planned=600, by=["experiment"])
    assert looks.group_by("experiment").len().filter(pl.col("len") < 60).is_empty()
    alarms = looks.filter("known")["experiment"].n_unique()
    assert 5 <= alarms <= 64
    # The plain interval, looked at every day, would have alarmed far more often: the rule is not idle.
    plain = looks.filter(
        (pl.col("low") > 0) | (pl.col("high") < 0), pl.min_horizontal("champions", "challengers") >= 30
    )
    assert plain["experiment"].n_unique() > 120


def test_as_many_customers_as_planned_find_the_effect_in_four_of_five() -> None:
    likelier = 0.2
    spread = spread_of(simulated(10, 1_000, seed=13, likelier=likelier / 2).collect())
    planned = needed(spread, effect_cents=round(likelier * mean_owed()), share_percent=50)
    assert planned is not None
    told = simulated(200, planned, seed=14, likelier=likelier, over_days=30)
    looks = looked_at_daily(told, "cash_cents", planned=planned, by=["experiment"])
    found = looks.filter("known", pl.col("difference") > 0)["experiment"].n_unique()
    assert 0.72 <= found / 200 <= 0.88


def test_one_stratum_is_compared_as_welch_compares_two_means() -> None:
    draw = random.Random(15)  # noqa: S311 — a simulation
    arms = {
        CHAMPION: [draw.gauss(100, 10) for _ in range(12)],
        CHALLENGER: [draw.gauss(90, 30) for _ in range(8)],
    }
    told = pl.LazyFrame(
        [
            {"one": 1, "stratum": "s", "arm": arm, "value": value}
            for arm, all_of in arms.items()
            for value in all_of
        ]
    )
    row = compared(sums(told, "value", by=["one"]), by=["one"], planned=20).row(0, named=True)
    parts = [variance(one) / len(one) for one in arms.values()]
    assert row["difference"] == pytest.approx(fmean(arms[CHALLENGER]) - fmean(arms[CHAMPION]))
    assert row["error"] == pytest.approx(sum(parts) ** 0.5)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 11 + parts[1] ** 2 / 7)
    assert freedom == pytest.approx(9.44, abs=0.01)  # the tables say 2.262 for nine, 2.228 for ten
    assert (row["high"] - row["difference"]) / row["error"] == pytest.approx(2.246, abs=0.003)


@pytest.mark.parametrize(("each", "quantile"), [(4, 2.447), (6, 2.228), (16, 2.042), (61, 1.980)])
def test_the_quantile_is_that_of_the_tables(each: int, quantile: float) -> None:
    """Two arms of equal spread have 2(n - 1) degrees of freedom: 6, 10, 30 and 120."""
    values = [float(n % 2) * 2 + (n // 2) for n in range(each)]
    told = pl.LazyFrame(
        [
            {"one": 1, "stratum": "s", "arm": arm, "value": value + more}
            for arm, more in ((CHAMPION, 0.0), (CHALLENGER, 1.0))
            for value in values
        ]
    )
    row = compared(sums(told, "value", by=["one"]), by=["one"], planned=each * 2).row(0, named=True)
    assert (row["high"] - row["difference"]) / row["error"] == pytest.approx(quantile, abs=0.002)


def test_strata_weigh_by_their_customers_and_take_their_own_differences_out() -> None:
    rows = [
        {"one": 1, "stratum": stratum, "arm": arm, "value": base + (n % 3) + (5 if arm == CHALLENGER else 0)}
        for stratum, base, count in (("poor", 0, 30), ("rich", 1_000, 60))
        for arm in (CHAMPION, CHALLENGER)
        for n in range(count)
    ]
    told = pl.LazyFrame(rows)
    row = compared(sums(told, "value", by=["one"]), by=["one"], planned=180).row(0, named=True)
    assert row["difference"] == pytest.approx(5)
    assert row["champion_mean"] == pytest.approx((30 * 1 + 60 * 1_001) / 90)
    assert row["error"] < 0.2  # the thousand between the strata is no noise
    assert row["known"]


def test_a_stratum_with_too_few_joins_the_others_and_nobody_is_lost() -> None:
    rows = [
        {"one": 1, "stratum": stratum, "arm": arm, "value": n}
        for stratum, arm, count in (
            ("big", CHAMPION, 20),
            ("big", CHALLENGER, 20),
            ("lone", CHAMPION, 1),
            ("tiny", CHALLENGER, 2),
        )
        for n in range(count)
    ]
    row = compared(sums(pl.LazyFrame(rows), "value", by=["one"]), by=["one"], planned=50).row(0, named=True)
    assert (row["customers"], row["champions"], row["challengers"]) == (43, 21, 22)
    assert not row["known"]  # fewer than thirty in each arm say nothing yet


def test_one_arm_alone_is_compared_with_nothing() -> None:
    told = pl.LazyFrame([{"one": 1, "stratum": "s", "arm": CHAMPION, "value": n} for n in range(9)])
    assert compared(sums(told, "value", by=["one"]), by=["one"], planned=9).is_empty()
