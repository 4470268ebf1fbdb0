"""Prospects and orders on screen: found by their state, told on the timeline on their own day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.parties.models import Creditor
from encours.records.sales.models import Order, Prospect


def test_prospects_are_found_by_their_state_and_become_customers(creditor: Creditor, desk: Client) -> None:
    some.a_customer(creditor, "Cliente")
    answer = desk.post("/prospects/add", {"name": "Scierie du Lac", "country": "FR", "language": "fr"})
    assert answer.status_code == 302
    shown = page(desk, "/customers?shown=prospects")
    assert "Scierie du Lac" in shown
    assert "Cliente" not in shown
    prospect = Prospect.objects.get()
    assert "Prospect depuis le" in page(desk, f"/customers/{prospect.customer_id}")
    desk.post(f"/prospects/{prospect.pk}/customer", {"account": "411LAC", "version": 1})
    assert "Scierie du Lac" not in page(desk, "/customers?shown=prospects")
    assert "Prospect depuis le" not in page(desk, f"/customers/{prospect.customer_id}")


@pytest.mark.both
def test_an_order_older_than_the_first_invoice_is_on_the_timeline_on_its_own_day(
    creditor: Creditor, desk: Client
) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer)
    Order.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, number="C-1998", amount_cents=5_000,
        ordered_on=some.TODAY - timedelta(days=9_000), by="test@example.com",
    )  # fmt: skip
    shown = page(desk, f"/customers/{customer.pk}", kind="orders")
    assert "C-1998 · 50,00 €" in shown.partition('id="story"')[2]
