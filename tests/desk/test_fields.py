"""Amounts as people type them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from encours.desk.fields import CentsField


@given(st.integers(0, 10**15))
def test_an_amount_shown_and_sent_back_is_the_same(cents: int) -> None:
    field = CentsField()
    assert field.clean(field.prepare_value(cents)) == cents


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1 234,50", 123_450),
        ("1\N{NO-BREAK SPACE}234,5 €", 123_450),
        ("1234.5", 123_450),
        ("0,01", 1),
        ("12", 1_200),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, cents: int) -> None:
    assert CentsField().clean(typed) == cents


@pytest.mark.parametrize("typed", ["1,234.50", "-5", "12,345", "douze", "1e3", "٣"])
def test_what_could_be_read_in_two_ways_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="montant"):
        CentsField().clean(typed)


def test_nothing_is_nothing() -> None:
    assert CentsField(required=False).clean("  ") is None


def test_an_amount_is_shown_as_the_reader_s_language_writes_it() -> None:
    with override("fr"):
        assert CentsField().prepare_value(1_500_050) == "15000,50"
    with override("en"):
        assert CentsField().prepare_value(1_500_050) == "15000.50"
