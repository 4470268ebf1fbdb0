"""The statement of account: the ledger at its date, on screen and to take away."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.test import Client
from openpyxl import load_workbook

from desk import situations as some
from desk.looking import page
from encours.records.parties.models import Creditor, Customer


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    made = some.a_customer(
        creditor, "Garage Petit", account="411PETIT", address="1 rue des Lilas", city="Lyon"
    )
    invoice = some.an_invoice(made, 120_000, due_in=-20, number="FA-1")
    some.an_application(invoice, 20_000, days_ago=10)
    some.an_invoice(made, 50_000, due_in=20, number="FA-2")
    some.an_invoice(made, 9_900, number="GB-1", currency="GBP")
    return made


def test_open_items_are_what_is_owed_today(desk: Client, customer: Customer) -> None:
    shown = page(desk, f"/customers/{customer.pk}/statement")
    assert "FA-1" in shown
    assert "1 000,00 €" in shown
    assert "1 500,00 €" in shown  # the balance
    assert "99,00" in shown  # in its own currency


def test_an_invoice_in_its_own_currency_says_so_on_screen_and_in_the_file(
    desk: Client, customer: Customer
) -> None:
    some.an_invoice(customer, 91_000, number="FA-9", foreign_cents=100_000, foreign_currency="USD")
    assert "facturé 1 000,00 $US" in page(desk, f"/customers/{customer.pk}/statement")
    content = desk.get(f"/customers/{customer.pk}/statement.xlsx").content
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert any("facturé" in str(cell) for row in rows for cell in row)


def test_a_past_day_is_told_as_the_ledger_then_was(desk: Client, customer: Customer) -> None:
    shown = page(desk, f"/customers/{customer.pk}/statement", on="2026-11-01")
    assert "1 200,00 €" in shown  # the payment came on the 8th
    movements = page(desk, f"/customers/{customer.pk}/statement", form="ledger", from_on="2026-11-01")
    assert "Solde à nouveau" in movements
    assert "200,00 €" in movements


def test_a_day_to_come_tells_today(desk: Client, customer: Customer) -> None:
    assert "18/11/2026" in page(desk, f"/customers/{customer.pk}/statement", on="2027-01-01")


def test_the_sheet_and_the_paper_say_the_same(desk: Client, customer: Customer) -> None:
    answer = desk.get(f"/customers/{customer.pk}/statement.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[-1] for row in rows if row[2] == "Solde"] == [1500, 99]
    paper = desk.get(f"/customers/{customer.pk}/statement.pdf")
    text = pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "Relevé de compte au" in text
    assert "Garage Petit" in text
    assert "1" in text
    assert "500,00" in text
    lines = b"".join(desk.get(f"/customers/{customer.pk}/statement.csv")).decode()  # type: ignore[arg-type]
    assert "1500,00" in lines


def test_the_paper_speaks_the_customer_s_language(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Petit Ltd", language="en")
    some.an_invoice(customer, 120_000)
    paper = desk.get(f"/customers/{customer.pk}/statement.pdf")
    assert "Statement of account" in pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()


def test_the_files_are_in_the_language_asked_for_and_the_page_says_which(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Petit Ltd", language="en")
    some.an_invoice(customer, 120_000)
    path = f"/customers/{customer.pk}/statement"
    assert "Fichiers écrits en anglais" in page(desk, path)
    assert "Fichiers écrits en français" in page(desk, path, language="fr")
    paper = desk.get(f"{path}.pdf", {"language": "fr"})
    assert "Relevé de compte" in pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "Outstanding" in desk.get(f"{path}.csv").content.decode()
    assert "Reste dû" in desk.get(f"{path}.csv", {"language": "fr"}).content.decode()


def test_another_form_of_file_is_not_there(desk: Client, customer: Customer) -> None:
    assert desk.get(f"/customers/{customer.pk}/statement.exe").status_code == 404
