"""Promises at the desk: noted from a customer or a call, told where they matter, unkept ones on the list of work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import queries
from encours.records.cases.models import Call
from encours.records.frames.holds import holds_known
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.promises.models import Promise, PromisedItem
from encours.records.receivables.models import Receivable

TODAY = some.TODAY


@pytest.fixture
def invoice(creditor: Creditor) -> Receivable:
    return some.an_invoice(some.a_customer(creditor), 120_000)


@pytest.fixture
def collector(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("collector", creditor))


def promised(invoice: Receivable, *, due_in: int, cents: int = 120_000) -> Promise:
    fact = {"creditor_id": invoice.creditor_id, "recorded_at": some.NOW, "customer": invoice.customer}
    due_on = TODAY + timedelta(days=due_in)
    made = Promise.objects.create(
        **fact, made_on=due_on - timedelta(days=10), due_on=due_on, until_on=due_on + timedelta(days=3),
        amount_cents=cents, currency="EUR", source="call", by="claire@example.com",
    )  # fmt: skip
    PromisedItem.objects.create(**fact, promise=made, receivable=invoice, amount_cents=cents)
    return made


def test_a_promise_is_noted_from_the_customers_page_and_shown_there(
    collector: Client, invoice: Receivable
) -> None:
    page = reverse("make_promise", args=[invoice.customer_id])
    due_on = TODAY + timedelta(days=10)
    told = {
        "due_on": due_on.isoformat(),
        "invoices": [invoice.pk],
        "amount_cents": "500",
        "source": "email",
        "text": "",
    }
    assert collector.post(page, told).status_code == 302
    made = Promise.objects.get()
    assert (made.amount_cents, made.until_on, made.source) == (50_000, due_on + timedelta(days=3), "email")
    text = collector.get(reverse("customer", args=[invoice.customer_id])).content.decode()
    assert "En cours" in text
    assert reverse("withdraw_promise", args=[made.pk]) in text


def test_a_bill_that_no_ledger_shows_is_keyed_with_its_number_and_holds_its_invoice_until_its_day(
    collector: Client, invoice: Receivable
) -> None:
    page = reverse("make_promise", args=[invoice.customer_id])
    due_on = TODAY + timedelta(days=40)
    told = {"due_on": due_on.isoformat(), "invoices": [invoice.pk], "amount_cents": "", "source": "bill"}
    refused = collector.post(page, told | {"text": " "})
    assert refused.status_code == 422
    assert "Un effet a un numéro" in refused.content.decode()
    assert collector.post(page, told | {"text": "LCR 4711"}).status_code == 302
    made = Promise.objects.get()
    assert (made.amount_cents, made.due_on, made.source) == (invoice.open_cents, due_on, "bill")
    holds = holds_known(invoice.creditor_id, on=due_on).filter(receivable_id=invoice.pk)
    assert holds["until_on"].to_list() == [made.until_on]
    listed = collector.get(reverse("promises")).content.decode()
    assert "effet accepté" in listed
    assert "LCR 4711" in listed


def test_more_than_is_owed_cannot_be_promised(collector: Client, invoice: Receivable) -> None:
    told = {
        "due_on": TODAY.isoformat(),
        "invoices": [invoice.pk],
        "amount_cents": "1200,01",
        "source": "call",
    }
    answer = collector.post(reverse("make_promise", args=[invoice.customer_id]), told)
    assert answer.status_code == 422
    assert not Promise.objects.exists()


def test_a_call_in_which_money_is_promised_makes_a_promise_of_what_is_overdue(
    collector: Client, invoice: Receivable
) -> None:
    told = {
        "outcome": "promised",
        "on": TODAY.isoformat(),
        "promised_on": (TODAY + timedelta(days=4)).isoformat(),
    }
    assert collector.post(reverse("log_call", args=[invoice.customer_id]), told).status_code == 302
    assert Call.objects.get().outcome == "promised"
    assert Promise.objects.get().amount_cents == 120_000


def test_a_promise_not_kept_is_work_from_the_morning_after_its_end(
    collector: Client, invoice: Receivable
) -> None:
    promised(invoice, due_in=-4)
    text = collector.get(reverse("work_list")).content.decode()
    assert "Promesse non tenue" in text
    assert "rien n’est venu" in text
    some.an_application(invoice, 120_000, days_ago=6)
    assert "Promesse non tenue" not in collector.get(reverse("work_list")).content.decode()


def test_promises_are_listed_by_what_became_of_them(collector: Client, invoice: Receivable) -> None:
    promised(invoice, due_in=-10)
    promised(
        some.an_invoice(some.a_customer(invoice.creditor, "Boucherie Petit"), 10_000), due_in=3, cents=10_000
    )
    broken = collector.get(reverse("promises"), {"state": "broken"}).content.decode()
    assert invoice.customer.name in broken
    assert "Boucherie Petit" not in broken
    assert "Boucherie Petit" in collector.get(reverse("promises")).content.decode()


def test_the_list_asks_as_much_of_three_promises_as_of_one(collector: Client, invoice: Receivable) -> None:
    promised(invoice, due_in=-10)
    one = queries(collector, reverse("promises"))
    promised(invoice, due_in=-11)
    promised(invoice, due_in=-12)
    assert queries(collector, reverse("promises")) == one


def test_the_timelines_tell_how_much_was_promised_and_for_when(
    collector: Client, invoice: Receivable
) -> None:
    made = promised(invoice, due_in=5, cents=50_000)
    Promise.objects.filter(pk=made.pk).update(withdrawn_on=TODAY, withdrawn_reason="Rappelé : erreur")
    for place in (
        reverse("customer_story", args=[invoice.customer_id]),
        reverse("invoice_story", args=[invoice.pk]),
    ):
        told = collector.get(place, {"kinds": "promises"}).content.decode()
        assert "Promesse de 500,00" in told
        assert "23/11/2026" in told
        assert "au téléphone · retirée · Rappelé : erreur" in told
        assert "Promesse de" not in collector.get(place, {"kinds": "holds"}).content.decode()
