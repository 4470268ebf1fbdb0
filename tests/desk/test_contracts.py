"""Contracts on the customer's page, the due date by contract on the invoice's, and the acts that use it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.contracts.models import Contract, ContractPast
from encours.records.parties.models import Creditor, Customer
from encours.records.quality.models import Finding
from encours.records.receivables.models import Receivable

pytestmark = pytest.mark.both


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    return some.a_customer(creditor)


def answers(**told: Any) -> dict[str, Any]:
    return {
        "number": "C-12",
        "from_on": "2026-01-01",
        "terms_days": "45",
        "terms_mode": "net",
        "discount_bps": "2,00",
        "discount_days": "8",
        **told,
    }


def added(desk: Client, customer: Customer, **told: Any) -> Any:
    return desk.post(f"/customers/{customer.pk}/contracts/add", answers(**told))


def at_30_days(customer: Customer) -> Receivable:
    return some.an_invoice(customer, due_in=-20)


def test_the_invoice_at_30_days_is_flagged_and_takes_the_date_of_the_contract_at_45(
    desk: Client, customer: Customer
) -> None:
    row = at_30_days(customer)
    assert added(desk, customer).status_code == 302
    shown = page(desk, f"/invoices/{row.pk}")
    assert "Le contrat C-12 donne l’échéance du 13 novembre 2026" in shown or "13/11/2026" in shown
    assert desk.post(f"/invoices/{row.pk}/contract-date").status_code == 302
    now = Receivable.objects.get(pk=row.pk)
    assert (now.due_on, now.due_source) == (row.issued_on + timedelta(days=45), "person")
    assert "Utiliser l’échéance du contrat" not in page(desk, f"/invoices/{row.pk}")
    assert desk.post(f"/invoices/{row.pk}/contract-date").status_code == 422


def test_all_open_invoices_take_the_dates_of_their_contract_at_once(desk: Client, customer: Customer) -> None:
    rows = [at_30_days(customer), some.an_invoice(customer, due_in=-60), some.an_invoice(customer, due_in=10)]
    paid = some.an_invoice(customer, due_in=-90)
    Receivable.objects.filter(pk=paid.pk).update(open_cents=0)
    added(desk, customer)
    assert desk.post(f"/customers/{customer.pk}/contracts/dates").status_code == 302
    for row in rows:
        assert Receivable.objects.get(pk=row.pk).due_on == row.issued_on + timedelta(days=45)
    assert Receivable.objects.get(pk=paid.pk).due_on == paid.due_on


def test_quality_tells_due_dates_that_are_not_the_contract_s(desk: Client, customer: Customer) -> None:
    at_30_days(customer)
    desk.post("/quality/look")
    assert not Finding.objects.filter(rule="due_not_as_agreed").exists()
    added(desk, customer)
    assert Finding.objects.get(rule="due_not_as_agreed").value == "45 net"
    desk.post(f"/customers/{customer.pk}/contracts/dates")
    assert not Finding.objects.filter(rule="due_not_as_agreed").exists()


def test_a_contract_is_changed_its_state_before_kept(desk: Client, customer: Customer) -> None:
    added(desk, customer)
    contract = Contract.objects.get()
    assert (contract.discount_bps, contract.discount_days) == (200, 8)
    told = answers(terms_days="60", until_on="2026-12-31", version=1)
    assert desk.post(f"/contracts/{contract.pk}/edit", told).status_code == 302
    assert Contract.objects.get().terms_days == 60
    assert Contract.objects.get().until_on == date(2026, 12, 31)
    assert ContractPast.objects.get().terms_days == 45
    assert desk.post(f"/contracts/{contract.pk}/edit", told).status_code == 409
    assert "C-12" in page(desk, f"/customers/{customer.pk}")


@pytest.mark.parametrize(
    "told",
    [{"until_on": "2025-12-31"}, {"discount_days": ""}, {"terms_days": "400"}, {"number": ""}],
    ids=["ends before it begins", "a discount without its days", "beyond a year", "no number"],
)
def test_what_cannot_be_agreed_is_refused_on_the_form(
    desk: Client, customer: Customer, told: dict[str, str]
) -> None:
    assert added(desk, customer, **told).status_code == 422
    assert not Contract.objects.exists()


def test_the_pages_ask_as_much_at_one_contract_as_at_three(desk: Client, customer: Customer) -> None:
    row = at_30_days(customer)
    added(desk, customer)
    few = queries(desk, f"/customers/{customer.pk}"), queries(desk, f"/invoices/{row.pk}")
    added(desk, customer, number="C-13")
    added(desk, customer, number="C-14")
    assert (queries(desk, f"/customers/{customer.pk}"), queries(desk, f"/invoices/{row.pk}")) == few
