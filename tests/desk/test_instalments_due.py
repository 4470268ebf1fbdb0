"""An invoice in instalments is due on the earliest not paid, for what is due of it, wherever a page reads its day."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import Client
from openpyxl import load_workbook

from desk import situations as some
from desk.looking import keys, page, queries
from encours.acts.group import add_to_group, make_group
from encours.acts.import_file import import_file
from encours.acts.promise import spread
from encours.desk.boards import looking
from encours.records.cash.models import Payment
from encours.records.frames.account import unpaid
from encours.records.frames.cash import payable_items
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.receivables import due
from encours.records.receivables.models import InstalmentDue, Receivable
from encours.records.work.models import Assignment

# 300 € of 1 000 € were due on the 5th; the table's own day is the last one. The others are due on their own days.
PLANS = (
    "Compte;Facture;Date;Échéance;Montant TTC;Reste dû\n"
    "C1;F-1;01/09/2026;05/11/2026;300,00;300,00\n"
    "C1;F-1;01/09/2026;01/03/2027;700,00;700,00\n"
    "C1;F-2;01/09/2026;12/11/2026;10,00;10,00\n"
    "C1;F-3;01/09/2026;01/02/2027;20,00;20,00\n"
    "C2;F-4;01/09/2026;01/02/2027;50,00;50,00\n"
)


@pytest.fixture
def customer(creditor: Creditor, house: Path) -> Customer:
    """Who owes 1 000 € in two instalments, the first overdue since thirteen days, and two other invoices."""
    import_file(
        creditor, PLANS.encode(), "factures.csv", author="cli", at=some.NOW, on=some.TODAY, home=house
    )
    assert InstalmentDue.objects.get().due_on == date(2026, 11, 5)
    Customer.objects.filter(account="C1").update(name="Garage Petit")
    Customer.objects.filter(account="C2").update(name="Menuiserie Colin")
    return Customer.objects.get(account="C1")


@pytest.fixture
def invoice(customer: Customer) -> Receivable:
    return Receivable.objects.get(number="F-1")


@pytest.mark.both
def test_a_filter_of_customers_finds_it_by_the_day_of_the_instalment(
    desk: Client, customer: Customer
) -> None:
    def found(**query: str) -> list[int]:
        return keys(desk.get("/customers", query), "customers")

    assert found(due_from="2026-11-01", due_to="2026-11-06") == [customer.pk]
    assert found(late_min="10") == [customer.pk]
    assert found(due_from="2027-03-01", due_to="2027-03-01") == []
    assert found(bucket="late_1_30", number="F-1") == [customer.pk]


@pytest.mark.both
def test_the_list_of_customers_says_what_is_overdue_of_it(desk: Client, customer: Customer) -> None:
    Receivable.objects.filter(number="F-2").update(open_cents=0)
    shown = page(desk, "/customers", shown="overdue")
    assert "Garage Petit" in shown
    assert "Menuiserie Colin" not in shown
    assert "300,00 €" in shown  # and not the 1 000 € of the whole
    assert "1 000,00 €" not in shown
    assert "13 jours" in shown


@pytest.mark.both
def test_as_many_questions_however_many_invoices_in_instalments(
    desk: Client, creditor: Creditor, customer: Customer, house: Path
) -> None:
    before = queries(desk, "/customers"), queries(desk, "/work?whose=all")
    more = PLANS.replace("F-", "G-").replace("C1;", "C3;") + PLANS.replace("F-", "H-").partition("\n")[2]
    told: dict[str, Any] = {"author": "cli", "at": some.NOW, "on": some.TODAY, "home": house}
    import_file(creditor, more.encode(), "suite.csv", **told)
    assert InstalmentDue.objects.count() == 3
    assert (queries(desk, "/customers"), queries(desk, "/work?whose=all")) == before


def test_the_page_of_a_customer_says_it_too_and_begins_with_it(
    desk: Client, customer: Customer, invoice: Receivable
) -> None:
    answer = desk.get(f"/customers/{customer.pk}")
    assert [Receivable.objects.get(pk=key).number for key in keys(answer, "invoices")][:3] == [
        "F-1",
        "F-2",
        "F-3",
    ]
    shown = page(desk, f"/customers/{customer.pk}")
    assert "310,00 €" in shown  # overdue: what is due of the first, and the second
    assert "05/11/2026" in shown
    assert "la dernière le 01/03/2027" in shown


def test_a_group_counts_as_overdue_what_is_due_of_it(
    desk: Client, creditor: Creditor, customer: Customer
) -> None:
    told: dict[str, Any] = {"author": "cli", "at": some.NOW}
    group = make_group(creditor, name="Petit & fils", parent=customer, **told)
    add_to_group(group, Customer.objects.get(account="C2"), **told)
    shown = page(desk, "/groups")
    assert "310,00 €" in shown
    assert "1 010,00 €" not in shown


def test_the_sum_of_a_filtered_list_is_what_is_due_of_those_listed(
    desk: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "300,00 €" in page(desk, "/unpaid", number="F-1")
    monkeypatch.setattr(due, "_FEW", 0)  # as of many: all plans of the creditor are read
    shown = page(desk, "/unpaid", max_cents="100000")
    assert "310,00 €" in shown
    assert "1 010,00 €" not in shown


@pytest.mark.both
def test_the_work_list_counts_what_is_due_of_it_and_its_days(
    desk: Client, customer: Customer, invoice: Receivable
) -> None:
    Receivable.objects.filter(number="F-2").update(open_cents=0)
    some.a_standing(invoice, step=3, segment="standard")
    type(invoice.standing).objects.filter(receivable=invoice).update(reason="ladder_finished")
    shown = page(desk, "/work?whose=all")
    assert "Garage Petit" in shown
    assert "13 jours de retard" in shown
    assert "300,00 €" in shown
    assert "1 000,00 €" not in shown


@pytest.mark.both
def test_the_palette_says_the_day_of_the_instalment_and_shows_the_first_due_first(
    desk: Client, creditor: Creditor, invoice: Receivable
) -> None:
    other = some.an_invoice(some.a_customer(creditor), 100_000, due_in=9)
    told = desk.get("/go", {"q": "1000"}, HTTP_HX_REQUEST="true").content.decode()
    found = re.findall(r'role="option"[^>]*href="/invoices/(\d+)"', told)
    assert [int(key) for key in found] == [invoice.pk, other.pk]
    assert "échéance du 05/11/2026" in told


@pytest.mark.both
def test_behind_a_tile_it_stands_by_the_day_of_the_instalment(
    visitor: Callable[[User], Client], creditor: Creditor, customer: Customer
) -> None:
    client = visitor(some.a_person("auditor", creditor))

    def numbers(code: str) -> list[str]:
        answer = client.get(f"/board/tiles/{code}/lines")
        return [Receivable.objects.get(pk=key).number for key in keys(answer, "invoices")]

    assert numbers("overdue") == ["F-1", "F-2"]
    assert numbers("outstanding") == ["F-1", "F-2", "F-3", "F-4"]
    sheet = load_workbook(io.BytesIO(client.get("/board/tiles/overdue/lines?as=xlsx").content)).active
    told = [[cell.value for cell in row][1:3] for row in sheet.iter_rows(min_row=2)]  # type: ignore[union-attr]
    assert [number for number, _day in told] == ["F-1", "F-2"]
    assert str(told[0][1])[:10] == "2026-11-05"
    InstalmentDue.objects.update(due_on=some.TODAY - timedelta(days=91))
    assert numbers("over_90") == ["F-1"]


def test_the_board_of_a_narrow_sight_splits_it_as_the_run_does(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = some.a_person("salesperson", creditor)
    Membership.objects.filter(user=person).update(scope="owner")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=customer, owner=person)
    some.a_run(creditor)
    kept: list[Any] = []
    basis = looking.basis
    monkeypatch.setattr(
        looking, "basis", lambda *told, **named: kept.append(basis(*told, **named)) or kept[-1]
    )
    page(visitor(person), "/")
    figures = kept[0].figures
    assert (figures["overdue_cents"], figures["overdue_items"], figures["items"]) == (310_00, 2, 3)
    assert figures["ageing"]["not_due"] == 720_00


def test_a_promise_of_all_that_is_overdue_takes_it_first(
    desk: Client, customer: Customer, invoice: Receivable
) -> None:
    assert [item.number for item, _cents in spread(customer, None, on=some.TODAY)] == ["F-1", "F-2"]
    assert [item.number for item, _cents in spread(customer, 5_00, on=some.TODAY)] == ["F-1"]
    shown = desk.get(f"/customers/{customer.pk}/promise").content.decode()
    ticked = re.findall(r'name="invoices" value="(\d+)"[^>]*checked', shown)
    assert invoice.pk in {int(key) for key in ticked}


def test_money_is_applied_to_it_first_and_the_day_shown_is_the_instalments(
    desk: Client, creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    some.a_payment(customer, 7_700, unapplied=7_700)
    client = visitor(some.a_person("manager", creditor))
    shown = page(client, f"/payments/{Payment.objects.get().pk}/apply")
    assert re.findall(r"Facture (F-\d), échéance du ([0-9/]+)", shown)[:2] == [
        ("F-1", "05/11/2026"),
        ("F-2", "12/11/2026"),
    ]


def test_a_sheet_of_invoices_says_its_day_and_its_lateness(desk: Client, customer: Customer) -> None:
    query = {"room": "unpaid", "all": "1"}
    rows = desk.get("/bulk/file.csv", query).getvalue().decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    first = next(row for row in rows if row.startswith("F-1;"))
    assert rows.index(first) == 1
    assert "05/11/2026;13;" in first or "2026-11-05;13;" in first


def test_a_proposal_counts_its_days_late_from_the_instalment(
    desk: Client, customer: Customer, invoice: Receivable
) -> None:
    some.a_message(invoice)
    shown = page(desk, "/proposals")
    assert "13 jours" in shown


def test_how_a_customer_pays_counts_as_waiting_what_is_due_of_it(customer: Customer) -> None:
    told = unpaid(customer.pk, on=some.TODAY).filter(pl.col("due_on") < some.TODAY)
    assert sorted(told.select("due_on", "amount_cents").rows()) == [
        (date(2026, 11, 5), 300_00),
        (date(2026, 11, 12), 10_00),
    ]
    assert sum(unpaid(customer.pk, on=some.TODAY)["amount_cents"]) == 1_030_00


def test_a_payment_is_matched_with_it_before_what_was_due_after(
    customer: Customer, invoice: Receivable
) -> None:
    items = payable_items(customer.creditor_id, since=date(2026, 1, 1)).sort("due_on")
    assert items.select("number", "due_on").rows()[:2] == [
        ("F-1", date(2026, 11, 5)),
        ("F-2", date(2026, 11, 12)),
    ]
