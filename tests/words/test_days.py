from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from encours.words import days
from encours.words.languages import UnknownLanguageError, speaking

HARD = "\N{NO-BREAK SPACE}"


def test_a_day_in_full_is_never_cut_by_a_line() -> None:
    assert days.day_long(date(2026, 10, 1), "fr") == f"1er{HARD}octobre{HARD}2026"
    assert days.day_long(date(2026, 8, 11), "fr") == f"11{HARD}août{HARD}2026"
    assert days.day_long(date(2026, 10, 1), "en") == f"1{HARD}October{HARD}2026"


def test_a_short_day_cannot_be_read_month_first() -> None:
    assert days.day(date(2026, 3, 4), "fr") == "04/03/2026"
    assert days.day(date(2026, 3, 4), "en") == f"4{HARD}Mar{HARD}2026"


def test_a_language_is_spoken_for_the_length_of_a_block() -> None:
    with translation.override("fr"):
        with speaking("en"):
            assert translation.get_language() == "en"
        assert translation.get_language() == "fr"
    with pytest.raises(UnknownLanguageError), speaking("de"):
        pass
