"""The list of customers and the page of one."""

from __future__ import annotations

from django.test import Client

from desk import situations as some
from encours.records.parties.models import Creditor


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_list_shows_what_each_customer_owes_net_of_unapplied_cash(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.an_invoice(customer, 120_000)
    some.an_invoice(customer, 50_000, due_in=10)
    some.a_payment(customer, 20_000)
    shown = page(desk, "/customers")
    assert "Garage Petit" in shown
    assert "1 500,00 €" in shown
    assert "1 200,00 €" in shown
    assert "20 jours de retard" in shown


def test_a_customer_page_shows_everything(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    invoice = some.an_invoice(customer, 120_000)
    some.an_application(invoice, 20_000)
    some.a_delivery(some.a_message(invoice, state="delivered"))
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Garage Petit" in shown
