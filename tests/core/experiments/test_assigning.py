"""Who follows which scenario: by a hash, balanced, the same for anybody who draws again."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from encours.core.experiments import CHALLENGER, assigned, strata


def entering(*sizes: int) -> pl.DataFrame:
    rows = [(f"s{n}", n * 10_000 + k) for n, size in enumerate(sizes) for k in range(size)]
    return pl.DataFrame(rows, schema={"stratum": pl.String, "customer_id": pl.Int64}, orient="row")


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(1, 99), st.text(max_size=5))
def test_each_stratum_holds_its_share_to_less_than_one_customer(
    sizes: list[int], share: int, seed: str
) -> None:
    drawn = assigned(entering(*sizes), seed=seed, share_percent=share)
    for (_,), rows in drawn.group_by("stratum"):
        ours = rows.filter(pl.col("arm") == CHALLENGER).height
        assert abs(ours - len(rows) * share / 100) < 1


def test_the_same_customers_are_drawn_alike_in_any_order_and_otherwise_by_another_experiment() -> None:
    customers = entering(50, 30)
    drawn = assigned(customers, seed="a", share_percent=30)
    assert drawn.equals(assigned(customers.reverse(), seed="a", share_percent=30))
    assert not drawn.equals(assigned(customers, seed="b", share_percent=30))


def test_one_who_enters_alone_has_the_chance_of_the_share() -> None:
    alone = pl.DataFrame({"customer_id": range(4_000)}).with_columns(
        stratum=pl.col("customer_id").cast(pl.String)
    )
    ours = assigned(alone, seed="x", share_percent=20).filter(pl.col("arm") == CHALLENGER).height
    assert 700 <= ours <= 900  # 800, and four standard errors


def test_nobody_enters_nobody_is_drawn() -> None:
    assert assigned(entering(), seed="x", share_percent=50).is_empty()


def test_a_stratum_is_a_segment_and_a_size() -> None:
    customers = pl.DataFrame({"segment": ["b2b", "b2b", None], "owed_cents": [99_999, 100_000, 1_000_000]})
    assert strata(customers)["stratum"].to_list() == ["b2b/small", "b2b/middle", "/large"]
