"""Agreements at the desk: the batch beside yesterday's, decided by one or by group; rules and delegations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from books import OURS
from desk import situations as some
from desk.looking import page
from encours.acts.refund import Asked, ask_refund
from encours.records.messages.approvals import ApprovalDecision, BatchLine
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.approvals import ApprovalPolicy, Delegation

RULE = {
    "row": "0", "label_fr-0": "Gros montants", "code-0": "dear", "from_amount-0": "1 000,00",
    "roles-0": "cfo", "asks-0": "on", "reason": "Décision du comité", "version": "0",
}  # fmt: skip


def waits(creditor: Creditor, name: str, cents: int = 120_000) -> Message:
    invoice = some.an_invoice(some.a_customer(creditor, name), cents)
    return some.a_message(invoice, needs_approval=True, total_cents=cents)


def was(message: Message, cents: int) -> None:
    told = {
        "key": message.key,
        "step_code": message.step_code,
        "tone": "friendly",
        "channel": message.channel,
    }
    BatchLine.objects.create(
        creditor_id=message.creditor_id,
        customer=message.customer,
        on=some.TODAY - timedelta(days=1),
        currency="EUR",
        total_cents=cents,
        **told,
    )


def test_the_batch_says_what_changed_since_the_day_before_and_a_group_is_approved_at_once(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    manager = visitor(some.a_person("manager", creditor))
    same, moved, new = (waits(creditor, name) for name in ("Alpha", "Bravo", "Charlie"))
    was(same, 120_000)
    was(moved, 90_000)
    shown = page(manager, "/approvals")
    for part in ("Comme au lot précédent", "Autre montant", "Nouvelles", "900,00"):
        assert part in shown
    seal = re.search(r'name="seal-same" value="(\w+)"', shown)
    assert seal
    told = {"do": "group:same", "seal-same": seal[1]}
    Message.objects.filter(pk=same.pk).update(total_cents=1)
    manager.post("/approvals/decide", told)
    assert not ApprovalDecision.objects.exists()  # not what was shown
    Message.objects.filter(pk=same.pk).update(total_cents=120_000)
    manager.post("/approvals/decide", told)
    assert [one.message_key for one in ApprovalDecision.objects.all()] == [same.key]
    assert "approuvée" in page(manager, "/approvals")
    token = f"{new.pk}.{new.version}.{new.facts_version}.{new.total_cents}"
    manager.post("/approvals/decide", {"do": "send_back", "message": token, "reason": ""})
    assert ApprovalDecision.objects.count() == 1
    manager.post("/approvals/decide", {"do": "send_back", "message": token, "reason": "Mauvais contact"})
    assert "Mauvais contact" in page(manager, "/approvals")
    assert "Relance renvoyée pour être revue" in page(manager, f"/customers/{new.customer_id}")
    assert "Soumettre de nouveau" in page(manager, f"/proposals/{new.pk}")


def test_rules_are_written_with_what_each_takes_today_and_published_with_a_reason(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    manager = visitor(some.a_person("manager", creditor))
    waits(creditor, "Alpha")
    counted = manager.post("/approvals/rules/count", RULE).content.decode()
    assert "prend 1 relance d’aujourd’hui" in counted
    dearer = manager.post("/approvals/rules/count", RULE | {"from_amount-0": "5000"}).content.decode()
    assert "prend 0 relance" in dearer
    assert (
        "s’écrit comme"
        in manager.post("/approvals/rules/count", RULE | {"from_amount-0": "x"}).content.decode()
    )
    assert manager.post("/approvals/rules/edit", RULE | {"reason": ""}).status_code == 422
    assert manager.post("/approvals/rules/edit", RULE).status_code == 302
    assert manager.post("/approvals/rules/edit", RULE).status_code == 409
    assert ApprovalPolicy.objects.get().number == 1
    assert "Gros montants" in page(manager, "/approvals/rules")
    two = manager.post("/approvals/rules/edit", RULE | {"do": "add"}).content.decode()
    assert 'name="code-1"' in two


def test_who_is_not_named_sees_why_and_a_delegate_may(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    manager, cfo, collector = (some.a_person(role, creditor) for role in ("manager", "cfo", "collector"))
    visitor(manager).post("/approvals/rules/edit", RULE)
    message = waits(creditor, "Alpha")
    assert "nomme d’autres personnes" in page(visitor(manager), "/approvals")
    token = f"{message.pk}.{message.version}.{message.facts_version}.{message.total_cents}"
    told = {"do": f"one:{token}"}
    assert visitor(collector).post("/approvals/decide", told).status_code == 403
    days = {"from_on": some.TODAY.isoformat(), "until_on": some.TODAY.isoformat()}
    given = {"person": str(cfo.pk), "to": str(collector.pk), **days}
    assert visitor(cfo).post("/approvals/delegate", given).status_code == 302
    visitor(collector).post("/approvals/decide", told)
    assert ApprovalDecision.objects.get().in_name_of == cfo.email
    visitor(cfo).post(f"/delegations/{Delegation.objects.get().pk}/cancel")
    assert Delegation.objects.get().cancelled_at is not None


def test_what_waits_elsewhere_is_listed_for_whoever_may_decide_of_it(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    paid = some.a_payment(some.a_customer(creditor, "Alpha"), 900_000)
    asked = Asked(500_000, some.TODAY, "Trop perçu")
    asker, other = (some.a_person("manager", creditor) for _ in range(2))
    ask_refund(paid, asked, made_from=None, author=asker.email, at=some.NOW, on=some.TODAY)
    Creditor.objects.filter(pk=creditor.pk).update(iban_asked=OURS.iban, iban_asked_by=asker)
    shown = page(visitor(other), "/approvals")
    for part in ("Attendent aussi un accord", "Remboursement · Alpha", "Changement d’IBAN"):
        assert part in shown
    assert 'id="others-title"' not in page(visitor(asker), "/approvals")
    collector = visitor(some.a_person("collector", creditor))
    assert 'id="others-title"' not in page(collector, "/approvals")
