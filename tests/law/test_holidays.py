from datetime import date

import pytest

from encours.law.figures import UnknownLawError
from encours.law.holidays import covered_years, easter_sunday, holidays, is_holiday


@pytest.mark.parametrize(
    "easter",
    [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
    ],
)
def test_easter_falls_on_the_known_sundays(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


def test_the_eleven_holidays_of_2026_are_named_in_order() -> None:
    assert dict(holidays(2026)) == {
        date(2026, 1, 1): "Jour de l'an",
        date(2026, 4, 6): "Lundi de Pâques",
        date(2026, 5, 1): "Fête du Travail",
        date(2026, 5, 8): "Victoire de 1945",
        date(2026, 5, 14): "Ascension",
        date(2026, 5, 25): "Lundi de Pentecôte",
        date(2026, 7, 14): "Fête nationale",
        date(2026, 8, 15): "Assomption",
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "Armistice de 1918",
        date(2026, 12, 25): "Noël",
    }
    assert list(holidays(2026)) == sorted(holidays(2026))


def test_a_day_is_a_holiday_or_not() -> None:
    assert is_holiday(on=date(2026, 5, 14))
    assert not is_holiday(on=date(2026, 5, 15))


@pytest.mark.parametrize("year", [1999, 2051])
def test_a_year_the_sheet_does_not_cover_is_refused(year: int) -> None:
    assert year not in covered_years()
    with pytest.raises(UnknownLawError, match="Jours fériés"):
        is_holiday(on=date(year, 6, 1))
