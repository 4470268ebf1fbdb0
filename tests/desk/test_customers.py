"""The list of customers and the page of one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import keys, link, page, queries
from encours.records.cases.models import Hold, Note
from encours.records.parties.models import Contact, ContactPast, Creditor, Customer, CustomerPast
from encours.records.people.models import User


def test_the_list_shows_what_each_owes_net_of_unapplied_cash(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.an_invoice(customer, 120_000)
    some.an_invoice(customer, 50_000, due_in=10)
    some.a_payment(customer, 20_000)
    shown = page(desk, "/customers")
    assert "Garage Petit" in shown
    assert "1 500,00 €" in shown
    assert "1 200,00 €" in shown
    assert "20 jours de retard" in shown


def test_what_is_gone_from_the_last_file_is_not_owed(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 120_000, gone_on=some.TODAY)
    assert "1 200,00 €" not in page(desk, "/customers")


@pytest.mark.parametrize("words", ["petit", "ZZ41", "552100554"])
def test_a_customer_is_found_by_name_account_or_siren(desk: Client, creditor: Creditor, words: str) -> None:
    some.a_customer(creditor, "Garage Petit", account="ZZ411", siren="552100554")
    some.a_customer(creditor, "Scierie Large")
    shown = page(desk, "/customers", q=words)
    assert "Garage Petit" in shown
    assert "Scierie Large" not in shown


def test_an_invoice_is_found_by_its_number(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor, "Garage Petit"), number="FA-77")
    assert f"/invoices/{invoice.pk}" in page(desk, "/customers", q="FA-77")
    assert f"/invoices/{invoice.pk}" in page(desk, "/customers", q="FA-7")


def test_customers_overdue_can_be_shown_alone(desk: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor, "En retard"))
    some.an_invoice(some.a_customer(creditor, "A temps"), due_in=5)
    shown = page(desk, "/customers", shown="overdue")
    assert "En retard" in shown
    assert "A temps" not in shown


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_every_customer_is_on_one_page_and_back_again(desk: Client, creditor: Creditor, sort: str) -> None:
    for number in range(120):
        some.a_customer(creditor, f"Client {number // 3:03}")
    pages = [desk.get("/customers", {"sort": sort})]
    while (beyond := link(pages[-1], "next")) is not None:
        pages.append(desk.get(beyond))
    seen = [key for one in pages for key in keys(one, "customers")]
    assert len(seen) == len(set(seen)) == 120
    back = link(pages[-1], "prev")
    assert back is not None
    assert keys(desk.get(back), "customers") == seen[50:100]
    assert link(pages[0], "prev") is None


def test_the_number_of_queries_does_not_grow_with_customers(desk: Client, creditor: Creditor) -> None:
    def more() -> None:
        for _ in range(8):
            customer = some.a_customer(creditor)
            some.an_invoice(customer)
            some.a_payment(customer, 100)

    more()
    few = queries(desk, "/customers")
    more()
    assert queries(desk, "/customers") == few


def test_a_customer_page_says_where_the_procedure_stands(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.a_contact(customer)
    invoice = some.an_invoice(customer, 120_000, due_in=-25)
    some.a_case(customer, days_ago=24)
    some.a_delivery(some.a_message(invoice, state="delivered"), days_ago=12, state="shadowed")
    shown = page(desk, f"/customers/{customer.pk}")
    assert "ouvert le 25/10/2026" in shown
    assert "Premier rappel" in shown
    assert "06/11/2026" in shown  # since when
    assert "Relance ferme" in shown  # what comes next
    assert "Pourquoi ?" in shown


def test_a_customer_page_tells_what_the_file_lacks(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Aucune adresse e-mail" in shown
    assert "Adresse postale incomplète" in shown


def test_terms_and_regime_that_nobody_confirmed_are_marked(desk: Client, creditor: Creditor) -> None:
    assumed = some.a_customer(creditor, terms_days=30, terms_mode="net")
    sure = some.a_customer(creditor, regime_source="person", terms_source="person", terms_days=30)
    assert page(desk, f"/customers/{assumed.pk}").count("Supposé") >= 2
    assert "Supposé" not in page(desk, f"/customers/{sure.pk}")


def test_the_timeline_unites_messages_payments_holds_disputes_notes_and_edits(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, 120_000, number="FA-1")
    some.an_application(invoice, 20_000)
    some.a_delivery(some.a_message(invoice, state="delivered"))
    desk.post(f"/customers/{customer.pk}/note", {"text": "Rappelé ce matin", "version": ""})
    desk.post(f"/customers/{customer.pk}/hold", {"reason": "Inventaire", "from_on": "2026-11-18"})
    desk.post(f"/invoices/{invoice.pk}/dispute", {"amount_cents": "10", "reason": "Casse"})
    desk.post(f"/customers/{customer.pk}/contacts/add", {"email": "x@example.com"})
    shown = page(desk, f"/customers/{customer.pk}")
    for told in (
        "Premier rappel par e-mail : envoyée",
        "Paiement de 200,00 €",
        "200,00 € affectés sur FA-1",
        "Relances suspendues, sans date de fin",
        "Litige de 10,00 € sur FA-1",
        "Rappelé ce matin",
        "Contact ajouté",
    ):
        assert told in shown


def test_a_card_number_in_a_note_is_masked(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    desk.post(f"/customers/{customer.pk}/note", {"text": "Carte 4539 1488 0343 6467 dictée"})
    shown = page(desk, f"/customers/{customer.pk}")
    assert "6467" in shown
    assert "4539" not in shown


def test_the_timeline_is_cut_in_pages_that_lose_nothing(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    for number in range(95):
        some.a_payment(customer, 100 + number, days_ago=number // 4)
    pages = [desk.get(f"/customers/{customer.pk}")]
    while (beyond := link(pages[-1], "next")) is not None:
        pages.append(desk.get(beyond))
    told = [title for one in pages for title in re.findall("Paiement de [0-9,]+", one.content.decode())]
    assert len(pages) == 3
    assert len(told) == len(set(told)) == 95


def test_the_number_of_queries_does_not_grow_with_what_a_customer_has(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)

    def more() -> None:
        for _ in range(6):
            invoice = some.an_invoice(customer)
            some.an_application(invoice, 100)
            some.a_delivery(some.a_message(invoice, state="delivered"))
            some.a_contact(customer)
            desk.post(f"/customers/{customer.pk}/note", {"text": "Note"})
            desk.post(f"/customers/{customer.pk}/hold", {"reason": "R", "from_on": "2026-11-18"})
            desk.post(f"/invoices/{invoice.pk}/dispute", {"amount_cents": "1", "reason": "R"})

    more()
    few = queries(desk, f"/customers/{customer.pk}")
    more()
    assert queries(desk, f"/customers/{customer.pk}") <= few


def test_holding_and_releasing_a_customer(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    answer = desk.post(
        f"/customers/{customer.pk}/hold", {"reason": "Inventaire", "from_on": "2026-11-18", "until_on": ""}
    )
    assert answer.status_code == 302
    hold = Hold.objects.get()
    shown = page(desk, answer.url)
    assert "Les relances de ce client sont suspendues." in shown
    assert "Inventaire" in shown
    desk.post(f"/holds/{hold.pk}/release", {})
    hold.refresh_from_db()
    assert hold.released_on == some.TODAY


def test_a_refusal_of_the_house_becomes_a_sentence_on_the_form(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    answer = desk.post(
        f"/customers/{customer.pk}/hold",
        {"reason": "Inventaire", "from_on": "2026-11-18", "until_on": "2026-11-01"},
    )
    assert answer.status_code == 422
    assert "La suspension finirait avant de commencer" in answer.content.decode()
    assert not Hold.objects.exists()


def test_a_form_made_from_older_facts_is_refused_and_loses_nothing(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Avant")
    form = {"name": "Après", "country": "FR", "language": "fr", "version": str(customer.version)}
    assert desk.post(f"/customers/{customer.pk}/edit", form).status_code == 302
    again = desk.post(f"/customers/{customer.pk}/edit", {**form, "name": "Encore"})
    assert again.status_code == 409
    assert "a changé depuis" in again.content.decode()
    assert 'value="Encore"' in again.content.decode()
    customer.refresh_from_db()
    assert customer.name == "Après"
    assert CustomerPast.objects.get().name == "Avant"


def test_a_form_that_does_not_say_its_version_is_stale(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    form = {"name": "Après", "country": "FR", "language": "fr"}
    assert desk.post(f"/customers/{customer.pk}/edit", form).status_code == 409


def test_contacts_are_added_and_changed(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    desk.post(f"/customers/{customer.pk}/contacts/add", {"email": "a@example.com", "name": "Ada"})
    contact = Contact.objects.get()
    desk.post(f"/contacts/{contact.pk}/edit", {"email": "b@example.com", "version": "1"})
    contact.refresh_from_db()
    assert contact.email == "b@example.com"
    assert ContactPast.objects.get().email == "a@example.com"


def test_a_contact_without_address_nor_telephone_is_refused(desk: Client, creditor: Creditor) -> None:
    answer = desk.post(f"/customers/{some.a_customer(creditor).pk}/contacts/add", {"name": "Ada"})
    assert answer.status_code == 422
    assert "adresse e-mail ou un téléphone" in answer.content.decode()


def test_confirming_terms_moves_the_assumed_due_dates(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, due_source="assumed", due_in=-20)
    assert desk.post(f"/customers/{customer.pk}/terms", {"days": "45", "mode": "net"}).status_code == 302
    invoice.refresh_from_db()
    assert (invoice.due_on - invoice.issued_on).days == 45
    assert Customer.objects.get().terms_source == "person"


def test_confirming_the_regime(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    assert desk.post(f"/customers/{customer.pk}/regime", {"regime": "public"}).status_code == 302
    customer.refresh_from_db()
    assert (customer.regime, customer.regime_source) == ("public", "person")


def test_a_salesperson_may_write_a_note_but_not_hold(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    client, customer = visitor(some.a_person("salesperson", creditor)), some.a_customer(creditor)
    assert client.post(f"/customers/{customer.pk}/note", {"text": "Vu en clientèle"}).status_code == 302
    assert Note.objects.get().text == "Vu en clientèle"
    refused = client.post(f"/customers/{customer.pk}/hold", {"reason": "R", "from_on": "2026-11-18"})
    assert refused.status_code == 403
    assert "suivre les clients" in refused.content.decode()
    assert f"/customers/{customer.pk}/hold" not in page(client, f"/customers/{customer.pk}")
