"""Payments cover the earliest instalments of an invoice first."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from encours.core.einvoice.documents import Instalment
from encours.core.einvoice.instalments import covered

MAY, APRIL = Instalment(date(2026, 5, 1), 70_00), Instalment(date(2026, 4, 1), 50_00)


def test_the_earliest_is_covered_first() -> None:
    assert [each.left_cents for each in covered([MAY, APRIL], 60_00)] == [0, 60_00]
    assert [each.due_on.month for each in covered([MAY, APRIL], 0)] == [4, 5]


def test_an_amount_that_is_not_said_stays_so() -> None:
    assert covered([Instalment(date(2026, 4, 1))], 10_00)[0].left_cents is None


@given(st.lists(st.integers(0, 10_000), max_size=6), st.integers(0, 50_000))
def test_what_is_left_is_the_sum_less_what_is_paid(amounts: list[int], paid: int) -> None:
    plan = [Instalment(date(2026, 1, 1 + rank), cents) for rank, cents in enumerate(amounts)]
    assert sum(each.left_cents or 0 for each in covered(plan, paid)) == max(0, sum(amounts) - paid)
