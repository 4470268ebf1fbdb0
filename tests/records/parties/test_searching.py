"""Customers found by what people type, on both databases."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from desk import situations as some
from encours.acts.edit_customer import edit_customer
from encours.records.parties.models import Customer
from encours.records.parties.searching import beginning, naming

both = pytest.mark.both


def names(found: Any) -> list[str]:
    return list(Customer.objects.filter(found).order_by("name").values_list("name", flat=True))


@both
@pytest.mark.parametrize(
    "words", ["electricite", "ÉLECTRICITÉ", "électricité du rhone", "rhone 4110", "552 100 554"]
)
def test_a_customer_is_found_whatever_accents_one_types(house: Path, words: str) -> None:
    creditor = some.a_creditor()
    some.a_customer(creditor, "Électricité du Rhône", account="4110042", siren="552100554")
    some.a_customer(creditor, "Scierie Large")
    assert names(naming(words)) == ["Électricité du Rhône"]


@both
def test_what_is_typed_is_no_pattern(house: Path) -> None:
    some.a_customer(some.a_creditor(), "Cent pour cent")
    assert names(naming("%%")) == []
    assert names(naming("_")) == []
    assert names(beginning("c%")) == ["Cent pour cent"]


@both
def test_the_beginning_of_a_name_is_found_by_the_index(house: Path) -> None:
    creditor = some.a_creditor()
    for name in ("Garage Petit", "Garagiste", "Le garage", "Énergie"):
        some.a_customer(creditor, name)
    assert names(beginning("garag")) == ["Garage Petit", "Garagiste"]
    assert names(beginning("energie")) == ["Énergie"]
    fact = {"creditor": creditor, "recorded_at": some.NOW}
    Customer.objects.bulk_create(Customer(**fact, account=f"C{n}", name=f"Client {n}") for n in range(2000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE parties_customer")
    plan = Customer.objects.filter(beginning("garag"), creditor=creditor).explain()
    assert "customer_by_search_key" in plan
    assert re.search(r"search_key>\? AND search_key<\?|search_key\S* ~>=~ ", plan)


@both
def test_a_new_name_is_found_and_the_old_one_is_not(house: Path) -> None:
    customer = some.a_customer(some.a_creditor(), "Garage Petit")
    edit_customer(
        customer,
        {"name": "Garage Grand", "siren": "552100554"},
        made_from=1,
        author="a@b.example",
        at=some.NOW,
    )
    assert names(naming("grand 552100554")) == ["Garage Grand"]
    assert names(naming("petit")) == []


@both
def test_customers_written_before_are_found(house: Path) -> None:
    some.a_customer(some.a_creditor(), "Énergie")
    Customer.objects.update(search_key="")
    migration = importlib.import_module("encours.records.parties.migrations.0005_search")
    with connection.schema_editor() as editor:
        migration.fill(apps, editor)
    assert names(naming("energie")) == ["Énergie"]
