"""Addresses and bank details inside what somebody wrote are put aside, and nothing else is."""

from __future__ import annotations

import pytest
from django.utils import translation

from encours.words.hiding import masked, without

IBAN = "FR7630006000011234567890189"


def hidden(text: str, *, personal: bool = True, bank: bool = True) -> str:
    with translation.override("fr"):
        return without(text, personal=personal, bank=bank)


@pytest.mark.parametrize(
    "told",
    ["zoe@example.com", "zoe.martin+compta@mail.example.fr", "06 12 34 56 78", "0612345678", "06.12.34.56.78",
     "+33 6 12 34 56 78", "+44 (0)20 7946 0018", "0033612345678", IBAN, "FR76 3000 6000 0112 3456 7890 189",
     "de89370400440532013000"],
)  # fmt: skip
def test_an_address_or_an_iban_is_put_aside(told: str) -> None:
    assert hidden(f"voir {told}.") == "voir masqué."


@pytest.mark.parametrize(
    "told",
    ["F-2026-0000123", "FA20260001234567890", "RF18539007547034", "2026-11-18", "SIREN 732829320",
     "411000123", "1 200,00 €", "facture 0123456", "VIR SEPA 04-2026-117"],
)  # fmt: skip
def test_numbers_of_invoices_and_amounts_stay(told: str) -> None:
    assert hidden(told) == told


def test_what_follows_an_iban_stays() -> None:
    assert hidden("FR76 3000 6000 0112 3456 7890 189 FACTURE 12") == "masqué FACTURE 12"


def test_only_the_class_that_is_not_shown_is_put_aside() -> None:
    assert hidden(f"zoe@example.com {IBAN}", bank=False) == f"masqué {IBAN}"
    assert hidden(f"zoe@example.com {IBAN}", personal=False) == "zoe@example.com masqué"


def test_the_word_that_stands_instead_is_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert masked() == "masqué"
