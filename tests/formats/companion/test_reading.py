"""Companion tables: French and English headers, each bad field refused by its rule, cells never formulas."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.companion import CompanionCustomer, CompanionInvoice, read, sniff

CUSTOMERS = (
    "Compte;Nom;Adresse;Code postal;Ville;Pays;SIREN;N° TVA;Régime;Langue;Délai;Mode;Contact;Fonction;E-mail;"
    "Téléphone\n"
    "C1;Forge du Lac;1 rue du Lac;74000;Annecy;France;732 829 320;FR44732829320;entreprise;français;45;"
    "fin de mois;Ana Roux;Comptabilité;Compta@forge.example.com;04 50 00 00 00\n"
)


def taken(content: str | bytes) -> tuple[pl.DataFrame, list[Any], dict[str, Any]]:
    data = content if isinstance(content, bytes) else content.encode()
    pieces = list(read(io.BytesIO(data)))
    frame = pl.concat([piece.frame for piece in pieces])
    return frame, [refusal for piece in pieces for refusal in piece.refusals], pieces[-1].facts


def test_a_french_table_of_customers_is_read() -> None:
    frame, refusals, facts = taken(CUSTOMERS)
    assert refusals == []
    assert facts["table"] == "customers"
    assert CompanionCustomer.validate(frame).row(0, named=True) == {
        "line": 2,
        "account": "C1",
        "name": "Forge du Lac",
        "address": "1 rue du Lac",
        "postcode": "74000",
        "city": "Annecy",
        "country": "FR",
        "siren": "732829320",
        "vat_number": "FR44732829320",
        "regime": "b2b",
        "language": "fr",
        "terms_days": 45,
        "terms_mode": "days_then_eom",
        "contact_name": "Ana Roux",
        "contact_role": "Comptabilité",
        "contact_email": "Compta@forge.example.com",
        "contact_phone": "+33450000000",
    }


def test_an_english_table_says_the_same_whatever_separator_and_encoding() -> None:
    english = CUSTOMERS.replace(
        CUSTOMERS.split("\n", maxsplit=1)[0],
        "account;name;address;postcode;city;country;siren;vat;regime;language;terms_days;terms_mode;"
        "contact_name;contact_role;contact_email;contact_phone",
    )
    expected = taken(CUSTOMERS)[0]
    for content in (
        english.encode(),
        english.encode("utf-8-sig"),
        english.encode("cp1252"),
        english.encode("utf-16"),
        english.replace(";", "\t").replace("\n", "\r\n").encode(),
        english.replace(";", ",").encode(),
        english.replace("\n", "\r").encode(),
    ):
        assert taken(content)[0].equals(expected)


def test_a_table_of_invoices_is_read() -> None:
    frame, refusals, facts = taken(
        "Compte client,Facture,Échéance,N° commande,Montant TTC,Statut\n"
        'C1,F1,31/03/2026,PO-7,"1 234,56",impayée\nC1,F2,2026-04-30,,12.5,réglée\n'
    )
    assert (refusals, facts["table"]) == ([], "invoices")
    assert CompanionInvoice.validate(frame).select(
        "number", "due_on", "po_number", "amount_cents", "status"
    ).rows() == [
        ("F1", date(2026, 3, 31), "PO-7", 123_456, "open"),
        ("F2", date(2026, 4, 30), None, 1_250, "paid"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("siren", "123456789", "siren_invalid"),
        ("tva", "FR00732829320", "vat_invalid"),
        ("email", "ana@@forge", "email_invalid"),
        ("email", "ana@forge.example.com\nBcc: x@y.fr", "email_invalid"),
        ("telephone", "12", "phone_invalid"),
        ("regime", "autre", "unknown_choice"),
        ("langue", "klingon", "unknown_choice"),
        ("delai", "900", "terms_invalid"),
        ("delai", "-1", "terms_invalid"),
        ("pays", "Atlantide", "country_unknown"),
        ("nom", "x" * 201, "too_long"),
    ],
)
def test_a_bad_field_is_refused_and_the_rest_of_the_row_is_kept(column: str, value: str, rule: str) -> None:
    frame, refusals, _ = taken(f'compte;ville;{column}\nC1;Lyon;"{value}"\nC2;Nice;\n')
    assert [(refusal.line, refusal.rule) for refusal in refusals] == [(2, rule)]
    assert refusals[0].remedy
    assert refusals[0].value == value[:80]
    assert frame["city"].to_list() == ["Lyon", "Nice"]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("date", "32/10/2026", "date_invalid"),
        ("montant", "douze", "amount_invalid"),
        ("reste", "??", "amount_invalid"),
        ("montant echeance", "1.2.3", "amount_invalid"),
        ("devise", "ECU", "currency_unknown"),
    ],
)
def test_money_and_days_of_issue_that_cannot_be_read_refuse_the_row_whole(
    column: str, value: str, rule: str
) -> None:
    frame, refusals, facts = taken(f"compte;facture;{column}\nC1;F1;{value}\nC1;F2;\n")
    assert [(refusal.line, refusal.rule) for refusal in refusals] == [(2, rule)]
    assert frame["number"].to_list() == ["F2"]
    assert facts["short"] == [("C1", "F1", False)]


def test_a_bad_due_date_leaves_the_row_due_by_the_usual_terms() -> None:
    frame, refusals, facts = taken("compte;facture;échéance;montant\nC1;F1;31/02/2026;12,00\n")
    assert [refusal.rule for refusal in refusals] == ["date_invalid"]
    assert frame.select("number", "due_on", "amount_cents").rows() == [("F1", None, 1_200)]
    assert facts["short"] == [("C1", "F1", True)]


def test_a_row_without_account_is_refused_whole() -> None:
    frame, refusals, _ = taken("compte;ville\n;Lyon\nC2;Nice\n\n;\n")
    assert frame["account"].to_list() == ["C2"]
    assert [(refusal.line, refusal.field, refusal.rule) for refusal in refusals] == [
        (2, "account", "key_missing")
    ]


def test_formulas_and_line_breaks_are_plain_text() -> None:
    frame, refusals, _ = taken('compte;nom;ville\nC1;"=HYPERLINK(""x"")";"Lyon\n\x07 3e"\nC2;@a;-1\n')
    assert refusals == []
    assert frame.select("line", "name", "city").rows() == [(2, '=HYPERLINK("x")', "Lyon 3e"), (4, "@a", "-1")]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("30", (30, None)),
        ("45 jours fin de mois", (45, "days_then_eom")),
        ("60 jours", (60, "net")),
        ("30 jours à la saint-glinglin", (30, None)),
    ],
)
def test_terms_written_in_one_cell_are_understood(terms: str, expected: tuple[int, str | None]) -> None:
    frame, _, _ = taken(f"compte;conditions de paiement\nC1;{terms}\n")
    assert frame.select("terms_days", "terms_mode").row(0) == expected


def test_unknown_columns_are_told() -> None:
    pieces = list(read(io.BytesIO(b"compte;ville;humeur\nC1;Lyon;bonne\n")))
    assert [(notice.rule, notice.value) for notice in pieces[-1].notices] == [("columns_ignored", "humeur")]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"a;b\n1;2\n", "wrong_header"),
        (b"compte;ville\n\x00;x\n", "unknown_encoding"),
    ],
)
def test_a_table_not_to_be_trusted_is_refused_whole(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        list(read(io.BytesIO(content)))
    assert caught.value.rule == rule


def test_a_table_is_recognised_by_its_columns() -> None:
    assert sniff(CUSTOMERS.encode("cp1252"), "clients.csv") > 0.8
    assert sniff(b"account;number;due_on;po_number\r\n", "factures.csv") > 0.7
    assert sniff(b"JournalCode\tJournalLib\tEcritureNum\n", "x") == 0.0


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_sentence(content: bytes) -> None:
    assert 0 <= sniff(content, "x") <= 1
    with suppress(UnreadableFileError):
        pieces = list(read(io.BytesIO(b"compte;ville;email;tel;siren;tva;delai;pays\n" + content)))
        assert pieces[-1].controls is not None
        assert pieces[-1].controls.rows_kept == sum(piece.frame.height for piece in pieces)


@given(st.lists(st.lists(st.text(max_size=8), min_size=8, max_size=8), max_size=5))
def test_any_cells_are_rows_or_refusals(rows: list[list[str]]) -> None:
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["compte", "facture", "echeance", "montant", "devise", "statut", "date", "commande"])
    writer.writerows(rows)
    with suppress(UnreadableFileError):
        *_, last = read(io.BytesIO(buffer.getvalue().encode("utf-8", "replace")))
        assert last.controls is not None
        assert last.controls.rows_kept <= last.controls.rows_read <= len(rows)
