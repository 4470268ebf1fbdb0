"""A promise at its edges; figures are in tests/cases/promesses.yaml."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from encours.core.promises import KEPT, STATES, Applied, Promised, judged

MADE, UNTIL = date(2026, 5, 1), date(2026, 5, 18)


def state(
    paid: list[tuple[date, int, bool]], *, promised: int = 1_000, on: date, withdrawn: date | None = None
) -> str:
    told = pl.DataFrame(
        [(1, 7, promised, MADE, UNTIL, withdrawn)], schema=Promised.create_empty().schema, orient="row"
    )
    applied = pl.DataFrame([(7, *one) for one in paid], schema=Applied.create_empty().schema, orient="row")
    return str(judged(told, applied, on=on)["state"].item())


def test_money_of_before_the_promise_or_after_its_end_keeps_nothing() -> None:
    after = date(2026, 6, 1)
    assert state([(date(2026, 4, 30), 1_000, True)], on=after) == "broken"
    assert state([(date(2026, 5, 19), 1_000, True)], on=after) == "broken"
    assert state([(UNTIL, 1_000, True)], on=after) == "kept"


def test_a_promise_withdrawn_is_judged_no_further() -> None:
    assert state([], on=date(2026, 6, 1), withdrawn=date(2026, 5, 3)) == "withdrawn"
    assert state([], on=date(2026, 5, 2), withdrawn=date(2026, 5, 3)) == "running"


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 4, 1), date(2026, 6, 1)), st.integers(1, 2_000), st.booleans()),
        max_size=6,
    ),
    st.dates(date(2026, 5, 1), date(2026, 7, 1)),
)
def test_more_money_never_breaks_a_promise(paid: list[tuple[date, int, bool]], on: date) -> None:
    before = state(paid, on=on)
    assert before in STATES
    if before == KEPT:
        assert state([*paid, (MADE, 500, True)], on=on) == KEPT
