"""What a reminder offers is read and chosen on its page; what the customer accepts of it is filled in as a promise."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.core.offers import Instalment, Offer
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.promises.models import Promise

PLAN = Offer(
    "plan", "by_hand", 120_000,
    (Instalment(date(2026, 10, 20), 60_000), Instalment(date(2026, 12, 20), 60_000)),
)  # fmt: skip


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor, email="claire@delmas.example"))


@pytest.fixture
def message(creditor: Creditor) -> Message:
    """A first reminder of 1 200,00 €."""
    customer = some.a_customer(creditor, "Garage Petit", regime_source="person")
    return some.a_message(some.an_invoice(customer, 120_000, number="F-77"))


def test_a_person_chooses_what_one_reminder_offers(manager: Client, message: Message) -> None:
    where = f"/proposals/{message.pk}"
    assert "Rien d’autre que de payer." in page(manager, where)
    told = {"offer": "plan", "count": "4", "version": str(message.version)}
    assert manager.post(f"{where}/offer", told).status_code == 302
    shown = page(manager, where)
    assert "Un échéancier de 4 mois, 300,00 € par mois" in shown
    assert "une personne l’a choisi pour ce message" in shown
    again = manager.post(f"{where}/offer", {**told, "count": "24", "version": "2"})
    assert again.status_code == 422
    assert "un échéancier de 2 à 12 mois" in html.unescape(again.content.decode())


def test_what_the_customer_accepts_is_filled_in_from_what_was_offered(
    manager: Client, message: Message
) -> None:
    Message.objects.update(state="delivered", offered=PLAN.to_json())
    where = f"/customers/{message.customer_id}/promise?offer={message.pk}"
    assert where in page(manager, f"/proposals/{message.pk}")
    some.a_delivery(message)
    assert "a proposé : Un échéancier de 2 mois" in page(manager, f"/customers/{message.customer_id}")
    shown = page(manager, where)
    for words in ('value="2026-12-20"', 'value="600,00"', "Un échéancier de 2 mois, 600,00 € par mois"):
        assert words in shown
    told = {"due_on": "2026-12-20", "amount_cents": "600,00", "source": "email", "text": "oui"}
    answer = manager.post(where, {**told, "invoices": str(message.items.get().receivable_id)})
    assert answer.status_code == 302
    assert Promise.objects.get().amount_cents == 60_000


def test_an_offer_to_another_customer_fills_in_nothing(
    manager: Client, creditor: Creditor, message: Message
) -> None:
    Message.objects.update(offered=PLAN.to_json())
    other = some.a_customer(creditor, "Scierie")
    some.an_invoice(other, 10_000)
    assert "échéancier" not in page(manager, f"/customers/{other.pk}/promise?offer={message.pk}")
