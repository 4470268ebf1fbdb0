"""One invoice number, however it is written; two numbers, however alike."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from encours.core.numbers import number_key, number_keys, written_key, written_keys

WRITINGS = st.text(
    st.sampled_from(list("FACTUREfactureNO0123456789ZVE-/_. °º\u00a0é")), max_size=25
) | st.text(max_size=20)


@pytest.mark.parametrize(
    "writings",
    [
        ("FA-2026-0042", "fa2026/0042", "FA 2026 0042", "Facture n° 2026-0042", "FACT.2026_0042", "20260042"),
        ("VE-0012", "VE12", "ve 0012"),
        ("F-2O26-15", "F-2026-15", "2026-15"),
        ("Facture VE-123", "VE 123"),
        ("0000123", "123", "N° 123", "FA00123"),
        ("Avoir n°7", "AV-7"),
        ("É-12", "E12"),
    ],
)
def test_one_number_written_in_several_ways_has_one_key(writings: tuple[str, ...]) -> None:
    assert len({number_key(each) for each in writings}) == 1, [number_key(each) for each in writings]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FB-12", "FA-12"),
        ("2026-0012", "2026-012"),
        ("VE-12", "AC-12"),
        ("FABRICE12", "BRICE12"),
        ("NORD-5", "RD-5"),
        ("F-A12", "A12"),
        ("1001", "101"),
        ("FO12", "F012"),
    ],
)
def test_two_numbers_that_a_series_or_a_figure_tells_apart_keep_two_keys(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize("number", ["", "-", " / ", "°"])
def test_a_number_that_says_nothing_has_no_key(number: str) -> None:
    assert number_key(number) == ""


@given(WRITINGS)
@example("ﬁ-Ⅷ ①")
@example("ß12\u0301ŉ")
def test_a_column_says_the_same_as_a_word(number: str) -> None:
    frame = pl.DataFrame({"number": [number]}, schema={"number": pl.String})
    keys = frame.select(number_keys(pl.col("number")), written=written_keys(pl.col("number"))).row(0)
    assert keys == (number_key(number), written_key(number))


@given(WRITINGS)
def test_a_key_survives_spacing_and_capitals(number: str) -> None:
    key = number_key(number)
    assert key == "" or key.isascii()
    if all(letter.isascii() for letter in number):
        assert number_key(f" {number.lower()}. ") == key
        assert number_key(number.replace("-", "/").replace(" ", "_")) == key
