"""PDF invoices on screen: what was read is shown with its line, corrected, confirmed or put aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import situations as some
from desk.intake_situations import a_printed_invoice
from desk.looking import page, queries
from encours.records.intake.models import PrintedInvoice
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from paper import a_pdf

PDF = a_pdf("Facture F-9 du 02/03/2026 Total TTC 120,00 EUR")
CONFIRMED = {
    "kind": "invoice", "number": "F-9", "issued_on": "2026-03-02", "due_on": "", "currency": "eur",
    "net_cents": "100", "tax_cents": "20", "total_cents": "120,00",
}  # fmt: skip


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def test_a_pdf_dropped_is_read_shown_and_confirmed(manager: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Martin", account="C9")
    answer = manager.post("/imports", {"documents": SimpleUploadedFile("f.pdf", PDF)})
    row = PrintedInvoice.objects.get()
    assert answer["Location"] == f"/imports/printed/{row.pk}"
    shown = page(manager, f"/imports/printed/{row.pk}")
    assert 'value="F-9"' in shown
    assert "page 1, ligne 1" in shown
    assert "pas trouvé" in shown  # the net and the tax
    assert not Receivable.objects.exists()
    told = {**CONFIRMED, "customer": "C9", "version": row.version}
    wrong = manager.post(f"/imports/printed/{row.pk}", {**told, "tax_cents": "1"})
    assert wrong.status_code == 422
    assert "ne font pas le total" in wrong.content.decode()
    assert manager.post(f"/imports/printed/{row.pk}", told).status_code == 302
    made = Receivable.objects.get()
    assert (made.customer, made.amount_cents) == (customer, 12_000)
    assert "déjà importé" in page(manager, f"/imports/printed/{row.pk}")


def test_put_aside_it_waits_no_more(manager: Client, creditor: Creditor) -> None:
    row = a_printed_invoice(creditor, some.NOW)
    assert f"/imports/printed/{row.pk}" in page(manager, "/imports/printed")
    assert "PDF à confirmer" in page(manager, "/imports")
    stale = manager.post(f"/imports/printed/{row.pk}", {"decline": "1", "version": 99}, follow=True)
    assert PrintedInvoice.objects.get().state == "waiting", stale
    manager.post(f"/imports/printed/{row.pk}", {"decline": "1", "version": row.version})
    assert PrintedInvoice.objects.get().state == "declined"
    assert f"/imports/printed/{row.pk}" not in page(manager, "/imports/printed")


def test_the_list_asks_as_often_for_three_as_for_one(manager: Client, creditor: Creditor) -> None:
    first = a_printed_invoice(creditor, some.NOW)
    alone = queries(manager, "/imports/printed")
    for rank in "ab":
        PrintedInvoice.objects.create(
            creditor=creditor, kept=first.kept, sha256=rank, name="x.pdf", read={}, tied=True, by="cli",
            laid_at=some.NOW,
        )  # fmt: skip
    assert queries(manager, "/imports/printed") == alone
