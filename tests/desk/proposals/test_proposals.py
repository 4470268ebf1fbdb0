"""The reminders of the day: read, approved, moved, withdrawn, sent, and shadow mode left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.cases.models import Hold
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import FreshnessAcceptance

IBAN = "FR7630006000011234567890189"
Visitor = Callable[[User], Client]


@pytest.fixture
def manager(creditor: Creditor, visitor: Visitor) -> Client:
    return visitor(some.a_person("manager", creditor, email="claire@delmas.example"))


@pytest.fixture
def message(creditor: Creditor) -> Message:
    """A first reminder of 1 200,00 € to a customer without address."""
    customer = some.a_customer(creditor, "Garage Petit", regime_source="person")
    return some.a_message(some.an_invoice(customer, 120_000, number="F-77"))


def token(message: Message) -> str:
    return f"{message.pk}.{message.version}.{message.facts_version}.{message.total_cents}"


def test_the_list_says_how_much_how_late_by_what_channel_and_what_lacks(
    manager: Client, message: Message
) -> None:
    shown = page(manager, "/proposals")
    for words in (
        "Garage Petit",
        "1 200,00 €",
        "20 jours de retard",
        "Premier rappel",
        "sans adresse",
        "e-mail",
    ):
        assert words in shown


def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    manager: Client, creditor: Creditor, message: Message
) -> None:
    before = queries(manager, "/proposals")
    for number in range(8):
        some.a_message(some.an_invoice(some.a_customer(creditor, f"Client {number}"), 10_000))
    assert queries(manager, "/proposals") == before


def test_why_the_gate_holds_a_reminder_is_said(manager: Client, message: Message) -> None:
    Message.objects.update(
        held_reason="quiet_hours", held_facts={"opens_on": "2026-11-19", "opens_at": "08:00"}
    )
    assert "Ce n’est pas l’heure" in page(manager, "/proposals")


def test_only_one_step_or_channel_can_be_shown(manager: Client, creditor: Creditor, message: Message) -> None:
    some.a_message(some.an_invoice(some.a_customer(creditor, "Scierie"), 10_000), channel="letter")
    shown = page(manager, "/proposals", channel="letter")
    assert "Scierie</a>" in shown
    assert "Garage Petit</a>" not in shown


def test_the_preview_is_framed_without_script_and_lists_the_invoice(
    manager: Client, message: Message
) -> None:
    shown = page(manager, f"/proposals/{message.pk}")
    assert 'sandbox=""' in shown
    answer = manager.get(f"/proposals/{message.pk}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "F-77" in answer.content.decode()


def test_a_letter_without_address_previews_and_takes_the_one_typed(
    manager: Client, creditor: Creditor, message: Message
) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(
        iban=IBAN, address="1 rue Haute", postcode="59000", city="Lille", sender_email="compta@delmas.example"
    )
    Message.objects.update(channel="letter")
    where = f"/proposals/{message.pk}"
    shown = page(manager, where)
    assert "Aucune adresse pour ce client" in shown
    assert "F-77" in shown
    assert manager.get(f"{where}/pdf").status_code == 404
    told = {"recipient": "Garage Petit\r\n2 rue Basse\r\n59000 Lille", "version": message.version}
    assert manager.post(f"{where}/recipient", told).status_code == 302
    assert "Aucune adresse" not in page(manager, where)
    sheet = manager.get(f"{where}/pdf")
    assert sheet.content.startswith(b"%PDF")
    assert sheet.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_an_address_that_is_none_is_said_on_the_form(manager: Client, message: Message) -> None:
    told = {"recipient": "pas une adresse", "version": message.version}
    answer = manager.post(f"/proposals/{message.pk}/recipient", told)
    assert answer.status_code == 422
    assert Message.objects.get().typed_recipient == ""


def test_what_a_formal_notice_lacks_is_named(manager: Client, message: Message) -> None:
    Message.objects.update(step_code="formal_notice", position=5, channel="letter", needs_approval=True)
    message.items.update(position=5)
    assert "Il manque à la mise en demeure" in page(manager, f"/proposals/{message.pk}")


def test_those_chosen_are_approved_at_once(manager: Client, creditor: Creditor, message: Message) -> None:
    other = some.a_message(some.an_invoice(some.a_customer(creditor, "Scierie"), 10_000))
    manager.post("/proposals/approve", {"message": [token(message), token(other)]})
    assert set(Message.objects.values_list("state", "approved_by")) == {("approved", "claire@delmas.example")}
    assert "2 relances approuvées." in page(manager, "/proposals")


def test_what_changed_since_it_was_shown_is_not_approved(manager: Client, message: Message) -> None:
    read = token(message)
    Message.objects.update(total_cents=90_000)
    manager.post("/proposals/approve", {"message": [read]})
    assert Message.objects.get().state == "proposed"
    assert "a changé depuis" in page(manager, "/proposals")


def test_nothing_chosen_is_a_sentence(manager: Client, message: Message) -> None:
    manager.post("/proposals/approve")
    assert "Cochez au moins une relance." in page(manager, "/proposals")


def test_the_message_of_another_creditor_is_not_approved(manager: Client, message: Message) -> None:
    theirs = some.a_message(some.an_invoice(some.a_customer(some.a_creditor("Scierie", "552100554")), 500))
    manager.post("/proposals/approve", {"message": [token(theirs)]})
    theirs.refresh_from_db()
    assert theirs.state == "proposed"


def test_a_reminder_moves_to_another_day_and_is_listed_apart(manager: Client, message: Message) -> None:
    to_on = some.TODAY + timedelta(days=2)
    where = f"/proposals/{message.pk}/move"
    assert manager.post(where, {"to_on": to_on.isoformat(), "version": 1}).status_code == 302
    assert Message.objects.get().planned_on == to_on
    assert "Prévues plus tard" in page(manager, "/proposals")
    assert manager.post(where, {"to_on": to_on.isoformat(), "version": 1}).status_code == 409


def test_a_reminder_withdrawn_stops_with_its_reason(manager: Client, message: Message) -> None:
    until_on = some.TODAY + timedelta(days=7)
    told = {"reason": "Virement annoncé", "until_on": until_on.isoformat(), "version": 1}
    assert manager.post(f"/proposals/{message.pk}/withdraw", told).status_code == 302
    assert Message.objects.get().state == "stopped"
    assert (Hold.objects.get().until_on, Hold.objects.get().reason) == (until_on, "Virement annoncé")
    assert "Virement annoncé" in page(manager, f"/proposals/{message.pk}")


def test_in_shadow_mode_sending_prepares_and_nothing_leaves(
    manager: Client, creditor: Creditor, message: Message
) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(sender_email="compta@delmas.example")
    some.a_contact(message.customer)
    assert "Préparer sans envoyer" in page(manager, "/proposals")
    manager.post("/proposals/send")
    assert Message.objects.get().state == "shadowed"
    assert Delivery.objects.get().state == "shadowed"
    assert "préparée(s) sans partir" in page(manager, "/proposals")


def test_leaving_shadow_mode_says_what_would_leave_and_asks(
    manager: Client, creditor: Creditor, message: Message
) -> None:
    shown = page(manager, "/proposals/shadow")
    assert "Écrire vraiment à vos clients ?" in shown
    assert "1 relance pourra partir au prochain envoi." in shown
    told = {"shadow": "off", "version": creditor.version}
    answer = manager.post("/proposals/shadow", told)
    assert answer.status_code == 422
    assert "IBAN" in answer.content.decode()
    Creditor.objects.filter(pk=creditor.pk).update(iban=IBAN, sender_email="compta@delmas.example")
    assert manager.post("/proposals/shadow", told).status_code == 302
    creditor.refresh_from_db()
    assert not creditor.shadow
    assert manager.post("/proposals/shadow", {"shadow": "on", "version": 1}).status_code == 409
    manager.post("/proposals/shadow", {"shadow": "on", "version": creditor.version})
    creditor.refresh_from_db()
    assert creditor.shadow


def test_a_collector_cannot_leave_shadow_mode(desk: Client, creditor: Creditor, message: Message) -> None:
    assert desk.get("/proposals/shadow").status_code == 403
    assert desk.post("/proposals/shadow", {"shadow": "off", "version": 1}).status_code == 403
    assert "Quitter le mode ombre" not in page(desk, "/proposals")


def test_old_data_is_accepted_for_today_under_ones_name(manager: Client, message: Message) -> None:
    assert "Accepter pour aujourd’hui" in page(manager, "/proposals")
    manager.post("/proposals/freshness")
    accepted = FreshnessAcceptance.objects.get()
    assert (accepted.on, accepted.by.email) == (some.TODAY, "claire@delmas.example")
    assert "Accepter pour aujourd’hui" not in page(manager, "/proposals")


@pytest.mark.parametrize(("gone", "state"), [("yes", "delivered"), ("no", "refused")])
def test_an_uncertain_message_is_settled_by_a_person(
    manager: Client, message: Message, gone: str, state: str
) -> None:
    Message.objects.update(state="uncertain", handed_at=some.NOW)
    some.a_delivery(message, state="uncertain", days_ago=0)
    assert "Est-il parti ?" in page(manager, "/proposals")
    manager.post(f"/proposals/{message.pk}/uncertain", {"gone": gone})
    assert Message.objects.get().state == state
    assert "Est-il parti ?" not in page(manager, "/proposals")


def test_the_day_is_decided_again_on_demand(manager: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit", regime_source="person")
    some.a_contact(customer)
    some.an_invoice(customer, 120_000, due_in=-5)
    manager.post("/proposals/run")
    assert "Journée recalculée : 1 relance proposée." in page(manager, "/proposals")


@pytest.mark.parametrize("place", ["//elsewhere.example/", "https://elsewhere.example/"])
def test_after_approving_one_stays_in_the_house(manager: Client, message: Message, place: str) -> None:
    answer: Any = manager.post("/proposals/approve", {"message": [token(message)], "next": place})
    assert answer.headers["Location"] == "/proposals"
