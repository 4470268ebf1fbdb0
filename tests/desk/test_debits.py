"""Direct debits at the desk: rules, mandates on the customer's page, the batch and its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import queries
from encours.core.debits.rules import DebitRules
from encours.desk.debits.forms import said_by
from encours.records.debits.models import Debit, DebitBatch, Mandate
from encours.records.debits.reading import debit_rules
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User

IBAN = "FR7630006000011234567890189"


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    """It owes an invoice that falls due in twelve days."""
    found = some.a_customer(creditor, "Dupont")
    some.an_invoice(found, 100_000, number="FA77", due_in=12)
    return found


def rules(**more: Any) -> dict[str, Any]:
    usual = {name: str(value) for name, value in said_by(DebitRules(ics="FR72 ZZZ 123456")).items()}
    return usual | {"version": "0"} | more


def mandate(**more: Any) -> dict[str, Any]:
    usual = {
        "umr": "RUM-1", "scheme": "CORE", "signed_on": "2026-01-05", "debtor": "Dupont", "iban": IBAN, "bic": "",
        "sequence": "FRST", "document": "",
    }  # fmt: skip
    return usual | more


def collectable(manager: Client, customer: Customer) -> Debit:
    """Announced on the desk, and its pre-notification delivered the same day."""
    manager.post(reverse("change_debit_rules"), rules(notice_days="10"))
    manager.post(reverse("add_mandate", args=[customer.pk]), mandate())
    manager.post(reverse("announce_debits"))
    debit = Debit.objects.get()
    Message.objects.filter(pk=debit.message_id).update(state="delivered")
    Delivery.objects.create(
        creditor=customer.creditor, recorded_at=some.NOW, customer=customer, message_id=debit.message_id,
        state="delivered", on=some.TODAY, channel="email", recipient="a@b.example", subject="s",
        document_sha256="0" * 64,
    )  # fmt: skip
    Creditor.objects.update(shadow=False, iban=IBAN)
    return debit


def test_rules_are_published_and_a_wrong_identifier_is_said_on_the_form(
    manager: Client, creditor: Creditor
) -> None:
    assert manager.post(reverse("change_debit_rules"), rules()).status_code == 302
    assert debit_rules(creditor.pk).ics == "FR72ZZZ123456"
    wrong = manager.post(reverse("change_debit_rules"), rules(ics="FR00ZZZ123456", version="1"))
    assert wrong.status_code == 422
    assert "n’est pas valide" in wrong.content.decode()
    assert manager.post(reverse("change_debit_rules"), rules()).status_code == 409


def test_a_mandate_is_written_amended_and_revoked_on_the_customer_s_page(
    manager: Client, customer: Customer
) -> None:
    page, place = reverse("customer", args=[customer.pk]), reverse("add_mandate", args=[customer.pk])
    assert "Aucun mandat" in manager.get(page).content.decode()
    assert manager.post(place, mandate(iban="FR00")).status_code == 422
    assert manager.post(place, mandate()).status_code == 302
    made = Mandate.objects.get()
    assert "RUM-1" in manager.get(page).content.decode()
    told = mandate(debtor="Dupont SA") | {"version": made.version}
    assert manager.post(reverse("edit_mandate", args=[made.pk]), told).status_code == 302
    assert made.past.get().debtor == "Dupont"
    told = {"reason": "lettre du 12", "version": made.version + 1}
    assert manager.post(reverse("revoke_mandate", args=[made.pk]), told).status_code == 302
    assert "Révoqué" in manager.get(reverse("mandates")).content.decode()


def test_what_is_not_collected_says_why(manager: Client, customer: Customer) -> None:
    manager.post(reverse("add_mandate", args=[customer.pk]), mandate())
    some.an_invoice(customer, 5_000, number="FA78", due_in=60)
    some.an_invoice(customer, -5_000, number="AV1")
    text = manager.get(reverse("debits")).content.decode()
    for sentence in (
        "le préavis a le temps",
        "il n’est pas déduit, selon vos règles",
        "identifiant créancier SEPA (ICS)",
    ):
        assert sentence in text


def test_a_batch_is_prepared_downloaded_and_handed_over(manager: Client, customer: Customer) -> None:
    debit = collectable(manager, customer)
    assert "Préparer la remise" in manager.get(reverse("debits")).content.decode()
    assert manager.post(reverse("prepare_debits")).status_code == 302
    batch = DebitBatch.objects.get()
    page = reverse("debit_batch", args=[batch.pk])
    assert "FA77" in manager.get(page).content.decode()
    file = manager.get(reverse("debit_file", args=[batch.pk]))
    debit.refresh_from_db()
    assert debit.end_to_end_id in file.content.decode()
    assert "attachment" in file["Content-Disposition"]
    manager.post(reverse("hand_debits", args=[batch.pk]), {"version": batch.version})
    assert "Portée à la banque" in manager.get(page).content.decode()
    told = {"reason": "refusée en entier", "version": batch.version + 1}
    assert manager.post(reverse("cancel_debits", args=[batch.pk]), told).status_code == 302
    assert Debit.objects.get(pk=debit.pk).state == "ended"


def test_nothing_to_collect_is_said_and_no_file_is_made(manager: Client, customer: Customer) -> None:
    collectable(manager, customer)
    Debit.objects.update(collect_on=some.TODAY + timedelta(days=40))
    text = manager.post(reverse("prepare_debits"), follow=True).content.decode()
    assert "Rien n’est à prélever" in text
    assert not DebitBatch.objects.exists()


def test_a_mandate_stopped_by_the_bank_waits_for_an_answer(manager: Client, customer: Customer) -> None:
    manager.post(reverse("add_mandate", args=[customer.pk]), mandate())
    Mandate.objects.update(state="stopped", reason="MD06")
    made = Mandate.objects.get()
    assert "remboursement demandé par le débiteur" in manager.get(reverse("mandates")).content.decode()
    told = {"reason": "erreur de sa part", "version": made.version}
    assert manager.post(reverse("take_up_mandate", args=[made.pk]), told).status_code == 302
    assert Mandate.objects.get().state == "active"


def test_the_page_asks_as_much_of_three_debits_as_of_one(manager: Client, creditor: Creditor) -> None:
    intake = some.an_intake(creditor)
    for rank in range(3):
        invoice = some.an_invoice(some.a_customer(creditor, f"Client {rank}"), 100_000)
        some.debited(invoice, intake.kept, on=some.TODAY, at=some.NOW, number=rank + 1)
        if rank == 0:
            one = queries(manager, reverse("debits"))
    assert queries(manager, reverse("debits")) == one
