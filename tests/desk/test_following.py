"""Who follows a customer: said on its page with who stands in, given to another from there, named everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cases.models import Call
from encours.records.modules.models import ModuleChoice
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.work.models import Absence, Assignment, Portfolio


@pytest.fixture
def managed(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def followed(customer: Customer, owner: User) -> None:
    fact = {"creditor": customer.creditor, "recorded_at": some.NOW}
    nord = Portfolio.objects.create(**fact, name="Nord")
    Assignment.objects.create(**fact, customer=customer, owner=owner, portfolio=nord)


def test_the_page_says_who_follows_and_who_stands_in(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    assert "Suivi par personne en particulier" in page(desk, f"/customers/{customer.pk}")
    owner = some.a_person("collector", creditor, email="lou@example.com")
    User.objects.filter(pk=owner.pk).update(name="Lou Berger")
    followed(customer, owner)
    told = page(desk, f"/customers/{customer.pk}")
    assert "Suivi par Lou Berger" in told
    assert "Nord" in told
    substitute = some.a_person("collector", creditor, email="noa@example.com")
    days = {"from_on": some.TODAY - timedelta(days=1), "until_on": some.TODAY}
    Absence.objects.create(
        creditor=creditor, recorded_at=some.NOW, person=owner, substitute=substitute, **days
    )
    assert "remplace" in page(desk, f"/customers/{customer.pk}")


def test_a_customer_is_given_to_another_from_its_page(
    desk: Client, managed: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    owner = some.a_person("collector", creditor, email="lou@example.com")
    address = f"/bulk?room=customers&act=transfer&pk={customer.pk}&from=customer"
    assert address.replace("&", "&amp;") in managed.get(f"/customers/{customer.pk}").content.decode()
    token = re.search(r'name="token" value="(\w+)"', managed.get(address).content.decode())
    assert token
    assert "act=transfer" not in desk.get(f"/customers/{customer.pk}").content.decode()
    answer = managed.post(address, {"token": token[1], "owner": owner.pk, "portfolio": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"/customers/{customer.pk}")
    assert Assignment.objects.get(customer=customer).owner == owner


def test_all_customers_of_a_colleague_are_offered_for_transfer_at_once(
    managed: Client, creditor: Creditor
) -> None:
    owner = some.a_person("collector", creditor, email="lou@example.com")
    followed(some.a_customer(creditor), owner)
    address = f"/bulk?room=customers&all=1&owner={owner.pk}&act=transfer"
    assert address in managed.get("/portfolios").content.decode()
    assert "1 client" in page(managed, address)


def test_the_timeline_calls_colleagues_by_their_names(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    User.objects.update(name="Camille Renaud")
    desk.post(f"/customers/{customer.pk}/note", {"text": "Rappelé"})
    assert "Camille Renaud" in page(desk, f"/customers/{customer.pk}/story")


def test_the_last_call_stands_where_one_decides(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    fact = {"creditor": creditor, "recorded_at": some.NOW, "customer": customer, "by": "lou@example.com"}
    Call.objects.create(**fact, on=some.TODAY - timedelta(days=9), outcome="no_answer")
    again = some.TODAY + timedelta(days=3)
    Call.objects.create(**fact, on=some.TODAY, outcome="promised", next_on=again, waiting=True)
    told = page(desk, f"/customers/{customer.pk}")
    assert "Dernier appel le 18/11/2026 · Joint : paiement annoncé · à rappeler le 21/11/2026" in told


def test_a_complaint_heard_is_recorded_from_the_customer_s_page_and_leads_back(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, account="411MART")
    place = f"/customers/{customer.pk}"
    asked = f"/measures/complaint?customer=411MART&next={place}"
    assert asked in desk.get(place).content.decode()
    assert 'value="411MART"' in desk.get(asked).content.decode()
    told = {"customer": "411MART", "kind": "complaint", "source": "customer", "text": "Relancé à tort"}
    answer = desk.post(asked, {**told, "on": some.TODAY.isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, place)
    ModuleChoice.objects.create(creditor=creditor, chosen={"measures": False})
    assert "/measures/complaint" not in desk.get(place).content.decode()
