"""New cases: what each lacks, asked for in one click, by lists that a creditor edits."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.custom_fields.fill import fill_fields
from encours.desk.customers.conditions import conditions
from encours.desk.customers.knowing import file_of
from encours.desk.customers.present import present
from encours.desk.requests.gathering import told_of, told_of_one
from encours.records.cases.models import Case
from encours.records.fields.models import Field
from encours.records.history.models import Entry
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.people.models import User
from encours.records.requests.models import Checklist


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def a_case(creditor: Creditor, name: str = "Mairie de Lille", regime: str = "public") -> Customer:
    customer = some.a_customer(creditor, name, regime=regime, regime_source="person")
    some.an_invoice(customer)
    Case.objects.create(creditor=creditor, recorded_at=some.NOW, customer=customer, opened_on=some.TODAY)
    return customer


def test_a_new_case_says_what_it_lacks_and_asks_for_it_in_one_click(creditor: Creditor, desk: Client) -> None:
    customer = a_case(creditor)
    shown = page(desk, "/new-cases")
    assert "SIRET, code service (Chorus Pro), numéro d’engagement sur chaque facture" in shown
    assert "À réunir pour ce dossier" in page(desk, f"/customers/{customer.pk}")
    found = re.search(r'href="(/customers/[0-9]+/documents/ask[?][^"]+)"', shown)
    assert found is not None
    asked = page(desk, html.unescape(found[1]))
    assert re.findall(r'value="(\w+)"[^>]* checked', asked) == ["order", "delivery", "contract"]
    assert "indiquer aussi : adresse e-mail" in asked


def test_a_list_is_edited_with_its_history_and_declares_the_fields_it_needs(
    creditor: Creditor, desk: Client, manager: Client
) -> None:
    customer = a_case(creditor)
    told = {"siret": "mandatory", "email": "wished", "version": 0}
    assert manager.post("/new-cases/checklist/public", told).status_code == 302
    assert Checklist.objects.get().number == 1
    assert Field.objects.get().code == "siret"
    assert Entry.objects.latest("pk").act == "publish_checklist"
    fill_fields(customer, {"siret": "21590350100017"}, made_from=None, author="a@example.com", at=some.NOW)
    assert "souhaité : adresse e-mail" in page(desk, "/new-cases")
    assert "SIRET" not in page(desk, "/new-cases")
    assert manager.post("/new-cases/checklist/public", told).status_code == 409
    assert manager.post("/new-cases/checklist/public", {**told, "version": 1}).status_code == 422


def test_a_list_of_customers_there_are_not_is_not_there(manager: Client) -> None:
    assert manager.get("/new-cases/checklist/own:none").status_code == 404


@pytest.mark.both
def test_three_cases_ask_no_more_than_one(creditor: Creditor, desk: Client) -> None:
    a_case(creditor)
    one = queries(desk, "/new-cases")
    a_case(creditor, "Mairie de Lyon"), a_case(creditor, "Menuiserie", "b2b")
    assert queries(desk, "/new-cases") == one


def test_the_page_of_a_customer_says_of_its_case_what_the_list_says(creditor: Creditor, desk: Client) -> None:
    bare, known = a_case(creditor), a_case(creditor, "Mairie de Lyon")
    consumer = a_case(creditor, "Camille Noir", "consumer")
    some.a_contact(known, phone="+33472000000", role="billing")
    Attachment.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=known, kind="delivery", url="https://example.com/bl"
    )
    some.a_field(creditor, "siret")
    fill_fields(known, {"siret": "21590350100017"}, made_from=None, author="a@example.com", at=some.NOW)
    prospect = some.a_customer(creditor, "Peut-être")
    some.a_prospect(prospect)
    visit = desk.get("/customers").wsgi_request.visit
    listed = told_of(visit, [bare, known, consumer, prospect])
    assert listed[bare.pk] != listed[known.pk]
    for one in (bare, known, consumer, prospect):
        there = present(one.pk)
        documents = list(one.attachments.all())
        told = conditions(one, creditor)
        file = file_of(
            one,
            list(one.contacts.all()),
            documents,
            ordered=False,
            terms_told=not told["terms_assumed"],
            regime_told=not told["regime_assumed"],
        )
        assert told_of_one(visit, one, file.known, there) == listed.get(one.pk)
