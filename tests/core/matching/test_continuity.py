"""Statements follow one another by their balances, or something is missing between two of them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.continuity import Span, breaks


def span(first: int, last: int, opening: int, closing: int) -> Span:
    return Span(date(2026, 3, first), date(2026, 3, last), opening, closing)


ONE, TWO, THREE = span(1, 5, 0, 100), span(6, 10, 100, 70), span(11, 15, 70, 90)


def test_statements_that_follow_have_no_break() -> None:
    assert breaks([TWO, THREE, ONE]) == []


def test_a_missing_statement_is_a_break_between_its_neighbours() -> None:
    (found,) = breaks([ONE, THREE])
    assert (found.before, found.after) == (ONE, THREE)


def test_a_statement_that_opens_on_the_day_the_last_one_closed_must_open_at_its_balance() -> None:
    assert breaks([ONE, span(5, 9, 100, 30)]) == []
    assert len(breaks([ONE, span(5, 9, 99, 30)])) == 1


def test_statements_told_twice_or_that_overlap_are_no_break() -> None:
    assert breaks([ONE, ONE, TWO]) == []
    assert breaks([ONE, span(3, 8, 40, 80)]) == []


def test_pages_of_one_day_follow_by_their_interim_balances() -> None:
    assert breaks([span(2, 2, 0, 10), span(2, 2, 10, 25), span(3, 3, 25, 20)]) == []


@given(st.lists(st.integers(-1_000, 1_000), min_size=2, max_size=20), st.data())
def test_a_chain_has_no_break_in_any_order_and_one_where_a_link_that_moved_money_is_taken_out(
    moves: list[int], data: st.DataObject
) -> None:
    balance, chain = 0, []
    for rank, move in enumerate(moves, start=1):
        chain.append(span(rank, rank, balance, balance + move))
        balance += move
    assert breaks(data.draw(st.permutations(chain))) == []
    inner = [each for each in chain[1:-1] if each.opening_cents != each.closing_cents]
    if (
        inner
        and len({each.closing_cents for each in chain}) == len(chain)
        and 0 not in {c.closing_cents for c in chain}
    ):
        gone = data.draw(st.sampled_from(inner))
        assert len(breaks([each for each in chain if each is not gone])) == 1
