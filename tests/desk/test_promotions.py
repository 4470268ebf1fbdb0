"""Promotions on the customer's page, and the lines of an invoice on its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.contracts.models import Promotion, PromotionPast
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import InvoiceLine


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    return some.a_customer(creditor)


def answers(**told: Any) -> dict[str, Any]:
    return {"name": "Printemps", "from_on": "2026-03-01", "rate_bps": "12,50", "basis": "turnover", **told}


def test_a_promotion_is_told_shown_and_changed_its_state_before_kept(
    desk: Client, customer: Customer
) -> None:
    assert desk.post(f"/customers/{customer.pk}/promotions/add", answers()).status_code == 302
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Printemps" in shown
    assert "sur le chiffre d’affaires de la période" in shown
    row = Promotion.objects.get()
    changed = answers(rate_bps="15", until_on="2026-03-31", version=1)
    assert desk.post(f"/promotions/{row.pk}/edit", changed).status_code == 302
    assert Promotion.objects.get().rate_bps == 1500
    assert PromotionPast.objects.get().rate_bps == 1250
    assert desk.post(f"/promotions/{row.pk}/edit", changed).status_code == 409


@pytest.mark.parametrize(
    "told",
    [
        {"rate_bps": ""},
        {"amount_cents": "5,00"},
        {"until_on": "2026-02-01"},
    ],
)
def test_a_promotion_that_cannot_be_is_refused(
    desk: Client, customer: Customer, told: dict[str, str]
) -> None:
    assert desk.post(f"/customers/{customer.pk}/promotions/add", answers(**told)).status_code == 422
    assert not Promotion.objects.exists()


def test_the_lines_that_a_table_told_are_on_the_page_of_the_invoice(desk: Client, customer: Customer) -> None:
    row = some.an_invoice(customer)
    assert "Lignes de la facture" not in page(desk, f"/invoices/{row.pk}")
    InvoiceLine.objects.create(
        creditor_id=row.creditor_id,
        recorded_at=row.recorded_at,
        entry_id=row.entry_id,
        customer=customer,
        receivable=row,
        position=1,
        name="Tôle galvanisée",
        quantity="2.5",
        unit_price="32",
        net_cents=8_000,
        tax_rate="20",
    )
    shown = page(desk, f"/invoices/{row.pk}")
    assert "Lignes de la facture" in shown
    assert "Tôle galvanisée" in shown
