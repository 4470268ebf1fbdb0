"""The approach of a customer: what is offered and why, and the channel that a person chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from encours.records.cases.models import Leniency
from encours.records.messages.channels import ChannelChoice
from encours.records.parties.models import Creditor

_Visitor = Callable[[Any], Client]


@pytest.fixture
def collector(creditor: Creditor, visitor: _Visitor) -> Client:
    return visitor(some.a_person("collector", creditor))


def text(answer: Any) -> str:
    shown: str = (
        answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    return shown


def test_the_offer_changes_with_what_is_known_of_the_customer(creditor: Creditor, collector: Client) -> None:
    customer = some.a_customer(creditor)
    address = f"/customers/{customer.pk}/approach"
    assert "Rien à proposer" in text(collector.get(address))
    some.an_invoice(customer, 600_000)
    assert "Convenir d’une date, dans les 15 jours, pour 6 000,00 €" in text(collector.get(address))
    Leniency.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, kind="difficulty", from_on=some.TODAY,
        until_on=some.TODAY, reason="sinistre", by="test@example.com",
    )  # fmt: skip
    shown = text(collector.get(address))
    assert "Un échéancier de 3 mois, 2 000,00 € par mois" in shown
    assert "Parce que le client est en difficulté passagère." in shown


def test_the_channel_is_chosen_from_the_page_with_a_reason(creditor: Creditor, collector: Client) -> None:
    customer = some.a_customer(creditor)
    address = f"/customers/{customer.pk}/channel"
    assert collector.post(address, {"channel": "letter", "reason": ""}).status_code == 422
    assert collector.post(address, {"channel": "letter", "reason": "lit son courrier"}).status_code == 302
    choice = ChannelChoice.objects.get()
    assert (choice.channel, choice.how) == ("letter", "person")
    shown = text(collector.get(f"/customers/{customer.pk}/approach"))
    assert "lit son courrier" in shown
    assert "choisi par" in shown


def test_the_choice_of_a_channel_is_told_on_the_timeline_with_its_reason(
    creditor: Creditor, collector: Client
) -> None:
    customer = some.a_customer(creditor)
    for channel, reason in (("letter", "lit son courrier"), ("", "a de nouveau une adresse")):
        collector.post(f"/customers/{customer.pk}/channel", {"channel": channel, "reason": reason})
    shown = text(collector.get(f"/customers/{customer.pk}"))
    assert "Écrire par courrier" in shown
    assert "Écrire par le canal de chaque étape" in shown
    assert "lit son courrier" in shown
    assert "Canal choisi pour un client" not in shown


def test_the_page_has_its_own_help(creditor: Creditor, collector: Client) -> None:
    customer = some.a_customer(creditor)
    assert "Comment l’offre est tirée" in text(collector.get(f"/customers/{customer.pk}/approach"))
