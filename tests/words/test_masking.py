from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from encours.words.masking import masked

HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ma carte 4111111111111111 merci", "ma carte •••• 1111 merci"),
        ("4111 1111 1111 1111", "•••• 1111"),
        (f"4111{HARD}1111{HARD}1111{HARD}1111", "•••• 1111"),
        ("4111-1111-1111-1111 12/27 123", "•••• 1111 12/27 123"),
        ("4111 1111 1111 1111 1227 123", "•••• 1111 1227 123"),
        ("amex 3782 822463 10005.", "amex •••• 0005."),
        ("5555555555554444, 2223003122003222", "•••• 4444, •••• 3222"),
        ("(6011.1111.1111.1117)", "(•••• 1117)"),
    ],
)
def test_a_card_number_is_masked_but_its_last_four_digits(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",  # wrong key
        "41111111111111110000",  # twenty digits in a row are no card
        "SIRET 73282932000074, SIREN 732829320",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "IBAN FR7630006000011234567890189",
        "04 78 00 00 00 le 21/11/2026",
        "facture F-2026-000123 de 1 234 567,89 €",
        "9999999999999995",  # right key, no network
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert masked(text) == text


def test_a_known_reference_is_left_alone_however_it_is_spaced() -> None:
    assert masked("réf 4111 1111 1111 1111", known=["4111-1111-1111-1111"]) == "réf 4111 1111 1111 1111"


@given(
    start=st.sampled_from(["4", "51", "2221", "34", "6011"]),
    rest=st.text("0123456789", min_size=15, max_size=15),
    before=st.text("abc é,;\n", max_size=10),
    after=st.text("abc é,;\n", max_size=10),
)
def test_no_card_number_survives_among_words(start: str, rest: str, before: str, after: str) -> None:
    length = 15 if start == "34" else 16
    body = (start + rest)[: length - 1]
    number = body + luhn.calc_check_digit(body)
    shown = masked(f"{before}{number}{after}")
    assert number not in shown
    assert shown.endswith(after)
    assert shown.startswith(before)


@given(text=st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert masked(masked(text)) == masked(text)
