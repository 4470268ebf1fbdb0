from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from encours.core.references import (
    NoReferenceError,
    creditor_reference,
    customer_reference,
    grouped,
    is_reference,
    parsed,
)

NUMBERS = st.builds(
    "".join, st.tuples(st.text(max_size=40), st.text(string.ascii_letters, min_size=1, max_size=20))
)


def test_an_invoice_number_makes_the_reference_of_the_standard() -> None:
    assert creditor_reference("F-2026-000123") == "RF86F2026000123"
    assert parsed("RF86 F202 6000 123") == "RF86F2026000123"
    assert grouped("RF86F2026000123") == "RF86 F202 6000 123"


def test_accents_and_separators_do_not_survive() -> None:
    made = [creditor_reference(number) for number in ("Été/2026 n°7", "ete-2026-n-7", "ETE2026N7")]
    assert len(set(made)) == 1


def test_two_long_numbers_with_one_ending_keep_two_references() -> None:
    ending = "2026-000000000000123"
    first, second = creditor_reference(f"AGENCE-NORD-{ending}"), creditor_reference(f"AGENCE-SUD-{ending}")
    assert first != second
    assert is_reference(first)
    assert len(first) == 25


def test_a_customer_has_a_reference_of_its_own() -> None:
    assert customer_reference("411DUPRE").endswith("C411DUPRE")


@pytest.mark.parametrize("number", ["", " ", "-/-", "°"])
def test_a_number_without_letter_or_digit_has_no_reference(number: str) -> None:
    with pytest.raises(NoReferenceError):
        creditor_reference(number)


@given(number=NUMBERS)
def test_every_reference_made_is_valid_for_others(number: str) -> None:
    reference = creditor_reference(number)
    assert iso11649.is_valid(reference)
    assert parsed(grouped(reference).lower()) == reference


@given(number=NUMBERS, place=st.integers(2, 24), sign=st.sampled_from(string.ascii_uppercase + string.digits))
def test_one_sign_miscopied_is_noticed(number: str, place: int, sign: str) -> None:
    reference = creditor_reference(number)
    place %= len(reference)
    if place < 2 or reference[place] == sign or reference[place].isdigit() != sign.isdigit():
        return
    assert not is_reference(reference[:place] + sign + reference[place + 1 :])
