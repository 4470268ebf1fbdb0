import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.money import proportion_expr, rounded, split

CENTS = st.integers(min_value=-(10**13), max_value=10**13)


@pytest.mark.parametrize(
    ("numerator", "denominator", "cents"),
    [
        (1, 2, 1),
        (-1, 2, -1),
        (149, 100, 1),
        (150, 100, 2),
        (-150, 100, -2),
        (-149, 100, -1),
        (0, 7, 0),
        (5, 3, 2),
    ],
)
def test_half_a_cent_goes_away_from_zero(numerator: int, denominator: int, cents: int) -> None:
    assert rounded(numerator, denominator) == cents


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_that_is_not_positive_is_refused(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        rounded(1, denominator)
    with pytest.raises(ValueError, match="positive"):
        proportion_expr(pl.lit(1), pl.lit(1), denominator)


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.lists(CENTS, min_size=1, max_size=20),
    part=st.integers(min_value=0, max_value=10**7),
    whole=st.integers(min_value=1, max_value=3_660_000),
)
def test_a_column_is_rounded_exactly_like_a_single_figure(amounts: list[int], part: int, whole: int) -> None:
    frame = pl.DataFrame({"amount": pl.Series(amounts, dtype=pl.Int64)})
    if max(abs(amount) for amount in amounts) // whole * part >= 4 * 10**18:
        part = 1  # beyond what the function promises
    got = frame.select(proportion_expr(pl.col("amount"), pl.lit(part, pl.Int64), whole)).to_series()
    assert got.dtype == pl.Int64
    assert got.to_list() == [rounded(amount * part, whole) for amount in amounts]


@settings(max_examples=100, deadline=None)
@given(
    amount=CENTS,
    weights=st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=30).filter(any),
)
def test_a_split_loses_no_cent_and_each_share_is_within_a_cent(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    assert len(shares) == len(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - amount * weight) < sum(weights)


def test_the_cents_left_over_go_to_the_largest_remainders_then_to_the_first() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [1, 2, 3]) == [2, 3, 5]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split(5, [0, 1]) == [0, 5]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [3, -1]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)
