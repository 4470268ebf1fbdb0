"""An Odoo read: partners, invoices, payments whole with what they pay, credit notes, orders and opportunities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from doubles.odoo import DATABASE, LOGIN, PASSWORD, Odoo
from encours.acts.connect.configure import Wanted, add_connector, opened
from encours.acts.connect.sync import sync_connector
from encours.acts.open_creditor import open_creditor
from encours.acts.organise import Given, transfer
from encours.records.cash.models import Application, Payment
from encours.records.connectors.models import Comparison, Connector, Sync
from encours.records.frames.invariants import breaches
from encours.records.parties.models import Contact, Customer
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Deal, Order, Touch
from encours.records.work.models import Assignment
from encours.wire.pace import Pace

ON, DUE = date(2026, 9, 1), date(2026, 10, 1)
Reader = Callable[[Odoo], Sync]


@pytest.fixture
def odoo() -> Iterator[Odoo]:
    with Odoo() as double:
        yield double


@pytest.fixture
def sync(house: Path) -> Reader:
    def read(odoo: Odoo, password: str = PASSWORD) -> Sync:
        connector = Connector.objects.first()
        if connector is None:
            creditor = open_creditor(name="Delmas", siren="732829320", author="test", at=odoo.now)
            told = {"address": odoo.address, "database": DATABASE, "login": LOGIN, "password": password}
            connector = add_connector(
                creditor, "odoo", Wanted("Odoo", told), author="test", at=odoo.now, home=house
            )
        odoo.now += timedelta(minutes=20)
        remote = opened(connector, home=house, pace=Pace(1000, 1000, wait=lambda _seconds: None))
        done = sync_connector(connector, remote, clock=lambda: odoo.now + timedelta(seconds=5), home=house)
        assert done is not None
        return done

    return read


def opens() -> dict[str, int]:
    return dict(Receivable.objects.filter(gone_on__isnull=True).values_list("number", "open_cents"))


def differ() -> int:
    return Comparison.objects.order_by("-pk")[0].differ


@pytest.mark.both
def test_what_odoo_tells_comes_in(odoo: Odoo, sync: Reader) -> None:
    martin = odoo.partner("C001", "Boulangerie Martin", zip="75011", city="Paris", country_code="FR",
                          siret="73282932000074", email="compta@example.com")  # fmt: skip
    odoo.contact(martin, "Léa Roux", "lea@example.com")
    first = odoo.bill(martin, "INV/2026/0001", 1200.1, on=ON, due=DUE, ref="BC-77")
    second = odoo.bill(martin, "INV/2026/0002", 500.0, on=ON, due=DUE)
    credit = odoo.bill(martin, "RINV/2026/0001", 80.0, on=ON, due=ON, move_type="out_refund")
    odoo.bill(martin, "/", 5.0, on=ON, due=DUE, state="draft")
    paid = odoo.receive(martin, 1000.0, on=date(2026, 9, 10))
    odoo.reconcile(first, 700.1, payment=paid)
    odoo.reconcile(second, 50.0, credit=credit)
    odoo.add("sale.order", name="S00001", partner_id=[martin, ""], date_order="2026-09-01 10:00:00", state="sale",
             amount_total=300.0, currency_id=[1, "EUR"], invoice_status="to invoice")  # fmt: skip
    odoo.add("crm.lead", name="Rénovation", partner_id=[martin, ""], type="opportunity", expected_revenue=9000.0,
             probability=40, active=True, company_currency=[1, "EUR"], user_id=[2, "Paul"])  # fmt: skip
    assert sync(odoo).error == ""
    customer = Customer.objects.get()
    assert (customer.account, customer.siren, customer.postcode) == ("C001", "732829320", "75011")
    assert set(Contact.objects.values_list("email", flat=True)) == {"compta@example.com", "lea@example.com"}
    assert opens() == {"INV/2026/0001": 50_000, "INV/2026/0002": 45_000, "RINV/2026/0001": -3_000}
    payment = Payment.objects.get()
    assert (payment.amount_cents, payment.unapplied_cents) == (100_000, 29_990)
    assert Order.objects.get().amount_cents == 30_000
    assert (Deal.objects.get().stage, Deal.objects.get().amount_cents) == ("qualified", 900_000)
    assert differ() == 0
    assert breaches() == []


def test_the_campaigns_of_its_crm_come_in_once_a_customer(odoo: Odoo, sync: Reader) -> None:
    martin = odoo.partner("C001", "Boulangerie Martin")
    spring = [7, "Salon de printemps"]
    for name, kind in (("Salon", "lead"), ("Four", "opportunity")):
        odoo.add("crm.lead", name=name, partner_id=[martin, ""], type=kind, expected_revenue=10.0, probability=10,
                 active=True, company_currency=[1, "EUR"], campaign_id=spring,
                 create_date="2026-09-02 08:00:00")  # fmt: skip
    assert sync(odoo).error == ""
    touch = Touch.objects.get()
    assert (touch.campaign.name, touch.campaign.from_on) == ("Salon de printemps", date(2026, 9, 2))
    assert (touch.customer.account, touch.excluded) == ("C001", False)
    assert sync(odoo).changed == 0
    odoo.change("crm.lead", max(odoo.models["crm.lead"]), campaign_id=[8, "Automne"])
    assert sync(odoo).error == ""
    assert set(Touch.objects.values_list("campaign__name", flat=True)) == {"Salon de printemps", "Automne"}


def test_who_sells_to_a_customer_follows_it_unless_a_person_chose_otherwise(odoo: Odoo, sync: Reader) -> None:
    paul = odoo.add("res.users", name="Paul", login="paul@example.com")
    far = odoo.add("res.users", name="Ida", login="ida@example.com")
    martin = odoo.partner("C001", "Martin", user_id=[paul, "Paul"])
    odoo.partner("C002", "Durand", user_id=[far, "Ida"])
    sync(odoo)
    creditor = Connector.objects.get().creditor
    people = [User.objects.create(email=f"{one}@example.com", name=one) for one in ("paul", "zoe")]
    for one in people:
        Membership.objects.create(creditor=creditor, user=one, role="salesperson")
    odoo.change("res.partner", martin, city="Lille")
    sync(odoo)
    assert dict(Assignment.objects.values_list("customer__account", "owner__name")) == {"C001": "paul"}
    transfer(
        creditor, [Customer.objects.get(account="C001").pk], Given(people[1]), author="test", at=odoo.now
    )
    odoo.change("res.partner", martin, city="Lyon")
    sync(odoo)
    assert Customer.objects.get(account="C001").city == "Lyon"
    assert Assignment.objects.get().owner == people[1]


@pytest.mark.both
def test_the_rest_of_a_payment_used_later_makes_no_second_payment(odoo: Odoo, sync: Reader) -> None:
    martin = odoo.partner("C001", "Martin")
    first = odoo.bill(martin, "INV/1", 100.0, on=ON, due=DUE)
    paid = odoo.receive(martin, 150.0, on=ON)
    odoo.reconcile(first, 100.0, payment=paid)
    sync(odoo)
    second = odoo.bill(martin, "INV/2", 80.0, on=ON, due=DUE)
    odoo.reconcile(second, 50.0, payment=paid)
    sync(odoo)
    assert opens() == {"INV/1": 0, "INV/2": 3_000}
    assert (Payment.objects.count(), Application.objects.count()) == (1, 2)
    assert differ() == 0
    assert breaches() == []


def test_an_invoice_set_back_to_draft_is_gone_and_comes_back(odoo: Odoo, sync: Reader) -> None:
    bill = odoo.bill(odoo.partner("C001", "Martin"), "INV/1", 100.0, on=ON, due=DUE)
    sync(odoo)
    odoo.change("account.move", bill, state="draft")
    sync(odoo)
    assert opens() == {}
    odoo.change("account.move", bill, state="posted", amount_total=90.0, amount_residual=90.0)
    sync(odoo)
    assert opens() == {"INV/1": 9_000}
    assert differ() == 0


def test_an_odoo_without_sales_or_leads_is_read_all_the_same(sync: Reader) -> None:
    with Odoo(without=("sale.order", "crm.lead")) as odoo:
        odoo.bill(odoo.partner("C001", "Martin"), "INV/1", 100.0, on=ON, due=DUE)
        assert sync(odoo).error == ""
        assert opens() == {"INV/1": 10_000}


def test_a_wrong_key_is_said(odoo: Odoo, house: Path, sync: Reader) -> None:
    creditor = open_creditor(name="Delmas", siren="732829320", author="test", at=odoo.now)
    told = {"address": odoo.address, "database": DATABASE, "login": LOGIN, "password": "wrong"}
    add_connector(creditor, "odoo", Wanted("Odoo", told), author="test", at=odoo.now, home=house)
    error = sync(odoo).error
    assert "vérifiez la base" in error
    assert "wrong" not in error
