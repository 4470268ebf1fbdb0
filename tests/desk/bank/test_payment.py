"""A payment at the desk: what is free of it, applied, refunded, transferred, and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.refund import let_refund
from encours.records.cash.models import Payment
from encours.records.cash.outgoing import Refund, RefundOrder, Transfer
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable

IBAN = "FR7630006000011234567890189"


@pytest.fixture
def petit(creditor: Creditor) -> Customer:
    return some.a_customer(creditor, "Garage Petit", account="PETIT")


@pytest.fixture
def paid(petit: Customer) -> Payment:
    """100,00 € of Garage Petit that wait."""
    return some.a_payment(petit, 10_000)


def ask(client: Client, paid: Payment, amount: str = "40,00", free: int = 10_000) -> int:
    told = {"amount_cents": amount, "planned_on": some.TODAY, "reason": "Trop payé", "version": free}
    return client.post(f"/payments/{paid.pk}/refund", told).status_code


def test_unapplied_cash_leads_to_its_payment_and_what_may_be_done(desk: Client, paid: Payment) -> None:
    assert f'href="/payments/{paid.pk}"' in page(desk, "/bank/unapplied")
    told = page(desk, f"/payments/{paid.pk}")
    for what in ("apply", "transfer", "refund"):
        assert f'href="/payments/{paid.pk}/{what}"' in told


def test_a_payment_is_applied_from_its_page(desk: Client, petit: Customer, paid: Payment) -> None:
    invoice = some.an_invoice(petit, 6_000, number="F-77")
    assert "F-77" in page(desk, f"/payments/{paid.pk}/apply")
    told = {f"cents_{invoice.pk}": "20,00", "version": 10_000}
    assert desk.post(f"/payments/{paid.pk}/apply", told).status_code == 302
    assert Receivable.objects.get(pk=invoice.pk).open_cents == 4_000
    assert "F-77" in page(desk, f"/payments/{paid.pk}")
    assert desk.post(f"/payments/{paid.pk}/apply", told).status_code == 409  # less is free now


def test_a_refund_is_asked_agreed_to_by_another_and_cancelled(
    desk: Client, creditor: Creditor, paid: Payment, visitor: Callable[[User], Client]
) -> None:
    assert ask(desk, paid) == 302
    (refund,) = Refund.objects.all()
    assert "attend un accord" in page(desk, f"/payments/{paid.pk}")
    assert refund.reference in page(desk, "/bank/unapplied")
    assert desk.post(f"/refunds/{refund.pk}/approve", {"version": 1}).status_code == 403
    cfo = visitor(some.a_person("cfo", creditor))
    assert "Donner mon accord" in page(cfo, f"/payments/{paid.pk}")
    assert cfo.post(f"/refunds/{refund.pk}/approve", {"version": 1}).status_code == 302
    assert "attend la sortie" in page(desk, f"/payments/{paid.pk}")
    assert "Aucune sortie de ce montant" in page(desk, f"/refunds/{refund.pk}/confirm")
    told = {"reason": "Finalement non", "version": 2}
    assert desk.post(f"/refunds/{refund.pk}/cancel", told).status_code == 302
    refund.refresh_from_db()
    assert refund.state == "cancelled"


def test_a_person_chooses_the_debit(desk: Client, creditor: Creditor, paid: Payment) -> None:
    let_refund(creditor, 50_000, made_from=None, author="test@example.com", at=some.NOW)
    ask(desk, paid)
    (refund,) = Refund.objects.all()
    line = some.a_bank_line(creditor, some.an_intake(creditor), -4_000, state="debit")
    told = {"line": line.pk, "version": refund.version}
    assert desk.post(f"/refunds/{refund.pk}/confirm", told).status_code == 302
    refund.refresh_from_db()
    assert (refund.state, refund.line_id) == ("made", line.pk)


@pytest.mark.parametrize("amount", ["100,01", "0", "beaucoup", ""])
def test_an_amount_that_cannot_be_is_said_on_the_form(desk: Client, paid: Payment, amount: str) -> None:
    assert ask(desk, paid, amount) == 422
    assert not Refund.objects.exists()


def test_cash_is_transferred_to_the_one_customer_that_is_named(
    desk: Client, creditor: Creditor, paid: Payment, petit: Customer
) -> None:
    grand = some.a_customer(creditor, "Hôtel Grand", account="GRAND")
    some.a_customer(creditor, "Hôtel Moyen")
    told = {"amount_cents": "40,00", "reason": "Sa filiale", "version": 10_000}
    for words, said in (("hotel", "Hôtel Moyen"), ("rien de tel", "Aucun client")):
        answer = desk.post(f"/payments/{paid.pk}/transfer", told | {"to": words})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert desk.post(f"/payments/{paid.pk}/transfer", told | {"to": "hotel grand"}).status_code == 302
    (made,) = Transfer.objects.all()
    assert (made.to_customer, made.amount_cents) == (grand, 4_000)
    for customer, said in ((petit, "transférés à Hôtel Grand"), (grand, "reçus de Garage Petit")):
        assert said in page(desk, f"/customers/{customer.pk}")
    back = {"reason": "Erreur", "version": made.version}
    assert desk.post(f"/transfers/{made.pk}/undo", back).status_code == 302
    assert "annulé" in page(desk, f"/payments/{paid.pk}")


def test_a_person_of_a_part_transfers_to_no_customer_that_it_does_not_see(
    creditor: Creditor, paid: Payment, auditor: Client
) -> None:
    assert auditor.get(f"/payments/{paid.pk}").status_code == 200
    assert auditor.get(f"/payments/{paid.pk}/transfer").status_code == 403


def test_what_left_a_payment_is_not_counted_twice_in_what_waits(desk: Client, paid: Payment) -> None:
    ask(desk, paid, "100,00")
    assert "100,00 €" in page(desk, f"/payments/{paid.pk}")
    told = page(desk, "/bank/unapplied")
    assert f'href="/payments/{paid.pk}"' not in told.split("Détail")[-1]


def test_who_decides_says_up_to_how_much_one_person_alone_refunds(
    desk: Client, creditor: Creditor, visitor: Callable[[User], Client], paid: Payment
) -> None:
    assert desk.get("/bank/refunds/rule").status_code == 403
    manager = visitor(some.a_person("manager", creditor))
    told = {"alone_cents": "500,00", "version": 0}
    assert manager.post("/bank/refunds/rule", told).status_code == 302
    assert "500,00" in page(manager, "/bank/refunds/rule")
    ask(desk, paid)
    assert Refund.objects.get().state == "awaited"


@pytest.fixture
def asked(creditor: Creditor) -> Message:
    """A reminder that waits, to a customer that owes 60,00 €."""
    return some.a_message(some.an_invoice(some.a_customer(creditor, "Durand", account="DURAND"), 6_000))


def waits(message: Message) -> bool:
    return Message.objects.get(pk=message.pk).state == "proposed"


def test_money_transferred_to_a_customer_stops_at_once_what_asked_for_it(
    desk: Client, paid: Payment, asked: Message
) -> None:
    told = {"to": "DURAND", "amount_cents": "60,00", "reason": "Payé pour lui", "version": 10_000}
    assert desk.post(f"/payments/{paid.pk}/transfer", told).status_code == 302
    assert not waits(asked)


def test_a_refund_or_a_transfer_given_up_stops_at_once_what_its_money_covers_again(
    desk: Client, petit: Customer, paid: Payment
) -> None:
    some.a_customer(petit.creditor, "Durand", account="DURAND")
    invoice = some.an_invoice(petit, 10_000)
    assert ask(desk, paid, "50,00") == 302
    told = {"to": "DURAND", "amount_cents": "50,00", "reason": "Payé pour lui", "version": 5_000}
    assert desk.post(f"/payments/{paid.pk}/transfer", told).status_code == 302
    for row, place in (
        (Refund.objects.get(), "refunds/{}/cancel"),
        (Transfer.objects.get(), "transfers/{}/undo"),
    ):
        Customer.objects.filter(pk=petit.pk).update(facts_version=99)
        message = some.a_message(invoice, facts_version=99)
        told = {"reason": "Finalement non", "version": row.version}
        assert desk.post(f"/{place.format(row.pk)}", told).status_code == 302
        assert not waits(message)


def test_the_file_of_transfers_is_prepared_downloaded_and_given_up(
    desk: Client, creditor: Creditor, paid: Payment
) -> None:
    let_refund(creditor, 50_000, made_from=None, author="test@example.com", at=some.NOW)
    Creditor.objects.update(iban=IBAN)
    assert "Virements de remboursement" not in page(desk, "/bank/unapplied")
    told = {
        "amount_cents": "40,00",
        "planned_on": some.TODAY,
        "reason": "Trop payé",
        "version": 10_000,
        "iban": IBAN,
    }
    assert desk.post(f"/payments/{paid.pk}/refund", told).status_code == 302
    assert "1 remboursement accordé attend son virement" in page(desk, "/bank/unapplied")
    assert desk.post("/bank/refunds/prepare").status_code == 302
    (order,) = RefundOrder.objects.all()
    assert order.reference in page(desk, "/bank/unapplied")
    assert order.reference in page(desk, f"/payments/{paid.pk}")
    file = desk.get(f"/bank/refunds/files/{order.pk}")
    assert Refund.objects.get().reference in file.content.decode()
    assert "attachment" in file["Content-Disposition"]
    assert "attend son virement" in desk.post("/bank/refunds/prepare", follow=True).content.decode()
    told = {"reason": "mauvais compte", "version": order.version}
    assert desk.post(f"/bank/refunds/files/{order.pk}/cancel", told).status_code == 302
    assert "1 remboursement accordé attend son virement" in page(desk, "/bank/unapplied")
