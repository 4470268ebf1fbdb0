"""Policies at the desk: the ladder with its dates, rates with their source, terms and regimes, templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.edit_template import template_parts
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.policies.models import RateConfirmation, Template
from encours.records.receivables.models import Receivable

Visitor = Callable[[User], Client]


@pytest.fixture
def manager(creditor: Creditor, visitor: Visitor) -> Client:
    return visitor(some.a_person("manager", creditor, email="claire@delmas.example"))


def test_the_ladder_shows_days_not_numbers(manager: Client) -> None:
    shown = page(manager, "/policies", due="2026-12-25")
    # 28 December is a Monday; 9 January 2027 a Saturday, so the firm reminder waits for the 11th.
    for day in ("18 décembre 2026", "28 décembre 2026", "11 janvier 2027"):
        assert day in shown


@pytest.mark.parametrize("due", ["", "hier", "9999-12-31", "0001-01-01"])
def test_an_example_that_cannot_be_dated_is_replaced(manager: Client, due: str) -> None:
    assert (some.TODAY + timedelta(days=10)).isoformat() in page(manager, "/policies", due=due)


def test_a_rate_to_confirm_is_confirmed_with_its_source(manager: Client) -> None:
    assert "2026-S2 : à confirmer" in page(manager, "/policies")
    told = {"figure": "ecb", "half_year": "2026-S2", "value_bps": "2,15"}
    assert manager.post("/policies/rate", told).status_code == 422
    assert manager.post("/policies/rate", told | {"source": "BCE, taux directeurs"}).status_code == 302
    made = RateConfirmation.objects.get()
    assert (made.value_bps, made.by.email) == (215, "claire@delmas.example")
    assert "confirmé par Person manager" in page(manager, "/policies")


def test_terms_confirmed_for_all_move_the_assumed_due_dates(manager: Client, creditor: Creditor) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(terms_confirmed=False)
    invoice = some.an_invoice(some.a_customer(creditor), due_source="assumed")
    assert "1 échéance supposée" in page(manager, "/policies")
    assert manager.post("/policies/terms", {"days": "45", "mode": "net"}).status_code == 302
    now = Receivable.objects.get(pk=invoice.pk)
    assert (now.due_on, now.due_source) == (invoice.issued_on + timedelta(days=45), "person")


def test_my_customers_are_businesses_is_confirmed_at_once(manager: Client, creditor: Creditor) -> None:
    some.a_customer(creditor)
    assert "1 client sans régime confirmé" in page(manager, "/policies")
    assert manager.post("/policies/regime").status_code == 302
    assert Customer.objects.get().regime_source == "creditor"


def test_one_customer_is_found_and_leads_to_its_own_conditions(manager: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    shown = page(manager, "/policies", q="petit")
    assert f"/customers/{customer.pk}/terms" in shown
    assert f"/customers/{customer.pk}/regime" in shown


def test_a_template_is_edited_as_a_new_version(manager: Client, creditor: Creditor) -> None:
    parts, number = template_parts(creditor.pk, "firm", "fr")
    told = parts | {"subject": "Relance de {{ creditor.name }}", "version": str(number)}
    where = "/policies/templates/firm/fr"
    assert parts["subject"].split("{", maxsplit=1)[0].strip() in page(manager, where)
    assert manager.post(where, told).status_code == 302
    assert template_parts(creditor.pk, "firm", "fr")[0]["subject"] == "Relance de {{ creditor.name }}"
    assert manager.post(where, told | {"subject": "Autre"}).status_code == 409


def test_a_template_that_the_sandbox_refuses_is_said_with_its_line(
    manager: Client, creditor: Creditor
) -> None:
    parts, number = template_parts(creditor.pk, "firm", "fr")
    before = Template.objects.count()
    told = parts | {"body": "Bonjour\n{{ creditor.secret }}", "version": str(number)}
    answer = manager.post("/policies/templates/firm/fr", told)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "ligne 2" in shown.lower(), re.findall(r"<li>[^<]*</li>", shown)
    assert Template.objects.count() == before


def test_texts_are_tried_without_being_kept(manager: Client, creditor: Creditor) -> None:
    parts, _ = template_parts(creditor.pk, "firm", "en")
    before = Template.objects.count()
    where = "/policies/templates/firm/en/try"
    shown = manager.post(where, parts | {"body": "Dear {{ customer.name }}, a trial.", "as": "email"})
    assert "Client Exemple SARL, a trial." in shown.content.decode()
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert manager.post(where, parts | {"as": "letter"}).content.startswith(b"%PDF")
    assert manager.post(where, parts | {"body": "{{ nothing }}"}).status_code == 422
    assert Template.objects.count() == before


def test_texts_are_tried_on_a_real_proposal_where_there_is_one(manager: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit", regime_source="person")
    some.a_contact(customer)
    Creditor.objects.filter(pk=creditor.pk).update(sender_email="compta@delmas.example")
    some.a_message(some.an_invoice(customer, 120_000))
    parts, _ = template_parts(creditor.pk, "friendly", "fr")
    shown = manager.post(
        "/policies/templates/friendly/fr/try", parts | {"body": "Bonjour {{ customer.name }}"}
    )
    assert "Bonjour Garage Petit" in shown.content.decode()


def test_the_words_of_an_email_to_a_group_are_the_creditor_s_to_write(
    manager: Client, creditor: Creditor
) -> None:
    where = "/policies/templates/group/fr"
    assert "Chaque société a son compte" in page(manager, where)
    parts, number = template_parts(creditor.pk, "group", "fr")
    told = parts | {
        "body": "Bonjour {{ group }},\n\n{{ blocks.parts }}\n\n{{ blocks.totals }}",
        "as": "email",
    }
    shown = manager.post(f"{where}/try", told).content.decode()
    assert "Bonjour Exemple" in shown
    assert "Filiale Exemple SARL" in shown
    assert manager.post(where, told | {"version": str(number)}).status_code == 302
    assert template_parts(creditor.pk, "group", "fr")[0]["body"].startswith("Bonjour {{ group }}")
    refused = manager.post(where, told | {"body": "{{ blocks.letter }}", "version": str(number + 1)})
    assert refused.status_code == 422


@pytest.mark.parametrize("place", ["/policies/templates/moon/fr", "/policies/templates/firm/de"])
def test_a_template_that_does_not_exist_is_not_found(manager: Client, place: str) -> None:
    assert manager.get(place).status_code == 404


def test_a_collector_reads_policies_and_confirms_nothing(desk: Client, creditor: Creditor) -> None:
    shown = page(desk, "/policies")
    assert "/policies/terms" not in shown
    assert desk.post("/policies/terms", {"days": "45", "mode": "net"}).status_code == 403
    assert desk.post("/policies/templates/firm/fr", {"subject": "x"}).status_code == 403
