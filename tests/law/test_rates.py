from datetime import date

import pytest

from encours.law import rates
from encours.law.figures import UnknownLawError
from encours.law.rates import HalfYear

# half-year: ECB on 1 January or 1 July, legal rate (professionals and others), legal rate (individuals)
TABLE = {
    "2014-S1": (25, 4, 4),
    "2014-S2": (15, 4, 4),
    "2015-S1": (5, 93, 406),
    "2015-S2": (5, 99, 429),
    "2016-S1": (5, 101, 454),
    "2016-S2": (0, 93, 435),
    "2017-S1": (0, 90, 416),
    "2017-S2": (0, 90, 394),
    "2018-S1": (0, 89, 373),
    "2018-S2": (0, 88, 360),
    "2019-S1": (0, 86, 340),
    "2019-S2": (0, 87, 326),
    "2020-S1": (0, 87, 315),
    "2020-S2": (0, 84, 311),
    "2021-S1": (0, 79, 314),
    "2021-S2": (0, 76, 312),
    "2022-S1": (0, 76, 313),
    "2022-S2": (0, 77, 315),
    "2023-S1": (250, 206, 447),
    "2023-S2": (400, 422, 682),
    "2024-S1": (450, 507, 801),
    "2024-S2": (425, 492, 816),
    "2025-S1": (315, 371, 721),
    "2025-S2": (215, 276, 665),
    "2026-S1": (215, 262, 667),
}


@pytest.mark.parametrize(("code", "expected"), TABLE.items())
def test_the_half_year_reads_the_rates_of_its_first_day(code: str, expected: tuple[int, int, int]) -> None:
    half = HalfYear.from_code(code)
    for day in (half.starts_on, half.ends_on):
        read = (
            rates.ecb_rate(on=day),
            rates.legal_rate(on=day),
            rates.legal_rate(on=day, creditor="individual"),
        )
        assert tuple(reading.value for reading in read) == expected
        assert all(reading.confirmed for reading in read)


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 12, 31), date(2029, 5, 5)])
def test_an_unconfirmed_half_year_gives_the_last_known_rates_unconfirmed(day: date) -> None:
    ecb, legal = rates.ecb_rate(on=day), rates.legal_rate(on=day)
    assert (ecb.value, ecb.confirmed) == (215, False)
    assert (legal.value, legal.confirmed) == (262, False)


def test_a_persons_confirmation_counts_for_its_half_year_and_is_carried_forward_unconfirmed() -> None:
    confirmed = {HalfYear(2026, 2): 240}
    now = rates.ecb_rate(on=date(2026, 11, 21), confirmed=confirmed)
    assert (now.value, now.confirmed, now.evidence) == (240, True, "P")
    later = rates.ecb_rate(on=date(2027, 1, 1), confirmed=confirmed)
    assert (later.value, later.confirmed) == (240, False)


def test_a_confirmation_never_overrides_a_half_year_that_the_sheet_confirms() -> None:
    reading = rates.legal_rate(on=date(2025, 8, 1), confirmed={HalfYear(2025, 2): 999})
    assert (reading.value, reading.confirmed, reading.evidence) == (276, True, "S")


def test_a_confirmation_older_than_the_last_known_rate_is_not_carried_over_it() -> None:
    assert rates.legal_rate(on=date(2026, 7, 1), confirmed={HalfYear(2025, 2): 999}).value == 262


def test_a_half_year_before_the_sheet_is_refused() -> None:
    with pytest.raises(UnknownLawError, match=r"Taux de l'intérêt légal .* 01/07/2013"):
        rates.legal_rate(on=date(2013, 9, 1))


def test_half_years_know_their_bounds_and_follow_one_another() -> None:
    second = HalfYear.of(date(2026, 7, 1))
    assert (second.code, second.starts_on, second.ends_on) == (
        "2026-S2",
        date(2026, 7, 1),
        date(2026, 12, 31),
    )
    assert HalfYear.of(date(2026, 6, 30)).following == second
    assert second.following == HalfYear(2027, 1)


@pytest.mark.parametrize("code", ["2026-S3", "2026S1", "S1-2026", "2026-S1 ", ""])
def test_a_half_year_that_cannot_be_read_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="Semestre illisible"):
        HalfYear.from_code(code)


def test_the_rules_of_late_payment_are_those_of_the_texts() -> None:
    day = date(2026, 1, 1)
    assert rates.default_points(on=day).value == 1000
    assert rates.public_points(on=day).value == 800
    assert rates.floor_multiple(on=day).value == 3
    assert rates.day_count(on=day).value == 365
    assert rates.recovery_indemnity(on=day).value == 4000
    assert rates.first_half_year() == HalfYear(2014, 1)


def test_the_indemnity_did_not_exist_before_2013() -> None:
    with pytest.raises(UnknownLawError):
        rates.recovery_indemnity(on=date(2012, 12, 31))


def test_what_waits_for_a_person_is_named_half_year_by_half_year_with_a_remedy() -> None:
    waiting = rates.missing(on=date(2027, 2, 1), confirmed=rates.Confirmations(ecb={HalfYear(2026, 2): 240}))
    assert [(rate.rate, rate.half_year.code) for rate in waiting] == [
        ("ecb", "2027-S1"),
        ("legal", "2026-S2"),
        ("legal", "2027-S1"),
    ]
    assert all(rate.title and rate.remedy for rate in waiting)


def test_nothing_waits_while_the_sheets_speak_or_once_all_is_confirmed() -> None:
    assert rates.missing(on=date(2026, 6, 30), confirmed=rates.Confirmations()) == ()
    both = rates.Confirmations(ecb={HalfYear(2026, 2): 240}, legal={HalfYear(2026, 2): 250})
    assert rates.missing(on=date(2026, 12, 31), confirmed=both) == ()


def test_half_years_go_back_as_they_go_forward() -> None:
    assert HalfYear(2026, 1).previous == HalfYear(2025, 2)
    assert HalfYear(2026, 2).previous.following == HalfYear(2026, 2)
