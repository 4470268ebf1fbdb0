"""What several sources say is read on the invoice's page; whom to believe is chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.provenance.models import CustomerTold, Ranking, Told
from encours.records.quality.models import ToldAmount
from encours.records.receivables.models import Receivable


@pytest.fixture
def row(creditor: Creditor) -> Receivable:
    found = some.an_invoice(some.a_customer(creditor))
    fact = {"creditor": creditor, "recorded_at": some.NOW, "customer": found.customer, "receivable": found}
    Told.objects.create(**fact, field="due_on", source="einvoice", value=found.due_on.isoformat())
    Told.objects.create(**fact, field="due_on", source="table", value="2026-12-24")
    return found


def test_the_page_says_who_says_what_and_what_is_believed(
    creditor: Creditor, desk: Client, row: Receivable
) -> None:
    shown = page(desk, f"/invoices/{row.pk}")
    assert "Ce que disent les sources" in shown
    assert "la facture électronique" in shown
    assert "24/12/2026" in shown or "24 décembre 2026" in shown or "24 déc. 2026" in shown
    fact = {"creditor": creditor, "recorded_at": some.NOW, "customer": row.customer, "receivable": row}
    ToldAmount.objects.create(**fact, source="table", amount_cents=99_900)
    assert "999,00 €" in page(desk, f"/invoices/{row.pk}")


def test_an_invoice_of_one_source_shows_no_such_table(creditor: Creditor, desk: Client) -> None:
    row = some.an_invoice(some.a_customer(creditor))
    assert "Ce que disent les sources" not in page(desk, f"/invoices/{row.pk}")


def test_the_manager_says_whom_to_believe_and_the_invoice_follows(
    creditor: Creditor, visitor: Callable[[User], Client], row: Receivable
) -> None:
    manager = visitor(some.a_person("manager", creditor))
    assert "Quelle source croire" in page(manager, "/quality/sources")
    told = {"version": 1, "due_on": "table", "po_number": "einvoice", "customer": "connector", "person": "on"}
    assert manager.post("/quality/sources", told).status_code == 302
    assert Ranking.objects.get().orders["due_on"][:2] == ["person", "table"]
    assert Receivable.objects.get(pk=row.pk).due_on.isoformat() == "2026-12-24"
    assert manager.post("/quality/sources", told).status_code == 409


def test_the_customer_s_page_says_who_says_what_of_its_sheet(creditor: Creditor, desk: Client) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    assert "Ce que disent les sources" not in page(desk, f"/customers/{customer.pk}")
    fact = {"creditor": creditor, "recorded_at": some.NOW, "customer": customer}
    for source, field, value in (
        ("person", "name", "Garage Petit"),
        ("table", "name", "Petit Garage SARL"),
        ("table", "address", "4 rue Haute\n33000\nBordeaux\nFR"),
        ("connector", "terms", "45 net"),
    ):
        CustomerTold.objects.create(**fact, source=source, field=field, value=value)
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Petit Garage SARL" in shown
    assert "4 rue Haute, 33000, Bordeaux, FR" in shown
    assert "45 jours" in shown
