"""A statement sent from the desk: read before it leaves, sent once, and how often it leaves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.messages.models import AskedStatement, Message, StatementRhythm
from encours.records.parties.models import Contact, Creditor, Customer


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    made = some.a_customer(creditor, "Garage Petit", account="411PETIT")
    some.an_invoice(made, 120_000, due_in=-20, number="FA-1")
    return made


def posted(desk: Client, customer: Customer, **more: Any) -> Any:
    contact = Contact.objects.filter(customer=customer).exclude(email="").first()
    assert contact is not None
    told = {"contact": contact.pk, "kinds": ["pdf"], "form": "open", "on": "", "from_on": ""}
    return desk.post(f"/customers/{customer.pk}/statement/mail", told | more, follow=True)


@pytest.fixture
def reached(customer: Customer) -> Customer:
    some.a_contact(customer)
    Creditor.objects.update(sender_email="compta@delmas.example")
    return customer


def test_the_page_leads_to_the_mail_with_what_it_shows(desk: Client, reached: Customer) -> None:
    shown = page(desk, f"/customers/{reached.pk}/statement", form="ledger", on="2026-11-01")
    assert f"/customers/{reached.pk}/statement/mail?form=ledger&amp;on=2026-11-01" in shown
    assert "votre relevé de compte au 1" in page(
        desk, f"/customers/{reached.pk}/statement/mail", form="ledger", on="2026-11-01"
    )


def test_it_can_be_read_again_without_leaving(desk: Client, reached: Customer) -> None:
    answer = posted(desk, reached, look="1")
    assert "Vous trouverez ci-joint" in answer.content.decode()
    assert Message.objects.filter(step_code="statement").count() == 0


def test_it_is_read_in_the_language_chosen_on_the_page_before(desk: Client, reached: Customer) -> None:
    address = f"/customers/{reached.pk}/statement/mail"
    assert 'lang="fr"' in page(desk, address).partition('class="said"')[2]
    shown = page(desk, address, language="en").partition('class="said"')[2]
    assert shown.startswith(' tabindex="0" lang="en"')
    assert "Vous trouverez ci-joint" not in shown
    posted(desk, reached, language="en")
    assert AskedStatement.objects.get().language == "en"


def test_it_is_sent_once_and_in_shadow_mode_kept(desk: Client, reached: Customer) -> None:
    assert "rien n’est parti" in posted(desk, reached).content.decode()
    again = posted(desk, reached)
    assert (again.status_code, "déjà été demandé" in again.content.decode()) == (422, True)
    assert AskedStatement.objects.count() == 1
    assert Message.objects.get(step_code="statement").state == "shadowed"
    assert "Relevé de compte par e-mail" in page(desk, f"/customers/{reached.pk}")


def test_without_an_address_it_says_what_to_do(desk: Client, customer: Customer) -> None:
    Contact.objects.filter(customer=customer).update(email="")
    assert "Personne à qui écrire" in page(desk, f"/customers/{customer.pk}/statement/mail")


def test_the_rhythm_is_chosen_from_what_was_shown(desk: Client, customer: Customer) -> None:
    where = f"/customers/{customer.pk}/statement/rhythm"
    assert desk.post(where, {"rhythm": "monthly", "version": "0"}).status_code == 302
    assert desk.post(where, {"rhythm": "none", "version": "0"}).status_code == 409
    assert [one.rhythm for one in StatementRhythm.objects.all()] == ["monthly"]


def test_whoever_only_reads_sends_nothing(auditor: Client, customer: Customer) -> None:
    assert auditor.get(f"/customers/{customer.pk}/statement/mail").status_code == 403
    assert "Envoyer par e-mail" not in page(auditor, f"/customers/{customer.pk}/statement")
