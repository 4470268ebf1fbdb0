"""Calls with customers: written down, on the timeline, and made again on their day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.log_call import log_call
from encours.records.cases.models import Call
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor, Customer

WHO = {"author": "lea@example.com", "at": some.NOW, "today": some.TODAY}


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    return some.a_customer(creditor, "Menuiserie Colin")


def test_a_call_is_on_the_timeline_with_whom_and_what_came_of_it(desk: Client, customer: Customer) -> None:
    contact = some.a_contact(customer, name="Anne Roux", phone="0320000000")
    told = {"outcome": "promised", "contact": contact.pk, "on": some.TODAY, "text": "Virement vendredi"}
    answer = desk.post(f"/customers/{customer.pk}/call", told)
    assert answer.status_code == 302
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Appel : joint : paiement annoncé" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "Anne Roux · Virement vendredi" in shown
    assert Entry.objects.latest("pk").act == "log_call"


def test_a_call_to_make_again_is_on_the_work_list_until_the_next_call(
    desk: Client, customer: Customer
) -> None:
    some.an_invoice(customer, 120_000)
    log_call(customer, outcome="no_answer", on=some.TODAY, next_on=some.TODAY, **WHO)
    assert "Appel à refaire" in page(desk, "/work?whose=all")
    log_call(customer, outcome="reached", on=some.TODAY, **WHO)
    assert "Appel à refaire" not in page(desk, "/work?whose=all")
    assert not Call.objects.filter(waiting=True).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "won"},
        {"on": some.TODAY + timedelta(days=1)},
        {"next_on": some.TODAY - timedelta(days=3)},
    ],
)
def test_a_call_that_cannot_be_is_refused_on_its_form(
    desk: Client, customer: Customer, wrong: dict[str, object]
) -> None:
    told = {"outcome": "reached", "on": some.TODAY, **wrong}
    assert desk.post(f"/customers/{customer.pk}/call", told).status_code == 422
    assert not Call.objects.exists()


@pytest.mark.both
def test_calls_to_make_again_ask_as_much_for_three_as_for_one(desk: Client, creditor: Creditor) -> None:
    def one(name: str) -> None:
        log_call(
            some.a_customer(creditor, name), outcome="no_answer", on=some.TODAY, next_on=some.TODAY, **WHO
        )

    one("A")
    alone = queries(desk, "/work?whose=all")
    one("B"), one("C")
    assert queries(desk, "/work?whose=all") == alone
