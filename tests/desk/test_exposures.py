"""What each customer could cost us is kept for the lists: open items and orders, less what was paid."""

from __future__ import annotations

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.aged_customers import keep_aged_sheet
from encours.records.credit.models import Exposed
from encours.records.parties.models import Creditor
from encours.records.sales.models import Order


@pytest.mark.both
def test_the_exposure_kept_is_that_of_the_customer_and_follows_it(creditor: Creditor, desk: Client) -> None:
    customer = some.a_customer(creditor, "Menuiserie Colin")
    some.an_invoice(customer, 120_000)
    some.an_invoice(customer, -20_000)
    some.an_invoice(customer, 7_000, currency="GBP")
    some.a_payment(customer, 5_000)
    order = Order.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, number="C1",
        ordered_on=some.TODAY, amount_cents=30_000, currency="EUR", by="x",
    )  # fmt: skip
    keep_aged_sheet(creditor, on=some.TODAY)
    kept = Exposed.objects.order_by("currency").values_list("currency", "amount_cents")
    assert list(kept) == [("EUR", 125_000), ("GBP", 7_000)]
    assert "Colin" in page(desk, "/customers?exposure_min=1250")
    assert "Colin" not in page(desk, "/customers?exposure_min=1251").partition("<tbody")[2]
    assert "Colin" in page(desk, "/unpaid?exposure_min=1000&exposure_max=1300").partition("<tbody")[2]
    Order.objects.filter(pk=order.pk).update(state="cancelled")
    keep_aged_sheet(creditor, on=some.TODAY)
    assert list(kept.all()) == [("EUR", 95_000), ("GBP", 7_000)]
