"""A slip is read as people write it; what is not understood is refused with its line, nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.formats.deposit_slips import MOST, SlipLine, read_slip


def test_a_slip_is_read_with_or_without_heading_whatever_parts_its_columns() -> None:
    wanted = [SlipLine("123", "DUPONT", 123_450, "FA101 FA102"), SlipLine("124", "Durand", 500, "")]
    rows = [["123", "DUPONT", "1 234,50", "FA101 FA102"], ["124", "Durand", "5,00"]]
    for mark in (";", "\t"):
        text = "\n".join(mark.join(row) for row in rows)
        assert read_slip(text).lines == wanted
        assert read_slip(f"N°{mark}Client{mark}Montant{mark}Factures\n\n{text}\n").lines == wanted
    assert read_slip('123,DUPONT,"1234.50",FA101 FA102').lines == wanted[:1]


@pytest.mark.parametrize("line", ["123;DUPONT", "123;DUPONT;5,001", "123;DUPONT;-5,00", "1;A;0", "1;A;1e5"])
def test_a_line_that_is_not_understood_is_refused_with_its_number(line: str) -> None:
    slip = read_slip(f"1;A;5,00\n{line}")
    assert len(slip.lines) == 1
    assert [each.line for each in slip.refusals] == [2]


def test_a_slip_has_its_bounds() -> None:
    slip = read_slip("1;A;1,00\n" * (MOST + 50))
    assert len(slip.lines) == MOST
    assert [each.rule for each in slip.refusals] == ["too_many"]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader_and_every_amount_is_above_zero(text: str) -> None:
    slip = read_slip(text)
    assert all(each.amount_cents > 0 for each in slip.lines)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_no_cent_is_lost_between_what_is_written_and_what_is_read(amounts: list[int]) -> None:
    text = "\n".join(f"{rank};P;{cents // 100},{cents % 100:02}" for rank, cents in enumerate(amounts))
    assert [each.amount_cents for each in read_slip(text).lines] == amounts
