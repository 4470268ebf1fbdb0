"""What an import refused is told by the words of its columns, in the reader's language."""

from __future__ import annotations

import pytest

from encours.words.imported import field_names, remark_line, table_of
from encours.words.languages import speaking
from encours.words.typography import french

REMARK = {
    "line": 8,
    "field": "issued_on",
    "rule": "date_invalid",
    "value": "32/10/2026",
    "remedy": "Écrivez une date qui existe, sous la forme AAAA-MM-JJ ou JJ/MM/AAAA.",
}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "ligne 8, Date de la facture, « 32/10/2026 » : Écrivez une date qui existe"),
        ("en", "line 8, Invoice date, “32/10/2026”: Write a date that exists"),
    ],
)
def test_a_refusal_names_its_column_in_words_and_what_was_found(language: str, told: str) -> None:
    with speaking(language):
        assert remark_line(REMARK, field_names("invoices")).startswith(told)


def test_a_column_is_named_by_the_table_that_it_stands_in() -> None:
    with speaking("fr"):
        assert field_names("invoices")["number"] == "Numéro de la facture"
        assert field_names("credit_notes")["number"] == "Numéro de l’avoir"
        assert field_names("prospects")["contact_email"] == french("Contact : adresse e-mail")
        assert {"paid_on", "due_on", "siren"} <= field_names("pulled").keys()


def test_what_no_table_names_is_told_as_the_file_says_it() -> None:
    with speaking("fr"):
        assert remark_line(REMARK | {"field": "EcritureDate", "value": ""}, field_names("")).startswith(
            "ligne 8, EcritureDate : "
        )
        assert remark_line(REMARK | {"line": 0}, field_names("invoices")).startswith("Date de la facture : ")


def test_the_target_of_a_mapped_table_tells_more_than_what_it_becomes() -> None:
    assert table_of("companion", {"table": "invoices"}, {"target": "credit_notes"}) == "credit_notes"
    assert table_of("companion", {"table": "customers"}, {}) == "customers"
    assert table_of("pulled", {"table": "customers"}, {}) == "pulled"
