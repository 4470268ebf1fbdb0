"""What each customer could cost us is kept for the lists: open items and orders, less what was paid."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import situations as some
from desk.looking import page
from encours.acts.aged_customers import keep_aged_sheet
from encours.desk import filters
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


@pytest.mark.parametrize("few", [0, 1_000])
def test_many_customers_or_few_the_lists_and_their_sums_are_the_same(
    few: int, creditor: Creditor, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few are named in the condition, many are asked one by one: either way the same rows and the same sums."""
    monkeypatch.setattr(filters, "_FEW", few)
    for name, cents in (("Colin", 120_000), ("Petit", 30_000), ("Grand", 900_000)):
        some.an_invoice(some.a_customer(creditor, name), cents, due_in=-10)
    keep_aged_sheet(creditor, on=some.TODAY)
    asked = "exposure_min=1000&exposure_max=10000"
    shown = page(desk, f"/unpaid?{asked}")
    assert "10 200,00 €" in shown.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    for address in (f"/unpaid?{asked}", f"/customers?{asked}"):
        rows = page(desk, address).partition("<tbody")[2]
        assert [name in rows for name in ("Colin", "Petit", "Grand")] == [True, False, True]
    with CaptureQueriesContext(connection) as made:
        desk.get(f"/unpaid?{asked}")
    assert not [one["sql"] for one in made if 'SUM("receivables_receivable"' in one["sql"]]
