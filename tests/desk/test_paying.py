"""A payment received is recorded from the invoice's page, by whoever applies payments."""

from __future__ import annotations

from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cash.models import Payment
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable


def test_a_payment_received_is_recorded_from_the_invoice(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 12_000)
    assert f'href="/invoices/{invoice.pk}/payment"' in page(desk, f"/invoices/{invoice.pk}")
    assert "confirmera ce paiement" in page(desk, f"/invoices/{invoice.pk}/payment")
    told = {
        "amount_cents": "100,00",
        "paid_on": some.TODAY.isoformat(),
        "reference": "Chèque 7",
        "version": "1",
    }
    assert desk.post(f"/invoices/{invoice.pk}/payment", told).status_code == 302
    assert Receivable.objects.get().open_cents == 2_000
    assert Payment.objects.get().label == "Chèque 7"


def test_more_than_is_open_or_a_day_to_come_is_refused(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 12_000)
    told = {"amount_cents": "120,01", "paid_on": some.TODAY.isoformat(), "version": "1"}
    refused = desk.post(f"/invoices/{invoice.pk}/payment", told)
    assert refused.status_code == 422
    assert "au reste dû" in refused.content.decode()
    told = {"amount_cents": "120,00", "paid_on": "2027-01-01", "version": "1"}
    assert desk.post(f"/invoices/{invoice.pk}/payment", told).status_code == 422
    assert desk.post(f"/invoices/{invoice.pk}/payment", told | {"version": "9"}).status_code == 409
    assert not Payment.objects.exists()
