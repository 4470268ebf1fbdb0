"""Amounts as people type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from encours.core.days import is_business_day
from encours.desk.fields import CentsField, days_ahead


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


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_the_days_ahead_are_open_ones_after_today_and_the_month_ends_on_its_last(today: date) -> None:
    with override("fr"):
        told = {label: day for label, day, _weekday in days_ahead(today)}
    assert all(today < day and is_business_day(day) for day in told.values())
    assert told["Prochain jour ouvré"] <= told["+ 5 jours"] <= told["+ 10 jours"]
    assert told["+ 5 jours"] >= today + timedelta(days=5)
    end, after = told["Fin de mois"], told["Fin de mois"] + timedelta(days=1)
    while not is_business_day(after):
        after += timedelta(days=1)
    assert after.month != end.month
