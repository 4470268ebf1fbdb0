"""Typing a name, a number, an amount or a verb leads there; only what is seen answers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.parties.models import Creditor
from encours.records.people.models import User

pytestmark = pytest.mark.both
HTMX = {"HTTP_HX_REQUEST": "true"}


def hits(client: Client, typed: str) -> list[str]:
    """The addresses answered, in order."""
    answer = client.get("/go", {"q": typed}, **HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    found = re.findall(r'role="option"[^>]*href="([^"]+)"', answer.content.decode())
    return [one for one in found if "?q=" not in one]


def test_a_name_its_middle_or_its_account_opens_the_customer(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Boulangerie Martin & fils", account="411MART")
    some.a_customer(creditor, "Menuiserie Colin")
    for typed in ("boulang", "martin", "MARTIN FILS", "411mart"):
        assert hits(desk, typed)[0] == f"/customers/{customer.pk}", typed
    assert hits(desk, "durand") == []


def test_a_number_or_an_amount_opens_the_invoice(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 123_456, number="FA-2026-014")
    some.an_invoice(some.a_customer(creditor), 99_900, number="FA-2026-015")
    address = f"/invoices/{invoice.pk}"
    for typed in ("fa-2026-014", "1 234,56", "1234.56 €"):
        assert hits(desk, typed)[0] == address, typed
    assert len(hits(desk, "FA-2026")) == 2


def test_a_verb_leads_to_its_act_where_the_role_allows_it(
    desk: Client, auditor: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Martin")
    assert hits(desk, "suspendre martin") == [f"/customers/{customer.pk}/hold"]
    assert hits(desk, "note martin") == [f"/customers/{customer.pk}/note"]
    assert hits(desk, "aller impayés") == ["/unpaid"]
    invoice = some.an_invoice(customer, number="F-77")
    assert hits(desk, "litige f-77") == [f"/invoices/{invoice.pk}/dispute"]
    assert hits(desk, "paiement f-77") == [f"/invoices/{invoice.pk}/payment"]
    assert hits(desk, "appel martin") == [f"/customers/{customer.pk}/call"]
    assert hits(desk, "relevé martin") == [f"/customers/{customer.pk}/statement"]
    assert hits(auditor, "paiement f-77") == []
    assert hits(auditor, "suspendre martin") == []


def test_the_whole_list_is_always_the_last_answer_to_words(desk: Client, creditor: Creditor) -> None:
    some.a_customer(creditor, "Martin")
    for typed, listed in (("mart", "/customers?q=mart"), ("durand", "/customers?q=durand")):
        answer = desk.get("/go", {"q": typed}, **HTMX).content.decode()
        assert re.findall(r'role="option"[^>]*href="([^"]+)"', answer)[-1] == listed, typed
    assert "?q=" not in desk.get("/go", {"q": "suspendre martin"}, **HTMX).content.decode()


def test_a_dispute_is_asked_of_a_customer_by_its_name(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Martin")
    assert hits(desk, "litige martin") == [f"/customers/{customer.pk}/dispute"]


def test_nothing_out_of_scope_answers(creditor: Creditor, visitor: Callable[[User], Client]) -> None:
    person = some.a_person("collector", creditor)
    person.memberships.update(scope="owner")
    some.an_invoice(some.a_customer(creditor, "Martin"), 123_456, number="F-77")
    client = visitor(person)
    assert [hits(client, typed) for typed in ("martin", "F-77", "1234,56")] == [[], [], []]


def test_the_answer_costs_the_same_for_three_as_for_one(desk: Client, creditor: Creditor) -> None:
    def some_more(count: int) -> None:
        for n in range(count):
            customer = some.a_customer(creditor, "Martin")
            some.an_invoice(customer, 5_000, number=f"12{n}{count}")

    some_more(1)
    alone = queries(desk, "/go", q="50")
    named = queries(desk, "/go", q="zzz martin")
    some_more(4)
    assert queries(desk, "/go", q="50") == alone
    assert queries(desk, "/go", q="zzz martin") == named


def test_without_script_the_palette_is_a_page(desk: Client, creditor: Creditor) -> None:
    some.a_customer(creditor, "Martin")
    assert "Martin" in page(desk, "/go", q="mart")
