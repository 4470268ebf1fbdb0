"""Electronic invoices at the desk: dropped on the imports page, read on the page of the invoice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.files import SIREN, dropped, ledger
from desk.looking import page, queries
from einvoices import Sold, Told, cii, pdf, ubl
from encours.records.documents.models import Intake
from encours.records.parties.models import Attachment, Creditor
from encours.records.people.models import User
from encours.records.receivables.models import Receivable

SALE = Told(seller="Ateliers Delmas", seller_siren=SIREN, issued="2026-10-02", due="2026-11-01")


def sent(client: Client, *files: Any) -> Any:
    return client.post("/imports", {"documents": list(files)})


@pytest.fixture
def invoice(desk: Client, creditor: Creditor) -> Receivable:
    sent(desk, dropped(pdf(cii(SALE)), "facture.pdf"))
    return Receivable.objects.get()


def test_a_factur_x_is_taken_in_and_its_report_says_what_it_brought(
    desk: Client, invoice: Receivable
) -> None:
    shown = page(desk, f"/imports/{Intake.objects.get().pk}")
    assert "Facture électronique" in shown
    assert "Facture ou avoir nouveau" in shown
    assert "Clients nouveaux" in shown


def test_the_page_of_the_invoice_says_what_the_document_says(desk: Client, invoice: Receivable) -> None:
    shown = page(desk, f"/invoices/{invoice.pk}")
    for words in ("EN 16931", "Vis", "Indemnité forfaitaire de 40 euros", "BC-77", "Virement", "552100554"):
        assert words in shown
    assert "comparez avant de relancer" not in shown


def test_the_original_opens_in_one_click(desk: Client, invoice: Receivable) -> None:
    original = Attachment.objects.get()
    assert f"/documents/{original.pk}" in page(desk, f"/invoices/{invoice.pk}")
    answer = desk.get(f"/documents/{original.pk}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content == pdf(cii(SALE))


def test_an_amount_that_differs_is_a_caution_on_the_page(desk: Client, creditor: Creditor) -> None:
    sent(desk, dropped(ledger(("20261002", "F-2026-001", "Garage Martin", "100,00"))))
    sent(desk, dropped(ubl(SALE), "facture.xml"))
    row = Receivable.objects.get()
    shown = page(desk, f"/invoices/{row.pk}")
    assert "La facture électronique est de 120,00 €, la comptabilité dit 100,00 €" in shown
    assert "Montants, échéances" not in shown
    assert row.amount_cents == 100_00


def test_a_credit_note_leads_to_the_invoice_it_corrects(desk: Client, invoice: Receivable) -> None:
    avoir = Told(**(vars_of(SALE) | {"number": "AV-1", "type_code": "381", "preceding": ("F-2026-001",)}))
    sent(desk, dropped(cii(avoir), "avoir.xml"))
    row = Receivable.objects.get(number="AV-1")
    assert f'href="/invoices/{invoice.pk}">F-2026-001' in page(desk, f"/invoices/{row.pk}")
    assert "l’avoir nomme cette facture" in page(desk, f"/invoices/{invoice.pk}")


def vars_of(told: Told) -> dict[str, Any]:
    return {name: getattr(told, name) for name in told.__dataclass_fields__}


def test_the_page_asks_no_more_for_three_lines_than_for_one(desk: Client, creditor: Creditor) -> None:
    other = Told(**(vars_of(SALE) | {"number": "F-3", "lines": (Sold("A"), Sold("B"), Sold("C"))}))
    sent(desk, dropped(cii(SALE), "1.xml"))
    sent(desk, dropped(cii(other), "3.xml"))
    one, three = (Receivable.objects.get(number=number) for number in ("F-2026-001", "F-3"))
    page(desk, f"/invoices/{one.pk}")
    assert queries(desk, f"/invoices/{one.pk}") == queries(desk, f"/invoices/{three.pk}")


def test_who_sees_no_bank_details_sees_no_iban_of_the_invoice(
    invoice: Receivable, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    sales = visitor(some.a_person("salesperson", creditor))
    assert "FR7630006000011234567890189" not in page(sales, f"/invoices/{invoice.pk}")


def test_a_purchase_invoice_is_set_aside_and_said_so(desk: Client, creditor: Creditor) -> None:
    sent(desk, dropped(cii(Told()), "achat.xml"))
    assert Receivable.objects.count() == 1
    other = Told(seller="Forge du Nord", seller_siren="404833048", number="X")
    sent(desk, dropped(cii(other), "achat2.xml"))
    assert Receivable.objects.count() == 1
    assert "Le vendeur n’est pas ce créancier" in page(desk, f"/imports/{Intake.objects.latest('pk').pk}")


def test_a_file_that_does_not_tie_is_refused_with_its_sum(desk: Client, creditor: Creditor) -> None:
    answer = sent(desk, dropped(cii(Told(sums={"payable": "1.00"})), "facture.xml"))
    assert answer.status_code == 422
    assert "ne tombe pas juste" in answer.content.decode()


def test_a_mail_dropped_among_files_is_said_not_to_be_imported(desk: Client, creditor: Creditor) -> None:
    mail = (
        b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMessage-ID: <1@example.com>\r\n\r\nx\r\n"
    )
    assert sent(desk, dropped(mail, "courriel.eml")).status_code == 422


def test_the_instalments_of_a_table_are_on_the_page_with_what_is_left_of_each(
    desk: Client, creditor: Creditor
) -> None:
    table = (
        "Compte;Facture;Date;Échéance;Montant TTC;Reste dû\n"
        "C1;F-1;01/09/2026;01/10/2026;50,00;0\nC1;F-1;01/09/2026;01/11/2026;30,00;30,00\n"
        "C1;F-1;01/09/2026;01/03/2027;40,00;40,00\n"
    )
    sent(desk, dropped(table.encode(), "factures.csv"))
    row = Receivable.objects.get()
    assert (row.amount_cents, row.open_cents) == (120_00, 70_00)
    shown = page(desk, f"/invoices/{row.pk}")
    for words in ("Échéances de cette facture", "réglée", "échue", "à venir", "le tableau importé"):
        assert words in shown
    assert "À échoir" not in shown  # its earliest instalment still open is late, whatever the last one's day
    assert "Factures en plusieurs échéances" in page(desk, f"/imports/{Intake.objects.get().pk}")
