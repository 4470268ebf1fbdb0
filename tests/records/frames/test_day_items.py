"""What the day reads whole is what everyone else reads of a few customers, on every road."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction
from polars.testing import assert_frame_equal

from encours.records.cases.models import Hold
from encours.records.disputes.models import Dispute
from encours.records.frames.customers import customer_facts
from encours.records.frames.delivered import delivered_steps
from encours.records.frames.doorway import snapshot
from encours.records.frames.items import DAY_ITEM, day_items, open_items
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from small_history import AT, ON, a_payment, an_invoice

pytestmark = pytest.mark.both


@pytest.fixture
def creditor(sound: Path) -> Creditor:
    """Beside what is chased, credited and held: what is gone, disputed, in dollars, or has terms that are known."""
    customer = Customer.objects.get(account="411DUPONT")
    an_invoice(customer, "F-3", currency="USD", due_source="person")
    an_invoice(customer, "F-4", gone_on=ON)
    an_invoice(customer, "F-5", 700, due_on=ON - timedelta(days=400), kind="retention", due_source="person")
    disputed = Receivable.objects.get(number="F-3")
    fact = {"creditor": customer.creditor, "recorded_at": AT, "customer": customer}
    Dispute.objects.create(**fact, receivable=disputed, amount_cents=500, reason="price", opened_on=ON)
    ended = {"from_on": ON - timedelta(days=30), "until_on": ON - timedelta(days=20)}
    Hold.objects.create(**fact, **ended, reason="x", by="y")
    for key, currency in (("P-8", "USD"), ("P-9", "CHF"), ("P-10", "USD")):
        a_payment(customer, key, 300, currency=currency)
    return customer.creditor


def of_the_day(creditor: Creditor) -> pl.DataFrame:
    steps = delivered_steps(creditor.pk, on=ON, shadow=False)
    return day_items(creditor.pk, steps, on=ON).sort("receivable_id")


def test_the_day_sees_of_each_item_what_everyone_else_sees(creditor: Creditor) -> None:
    few = list(Customer.objects.filter(creditor=creditor).values_list("pk", flat=True))
    with transaction.atomic():
        inside = of_the_day(creditor)
        told = open_items(creditor.pk, on=ON, shadow=False, customers=few).sort("receivable_id")
        people = customer_facts(creditor.pk, on=ON, shadow=False).sort("customer_id")
        asked = customer_facts(creditor.pk, on=ON, shadow=False, customers=few).sort("customer_id")
    with snapshot():
        assert_frame_equal(of_the_day(creditor), inside)
        assert_frame_equal(
            open_items(creditor.pk, on=ON, shadow=False).sort("receivable_id").select(DAY_ITEM), inside
        )
    assert_frame_equal(told.select(DAY_ITEM), inside)
    assert_frame_equal(asked, people)
    assert set(inside["kind"]) == {"invoice", "credit_note", "retention"}
    assert set(inside["currency"]) == {"EUR", "USD"}
    assert inside["gone"].sum() == 1
    assert inside["due_assumed"].sum() == len(inside) - 2
    assert inside["disputed_cents"].sum() == 500
    assert inside["delivered_position"].max() == 2
    assert inside["held_days"].max() == 11


def test_cash_that_waits_is_told_in_each_currency_apart(creditor: Creditor) -> None:
    with transaction.atomic():
        now = customer_facts(creditor.pk, on=ON, shadow=False)
        then = customer_facts(creditor.pk, on=ON, shadow=False, as_known=True)
        before = customer_facts(creditor.pk, on=ON - timedelta(days=1), shadow=False, as_known=True)
    with snapshot():
        assert_frame_equal(customer_facts(creditor.pk, on=ON, shadow=False), now)
    waiting = [
        {"currency": "CHF", "unapplied_cents": 300},
        {"currency": "USD", "unapplied_cents": 600},
    ]
    told = {row["customer_id"]: row["other_cash"] for row in now.to_dicts()}
    assert told.pop(Customer.objects.get(account="411DUPONT").pk) == waiting
    assert set(told.values()) <= {None}
    assert waiting in then["other_cash"].to_list()
    assert before["other_cash"].null_count() == len(before)
