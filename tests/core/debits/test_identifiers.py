"""The identifiers of direct debits: check digits, characters, days."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.debits.days import add_target_days, lapses_on, next_target_day
from encours.core.debits.identifiers import creditor_id, latin, mandate_reference


@pytest.mark.parametrize("told", ["FR72ZZZ123456", "fr72 zzz 123456", "DE98ZZZ09999999999"])
def test_a_creditor_identifier_is_known_by_its_check_digits(told: str) -> None:
    assert creditor_id(told) == told.replace(" ", "").upper()


@pytest.mark.parametrize("told", ["", "FR73ZZZ123456", "FR72ZZZ123457", "123456"])
def test_a_creditor_identifier_with_wrong_digits_is_none(told: str) -> None:
    assert creditor_id(told) == ""


def test_the_business_code_of_a_creditor_identifier_is_no_part_of_its_digits() -> None:
    assert creditor_id("FR72ABC123456") == "FR72ABC123456"


@pytest.mark.parametrize("told", ["RUM-2026/001", "CLI.411:DUP (1)", "A"])
def test_a_mandate_reference_keeps_what_sepa_lets_through(told: str) -> None:
    assert mandate_reference(f" {told} ") == told


@pytest.mark.parametrize("told", ["", "RÉF", "A//B", "/A", "A" * 36, "A_B"])
def test_a_mandate_reference_that_a_bank_would_refuse_is_none(told: str) -> None:
    assert mandate_reference(told) == ""


@given(st.text(), st.integers(1, 140))
def test_any_text_becomes_one_line_of_the_characters_of_sepa(text: str, longest: int) -> None:
    told = latin(text, longest)
    assert len(told) <= longest
    assert re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]*", told)
    assert "//" not in told
    assert not told.startswith("/")


def test_accents_fall_and_letters_stay() -> None:
    assert latin("Société  Générale d’Œuvres & Fils", 70) == "Societe Generale d'OEuvres + Fils"


def test_target_is_closed_on_good_friday_and_open_on_the_eleventh_of_november() -> None:
    assert next_target_day(date(2026, 4, 3)) == date(2026, 4, 7)
    assert next_target_day(date(2026, 11, 11)) == date(2026, 11, 11)
    assert next_target_day(date(2026, 12, 25)) == date(2026, 12, 28)


def test_target_days_are_counted_after_the_day() -> None:
    assert add_target_days(date(2026, 12, 23), 2) == date(2026, 12, 28)
    assert add_target_days(date(2026, 12, 23), 0) == date(2026, 12, 23)


def test_a_mandate_lapses_the_day_after_thirty_six_months() -> None:
    assert lapses_on(date(2023, 11, 20)) == date(2026, 11, 21)
    assert lapses_on(date(2024, 2, 29)) == date(2027, 3, 1)
