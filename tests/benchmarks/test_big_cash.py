"""Labelled bank lines are what they say: every situation, truths that add up, the same from the same seed."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from big_cash import MIX, Labelled, labelled, one_payer
from encours.formats.labelled_lines import read

ON = date(2026, 3, 31)


@pytest.fixture(scope="module")
def drawn() -> Labelled:
    return labelled(3_000, 1_200, 12_000, seed=7, on=ON)


def settled(drawn: Labelled, column: str) -> pl.DataFrame:
    told = drawn.truths.select("line_id", column).explode(column).drop_nulls(column).unnest(column)
    return told.join(
        drawn.items.select("receivable_id", "customer_id", "open_cents", "currency"), on="receivable_id"
    )


def test_every_situation_of_the_mix_is_drawn(drawn: Labelled) -> None:
    assert set(drawn.truths["situation"]) == {situation.__name__ for situation in MIX}
    assert len(drawn.items) == 12_000


def test_the_truth_of_a_line_is_never_more_than_the_line(drawn: Labelled) -> None:
    paid = settled(drawn, "pays").group_by("line_id").agg(paid=pl.col("amount_cents").sum())
    beside = drawn.lines.join(paid, on="line_id").with_columns(rest=pl.col("amount_cents") - pl.col("paid"))
    assert beside["rest"].min() == 0
    over = beside.filter(pl.col("rest") > 0).join(drawn.truths, on="line_id")
    assert set(over["situation"]) == {"small_difference"}


def test_no_item_is_settled_beyond_what_it_owes(drawn: Labelled) -> None:
    both = pl.concat([settled(drawn, "pays"), settled(drawn, "accepted")])
    each = both.group_by("receivable_id", "open_cents").agg(pl.col("amount_cents").sum())
    whole = pl.col("amount_cents").abs() <= pl.col("open_cents").abs()
    assert each.filter(~whole | (pl.col("amount_cents") * pl.col("open_cents") < 0)).is_empty()


def test_a_discount_is_let_go_only_in_time(drawn: Labelled) -> None:
    of = drawn.truths.filter(pl.col("situation") == "discount").join(drawn.lines, on="line_id")
    let_go = settled(drawn, "accepted").join(of.select("line_id", "booked_on"), on="line_id")
    until = let_go.join(drawn.items.select("receivable_id", "discount_until"), on="receivable_id")
    assert len(until) > 10
    assert until.filter(pl.col("booked_on") > pl.col("discount_until")).is_empty()
    assert len(of) - len(until) > 5


def test_the_same_seed_draws_the_same_lines(drawn: Labelled) -> None:
    again = labelled(3_000, 1_200, 12_000, seed=7, on=ON)
    other = labelled(3_000, 1_200, 12_000, seed=8, on=ON)
    assert again.lines.equals(drawn.lines)
    assert again.items.equals(drawn.items)
    assert not other.lines.equals(drawn.lines)


def test_what_is_written_is_read_back(drawn: Labelled, tmp_path: Path) -> None:
    drawn.write(tmp_path / "lines.jsonl")
    found = read(tmp_path / "lines.jsonl")
    assert found.items.select(drawn.items.columns).equals(drawn.items)
    assert found.truths.equals(drawn.truths.select(found.truths.columns))
    assert found.lines.select(drawn.lines.columns).equals(drawn.lines)
    assert found.payers.equals(drawn.payers.select(found.payers.columns))
    assert found.policy == drawn.about["policy"]


def test_one_payer_may_owe_two_thousand_items() -> None:
    drawn = one_payer(2_000, 5, on=ON)
    assert drawn.items["customer_id"].n_unique() == 1
    assert len(drawn.items) == 2_000
    assert len(drawn.lines) == 5
