"""Fields of one's own at the desk: declared, filled, a column, a criterion, an export; hidden by their class."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.custom_fields.fill import fill_fields
from encours.records.fields.models import Field, FieldValue
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User

BY = {"author": "test@example.com", "at": some.NOW}


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def filled(customer: Customer, **told: str) -> None:
    fill_fields(customer, told, made_from=None, **BY)


def test_a_manager_declares_a_field_and_a_collector_fills_it(
    creditor: Creditor, manager: Client, desk: Client
) -> None:
    told = {
        "subject": "customer",
        "kind": "choice",
        "code": "rank",
        "label_fr": "Rang",
        "choices": "Or\nArgent",
    }
    assert manager.post("/fields/declare", told).status_code == 302
    assert "{{ customer.fields.rank }}" in page(manager, "/fields")
    customer = some.a_customer(creditor)
    assert "Rang" in page(desk, f"/customers/{customer.pk}/fields")
    assert desk.post(f"/customers/{customer.pk}/fields", {"rank": "Or", "stamp": ""}).status_code == 302
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Champs de votre société" in shown
    assert "<dd>Or</dd>" in shown
    answer = desk.post(f"/customers/{customer.pk}/fields", {"rank": "Argent", "stamp": ""})
    assert (answer.status_code, FieldValue.objects.get().text) == (409, "Or")


@pytest.mark.both
@pytest.mark.parametrize(
    ("kind", "written", "query"),
    [
        ("text", "Écluse Nord", {"like": "ecluse"}),
        ("choice", "Or", {"is": "OR"}),
        ("yes_no", "oui", {"is": "yes"}),
        ("number", "12,5", {"from": "12,5", "to": "13"}),
        ("amount", "1 234,50", {"from": "1000", "to": "2000"}),
        ("day", "31/12/2026", {"from": "2026-12-31", "to": "2026-12-31"}),
    ],
)
def test_each_kind_of_field_is_a_criterion_of_customers_and_of_invoices(
    creditor: Creditor, desk: Client, kind: str, written: str, query: dict[str, str]
) -> None:
    field = some.a_field(creditor, kind=kind, choices="Or\nArgent", listed=True)
    wanted, other = some.a_customer(creditor, "Visé"), some.a_customer(creditor, "Autre")
    for each in (wanted, other):
        some.an_invoice(each)
    filled(wanted, rank=written)
    asked = {f"own_customer_{field.pk}_{name}": value for name, value in query.items()}
    for room in ("/customers", "/unpaid"):
        shown = page(desk, room, **asked)
        assert ">Visé</a>" in shown, room
        assert ">Autre</a>" not in shown, room


@pytest.mark.both
def test_a_field_of_an_invoice_filters_invoices_and_is_a_column(creditor: Creditor, desk: Client) -> None:
    field = some.a_field(creditor, "site", "invoice", listed=True)
    customer = some.a_customer(creditor)
    wanted = some.an_invoice(customer, number="F-VISEE")
    some.an_invoice(customer, number="F-AUTRE")
    fill_fields(customer, {"site": "Quai Nord"}, receivable=wanted, made_from=None, **BY)
    shown = page(desk, "/unpaid", **{f"own_invoice_{field.pk}_like": "quai"})
    assert "F-VISEE" in shown
    assert "F-AUTRE" not in shown
    assert '<td data-label="Champ site">Quai Nord</td>' in shown


def test_a_field_of_a_class_that_a_role_does_not_see_is_nowhere(
    creditor: Creditor, desk: Client, manager: Client
) -> None:
    field = some.a_field(creditor, "care", listed=True, shown_as="health")
    customer = some.a_customer(creditor)
    filled(customer, care="Suivi hospitalier")
    asked = {f"own_customer_{field.pk}_like": "rien"}
    for path in ("/customers", f"/customers/{customer.pk}"):
        assert "Suivi hospitalier" in page(manager, path)
        assert "Suivi hospitalier" not in page(desk, path)
    assert customer.name in page(
        desk, "/customers", **asked
    )  # a criterion that one does not see asks nothing
    whole = {"room": "customers", "all": "1"}
    assert b"Suivi" in manager.get("/bulk/file.csv", whole).getvalue()
    assert b"Suivi" not in desk.get("/bulk/file.csv", whole).getvalue()


def test_columns_cost_no_more_queries_when_there_are_more_rows(creditor: Creditor, desk: Client) -> None:
    some.a_field(creditor, listed=True)
    some.a_field(creditor, "other", listed=True)
    filled(some.a_customer(creditor), rank="Un")
    one = queries(desk, "/customers")
    for rank in range(2):
        filled(some.a_customer(creditor, f"Client {rank}"), rank="Un", other="Deux")
    assert queries(desk, "/customers") == one


def test_a_choice_of_customers_is_filled_at_once(creditor: Creditor, desk: Client) -> None:
    some.a_field(creditor)
    keys = [some.a_customer(creditor, f"Client {rank}").pk for rank in range(2)]
    query = "&".join(["act=field", *(f"pk={key}" for key in keys)])
    token = str(desk.get(f"/bulk?{query}").content).split('name="token" value="')[1].split('"')[0]
    told = {"token": token, "field": "rank", "value": "Or"}
    assert desk.post(f"/bulk?{query}", told).status_code == 302
    assert list(FieldValue.objects.values_list("text", flat=True)) == ["Or", "Or"]


def test_a_retired_field_is_shown_nowhere_and_comes_back_with_its_values(
    creditor: Creditor, manager: Client
) -> None:
    field = some.a_field(creditor, listed=True)
    customer = some.a_customer(creditor)
    filled(customer, rank="Or")
    manager.post(f"/fields/{field.pk}/retire")
    assert "Champ rank" not in page(manager, f"/customers/{customer.pk}")
    manager.post(f"/fields/{field.pk}/retire")
    assert "<dd>Or</dd>" in page(manager, f"/customers/{customer.pk}")
    assert Field.objects.get().version == 3
