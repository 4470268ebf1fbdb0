"""References in the words of bank lines: as they are printed, as they are copied, never part of a longer word."""

from __future__ import annotations

import string
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.matching.referred import bases, by_line, referred
from encours.core.references import creditor_reference, grouped

NUMBERS = st.text(string.ascii_letters + string.digits + "-/ éÀ", max_size=30).map(lambda text: f"F{text}")


def told(*words: str | None) -> list[tuple[int, str]]:
    frame = pl.DataFrame(
        {"at": range(len(words)), "words": words}, schema={"at": pl.Int64, "words": pl.String}
    )
    return sorted(referred(frame).rows())


@given(number=NUMBERS)
def test_every_reference_made_is_told_whole_or_in_groups(number: str) -> None:
    reference = creditor_reference(number)
    assert told(f"VIR SEPA {reference} MERCI") == [(0, reference)]
    assert (0, reference) in told(f"VIR SEPA {grouped(reference).lower()} MERCI")


def test_each_is_told_once_of_a_text_and_never_inside_a_longer_word() -> None:
    found = told("VIR RF86F2026000123, /INV/rf86f2026000123 XRF86F2026000123 RF86F2026000123É", "RIEN", None)
    assert found == [(0, "RF86F2026000123")]


def test_what_follows_a_printed_reference_may_be_part_of_it_or_not() -> None:
    words = [found for _, found in told("RF86 F202 6000 123 DU 12/03")]
    assert "RF86F2026000123" in words
    assert "RF86F2026000" in words


@given(words=st.text(st.sampled_from("RFrfé_ /1928AZ"), max_size=60))
def test_whatever_is_told_has_the_form_of_a_reference(words: str) -> None:
    form = pl.Series([found for _, found in told(words)], dtype=pl.String).str.contains(
        "^RF[0-9]{2}[A-Z0-9]+$"
    )
    assert form.all()


def test_a_line_says_references_in_three_places() -> None:
    lines = {
        "line_id": [1],
        "reference": ["RF86F2026000123"],
        "wording": ["RF18539007547034"],
        "end_to_end_id": [None],
    }
    found = by_line(pl.DataFrame(lines, schema_overrides={"end_to_end_id": pl.String}))
    assert bases(found["found"]).to_list() == ["539007547034", "F2026000123"]


@pytest.mark.parametrize("written", ["RF87F2026000123", "RF86F2026000132", "RF86F202600012"])
def test_a_reference_miscopied_pays_nothing(bench: Any, written: str) -> None:
    items = [bench.item(1, 7, "X", 5000, reference="RF86F2026000123")]
    assert bench.paid([bench.line(1, 4000, f"VIR {written}")], items) == []
