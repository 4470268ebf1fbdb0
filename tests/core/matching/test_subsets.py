"""The search for sets tells what weighing every subset one by one would."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.subsets import SHOWN, making

CENTS = st.lists(st.integers(-30, 60).filter(bool), min_size=1, max_size=9)


@given(cents=CENTS, amount=st.integers(1, 150))
def test_every_set_of_two_or_more_is_found_or_it_is_said_that_there_are_others(
    cents: list[int], amount: int
) -> None:
    sets = making(amount, cents)
    every = {
        ranks
        for size in range(2, len(cents) + 1)
        for ranks in combinations(range(len(cents)), size)
        if sum(cents[rank] for rank in ranks) == amount
    }
    assert set(sets.found) <= every
    assert len(sets.found) == min(len(every), SHOWN)
    assert sets.complete == (len(every) <= SHOWN)


def test_an_item_beyond_the_amount_hides_no_set() -> None:
    assert making(300, [100, 5_000, 200, 9_000]).found == ((0, 2),)
