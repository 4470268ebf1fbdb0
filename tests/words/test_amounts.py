from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from encours.words import amounts
from encours.words.languages import UnknownLanguageError, nearest

HARD, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (123_450, f"1{NARROW}234,50{HARD}€", "€1,234.50"),
        (0, f"0,00{HARD}€", "€0.00"),
        (-5, f"-0,05{HARD}€", "-€0.05"),
        (100_000_000_001, f"1{NARROW}000{NARROW}000{NARROW}000,01{HARD}€", "€1,000,000,000.01"),
    ],
)
def test_cents_are_read_as_amounts(cents: int, french: str, english: str) -> None:
    assert amounts.money(cents, "EUR", "fr") == french
    assert amounts.money(cents, "EUR", "en") == english


def test_another_currency_keeps_its_sign_and_every_cent() -> None:
    assert amounts.money(99, "CHF", "fr") == f"0,99{HARD}CHF"
    assert amounts.money(123_456, "JPY", "en") == "JP¥1,234.56"


@given(cents=st.integers(-(10**15), 10**15), language=st.sampled_from(["fr", "en"]))
def test_no_cent_is_lost_and_no_amount_can_be_cut_by_a_line(cents: int, language: str) -> None:
    words = amounts.money(cents, "EUR", language)
    digits = "".join(sign for sign in words if sign.isdigit())
    assert int(digits) == abs(cents)
    assert ("-" in words) == (cents < 0)
    assert " " not in words


def test_rates_and_numbers_follow_the_language() -> None:
    assert amounts.percent(Decimal("12.15"), "fr") == f"12,15{HARD}%"
    assert amounts.percent(Decimal("12.150"), "en") == "12.15%"
    assert amounts.percent(3, "fr") == f"3{HARD}%"
    assert amounts.number(12_345, "fr") == f"12{NARROW}345"


@pytest.mark.parametrize(
    ("length", "french", "english"),
    [(0, "jour", "days"), (1, "jour", "day"), (2, "jours", "days")],
)
def test_a_number_of_days_agrees_with_its_noun(length: int, french: str, english: str) -> None:
    assert amounts.days(length, "fr") == f"{length}{HARD}{french}"
    assert amounts.days(length, "en") == f"{length}{HARD}{english}"


def test_a_language_that_is_not_spoken_is_refused_or_brought_to_the_nearest() -> None:
    with pytest.raises(UnknownLanguageError):
        amounts.number(1, "de")
    assert [nearest(tag) for tag in ("en-GB", "EN_us")] == ["en", "en"]
    assert [nearest(tag) for tag in ("fr", "de", "", None)] == ["fr"] * 4


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF", "XAF"])
@given(cents=st.integers(-(10**13), 10**13))
def test_an_amount_is_written_as_babel_writes_it(language: str, currency: str, cents: int) -> None:
    pattern = {"fr": "#,##0.00\N{NO-BREAK SPACE}¤", "en": "¤#,##0.00"}[language]
    pattern = f"{pattern};-{pattern}"
    locale = {"fr": "fr_FR", "en": "en_GB"}[language]
    expected = format_currency(
        Decimal(cents).scaleb(-2), currency, format=pattern, locale=locale, currency_digits=False
    )
    assert amounts.money(cents, currency, language) == expected


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (0, "0 octets", "0 bytes"),
        (999, "999 octets", "999 bytes"),
        (1_234_567, "1,2 Mo", "1.2 MB"),
        (7_000_000_000_000_000, "7 000 To", "7,000 TB"),
    ],
)
def test_a_weight_is_told_in_thousands_of_bytes(size: int, french: str, english: str) -> None:
    assert amounts.weight(size, "fr").replace(NARROW, " ").replace(HARD, " ") == french
    assert amounts.weight(size, "en").replace(HARD, " ") == english
