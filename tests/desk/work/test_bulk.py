"""Acting on many customers: previewed, refused when they changed, done once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from desk import situations as some
from desk.looking import page, queries
from encours.records.cases.models import Hold
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.work.models import Assignment

pytestmark = pytest.mark.both


@pytest.fixture
def three(creditor: Creditor) -> list[Customer]:
    made = [some.a_customer(creditor, name) for name in ("Un", "Deux", "Trois")]
    for one in made:
        some.an_invoice(one, 100_000)
    about = {"creditor": creditor, "recorded_at": some.NOW, "by": "x@example.com", "reason": "Motif"}
    Hold.objects.create(**about, customer=made[2], from_on=some.TODAY)
    return made


def token(text: str) -> str:
    found = re.search(r'name="token" value="(\w+)"', text)
    assert found
    return found.group(1)


def test_the_preview_says_how_many_how_much_and_who_is_left_out(desk: Client, three: list[Customer]) -> None:
    text = page(desk, "/bulk", room="customers", all="1", act="hold")
    assert "2 clients concernés" in text
    assert "2 000,00 €" in text
    assert "1 · déjà suspendus" in text


def test_what_was_shown_is_done_once(desk: Client, three: list[Customer]) -> None:
    address = f"/bulk?room=customers&act=hold&pk={three[0].pk}&pk={three[1].pk}"
    told = {"token": token(page(desk, address)), "reason": "Grève", "from_on": some.TODAY.isoformat()}
    assert desk.post(address, {**told, "reason": ""}).status_code == 422
    assert desk.post(address, told).status_code == 302
    assert Hold.objects.filter(reason="Grève").count() == 2
    assert Entry.objects.filter(act="hold_many").count() == 1
    assert desk.post(address, told).status_code == 409  # they are held now: not the customers shown


def test_a_whole_filter_is_transferred_by_a_manager_only(
    desk: Client, creditor: Creditor, three: list[Customer], visitor: Callable[[User], Client]
) -> None:
    owner = some.a_person("collector", creditor)
    address = "/bulk?room=customers&act=transfer&all=1&customer=trois"
    assert desk.get(address).status_code == 403
    manager = visitor(some.a_person("manager", creditor))
    told = {"token": token(page(manager, address)), "owner": owner.pk, "portfolio": ""}
    assert manager.post(address, told).status_code == 302
    assert Assignment.objects.get().customer == three[2]


def test_nothing_out_of_scope_is_touched(
    creditor: Creditor, three: list[Customer], visitor: Callable[[User], Client]
) -> None:
    person = some.a_person("collector", creditor)
    person.memberships.update(scope="owner")
    text = page(visitor(person), "/bulk", room="customers", act="note", pk=three[0].pk)
    assert "Un</a>" not in text
    assert "Aucun client à traiter" in text


def test_the_preview_costs_the_same_for_three_as_for_one(
    desk: Client, creditor: Creditor, three: list[Customer]
) -> None:
    alone = queries(desk, "/bulk", room="customers", act="hold", all="1", customer="deux")
    assert queries(desk, "/bulk", room="customers", act="hold", all="1") == alone


def test_the_choice_is_a_file_too(desk: Client, three: list[Customer]) -> None:
    answer = desk.get("/bulk/file.csv", {"room": "customers", "all": "1", "customer": "deux"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Deux" in text
    assert "1000,00" in text
    assert "Trois" not in text


def test_the_choice_is_a_workbook_too(desk: Client, three: list[Customer]) -> None:
    answer = desk.get("/bulk/file.xlsx", {"room": "customers", "pk": three[0].pk})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["Un"]
    assert rows[1][4] == 1000
    assert desk.get("/bulk/file.exe").status_code == 404


def test_invoices_ticked_are_acted_upon_through_their_customers(desk: Client, three: list[Customer]) -> None:
    first, second = (one.receivables.get() for one in three[:2])
    text = page(desk, "/unpaid")
    assert f'name="item" value="{first.pk}"' in text
    text = page(desk, "/bulk", room="unpaid", act="hold", item=second.pk)
    assert "1 client concerné" in text
    assert "Deux</a>" in text
    answer = desk.get("/bulk/file.xlsx", {"room": "unpaid", "item": first.pk})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [(row[0], row[2], row[5], row[8]) for row in rows[1:]] == [(first.number, "Un", 20, 1000)]


def test_a_whole_list_of_invoices_is_the_one_that_was_looked_at(
    desk: Client, creditor: Creditor, three: list[Customer]
) -> None:
    some.an_invoice(some.a_customer(creditor, "Pas échu"), 5_000, due_in=10)
    due = page(desk, "/bulk", room="awaiting", all="1", act="note")
    assert ("Pas échu</a>" in due, "Deux</a>" in due) == (True, False)
    assert "Pas échu</a>" not in page(desk, "/bulk", room="unpaid", all="1", act="note")
