"""A printed invoice is read by its labels, its check digits and its sums; what is in doubt says so."""

from __future__ import annotations

from datetime import date

import pytest

from encours.core.extraction import SURE, Extraction, read_invoice
from encours.core.extraction.accuracy import judged
from encours.core.extraction.values import amounts, days, ibans, numbers, sirens, vat_numbers
from encours.core.extraction.words import Word


def drawn(*lines: str) -> list[Word]:
    """Lines from the top of a page; `|` parts what stands apart on one line, from left to right."""
    return [
        Word(1, 40.0 + 150 * column, 800.0 - 12 * rank, text.strip())
        for rank, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
        if text.strip()
    ]


INVOICE = (
    "Forge du Nord | Garage Martin",
    "12 rue des Forges | 1 place du Marché",
    "Facture n° FA-2026-118 du 3 mars 2026",
    "Date d’échéance : 02/04/2026",
    "Désignation | Qté | Montant HT",
    "Vis | 10 | 100,00",
    "| Total HT | 1 100,00 €",
    "| TVA 20 % | 220,00 €",
    "| Net à payer | 1 320,00 €",
    "Conditions de paiement : 30 jours",
    "N° TVA client : FR96552100554",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "SAS au capital de 80 000,00 € - SIREN 732 829 320 - TVA FR44732829320",
)


def values(read: Extraction) -> dict[str, object]:
    return {name: told.value for name, told in read.fields.items()}


def test_a_french_invoice_is_read_whole_and_says_where() -> None:
    read = read_invoice(drawn(*INVOICE))
    assert values(read) == {
        "kind": "invoice", "number": "FA-2026-118", "issued_on": date(2026, 3, 3), "due_on": date(2026, 4, 2),
        "terms_days": 30, "currency": "EUR", "net_cents": 110_000, "tax_cents": 22_000, "total_cents": 132_000,
        "seller_siren": "732829320", "seller_vat": "FR44732829320", "iban": "FR7630006000011234567890189",
        "buyer_siren": "552100554", "buyer_vat": "FR96552100554",
    }  # fmt: skip
    assert read.tied
    assert read.doubtful == []
    assert (read.fields["total_cents"].page, read.fields["total_cents"].line) == (1, 9)
    assert "Net à payer" in read.fields["total_cents"].said


def test_an_english_invoice_whose_values_stand_below_their_labels() -> None:
    read = read_invoice(
        drawn(
            "Invoice INV/2026/0042",
            "Invoice Date | Due Date",
            "March 3, 2026 | April 2, 2026",
            "| Subtotal | $ 100.00",
            "| Tax | $ 15.00",
            "| Total | $ 115.00",
        )
    )
    told = values(read)
    assert (told["number"], told["issued_on"], told["due_on"]) == (
        "INV/2026/0042", date(2026, 3, 3), date(2026, 4, 2),
    )  # fmt: skip
    assert (told["net_cents"], told["tax_cents"], told["total_cents"], told["currency"]) == (
        10_000, 1_500, 11_500, "USD",
    )  # fmt: skip


def test_sums_that_do_not_tie_are_in_doubt() -> None:
    read = read_invoice(
        drawn("Facture F-1 du 03/03/2026", "Total HT | 100,00", "TVA | 20,00", "Total TTC | 130,00")
    )
    assert not read.tied
    assert read.fields["total_cents"].confidence < SURE
    assert {"net_cents", "tax_cents", "total_cents", "currency"} <= set(read.doubtful)


def test_an_invoice_without_tax_ties_by_its_total_and_one_label_alone_is_in_doubt() -> None:
    both = read_invoice(drawn("Facture F-1", "Total HT | 100,00", "Net à payer | 100,00"))
    assert (both.tied, both.fields["tax_cents"].value, both.fields["total_cents"].confidence >= SURE) == (
        True,
        0,
        True,
    )
    alone = read_invoice(drawn("Facture F-1", "Total facture | 100,00"))
    assert not alone.tied
    assert "total_cents" in alone.doubtful


def test_a_credit_note_has_plain_sums() -> None:
    read = read_invoice(drawn("Avoir AV-7", "Total HT | -100,00", "TVA | -20,00", "Total TTC | -120,00"))
    assert (read.fields["kind"].value, read.fields["total_cents"].value) == ("credit_note", 12_000)


def test_an_invoice_named_as_the_one_corrected_gives_no_number_nor_day() -> None:
    read = read_invoice(
        drawn("Facture n° F-9", "Facture d’origine n° F-1 du 01/01/2026", "Date : 03/03/2026")
    )
    assert (read.fields["number"].value, read.fields["issued_on"].value) == ("F-9", date(2026, 3, 3))


def test_a_due_date_follows_from_the_terms_and_is_in_doubt() -> None:
    read = read_invoice(drawn("Facture F-1", "Date : 03/03/2026", "Conditions de règlement : 30 jours"))
    assert read.fields["due_on"].value == date(2026, 4, 2)
    assert read.fields["due_on"].confidence < SURE


def test_nothing_is_made_of_a_text_that_is_no_invoice() -> None:
    read = read_invoice(drawn("Bonjour,", "Nous vous remercions de votre confiance.", "À bientôt"))
    assert not read.is_invoice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 234,56 €", [123_456, 23_456]),
        ("2 100 240,00", [210_024_000, 10_024_000, 24_000]),
        ("1,234.56", [123_456]),
        ("1.234,56", [123_456]),
        ("TVA 20,00 % de 10,00", [1_000]),
        ("-12,30", [-1_230]),
        ("03.03.2026 et 1.2.34", []),
    ],
)
def test_amounts_as_people_print_them(text: str, found: list[int]) -> None:
    assert list(amounts(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("03/04/2026", date(2026, 4, 3)),
        ("3.4.26", date(2026, 4, 3)),
        ("2026-04-03", date(2026, 4, 3)),
        ("1er août 2026", date(2026, 8, 1)),
        ("Apr 3, 2026", date(2026, 4, 3)),
        ("12/25/2026", date(2026, 12, 25)),
    ],
)
def test_days_as_people_print_them(text: str, found: date) -> None:
    assert list(days(text)) == [found]


def test_what_is_no_day_is_none_and_the_month_may_come_first() -> None:
    assert list(days("31/02/2026")) == []
    assert list(days("03/04/2026", month_first=True)) == [date(2026, 3, 4)]


def test_identifiers_are_those_whose_key_is_right() -> None:
    assert list(sirens("732 829 320 et 732 829 321, SIRET 732 829 320 00074")) == ["732829320", "732829320"]
    assert list(vat_numbers("TVA FR44732829320, FR00732829320")) == ["FR44732829320"]
    assert list(ibans("FR76 3000 6000 0112 3456 7890 189 BIC, FR76 3000 6000 0112 3456 7890 188")) == [
        "FR7630006000011234567890189"
    ]
    assert list(numbers("n° FA-2026/118 du 03/03/2026 de 120,00")) == ["FA-2026/118"]


def test_accuracy_counts_what_is_right_wrong_missing_and_sure() -> None:
    read = read_invoice(drawn(*INVOICE))
    counts = judged(
        [({"number": "fa-2026-118", "total_cents": -132_000, "net_cents": 1}, read), ({"number": "X"}, None)]
    )
    assert (counts["number"].of, counts["number"].right, counts["number"].missing) == (2, 1, 1)
    assert (counts["total_cents"].right, counts["net_cents"].wrong, counts["net_cents"].sure_right) == (
        1,
        1,
        0,
    )
