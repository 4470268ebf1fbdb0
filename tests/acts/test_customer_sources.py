"""A customer is one fact: what sources say otherwise of its sheet is kept, and the better ranked is believed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import AT, AUTHOR, ON, SIREN, Books, sound, take_in, take_ledger
from einvoices import Told as Document
from einvoices import cii
from encours.acts.edit_customer import edit_customer
from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.acts.provenance.rank import rank_sources
from encours.formats.pulled import written
from encours.records.parties.models import Creditor, Customer, CustomerPast
from encours.records.provenance.models import CustomerTold
from houses import Begin

WHO: dict[str, Any] = {"author": AUTHOR, "at": AT}
HEAD = "account;name;siren;address;postcode;city;terms_days;terms_mode\n"


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    """The ledger names its one customer in capitals."""
    begin("customer sources", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Vauban Industrie", siren=SIREN, **WHO)
    take_ledger(found, Books().sale(date(2026, 3, 2), "MARTIN", "F-1", 12_000), 2026, house)


def table(creditor: Creditor, house: Path, row: str) -> None:
    take_in(creditor, (HEAD + row).encode(), f"clients-{CustomerTold.objects.count()}-{len(row)}.csv", house)


def pulled(creditor: Creditor, house: Path, **told: object) -> None:
    content = written({"customers": [{"account": "MARTIN", **told}]}, source="odoo", at=f"{ON}T08:00:00Z")
    import_file(creditor, content, "odoo.jsonl", **WHO, on=ON, home=house)


def customer() -> Customer:
    return Customer.objects.get(account="MARTIN")


def told(field: str = "name") -> dict[str, str]:
    return dict(CustomerTold.objects.filter(field=field).values_list("source", "value"))


@pytest.mark.both
def test_one_source_alone_leaves_nothing_beside_the_sheet(creditor: Creditor, house: Path) -> None:
    table(creditor, house, "MARTIN;;552100554;4 rue Haute;33000;Bordeaux;45;net")
    assert (customer().siren, customer().city, customer().terms_days) == ("552100554", "Bordeaux", 45)
    assert not CustomerTold.objects.exists()


def test_a_connected_system_is_believed_rather_than_a_table_whatever_came_first(
    creditor: Creditor, house: Path
) -> None:
    table(creditor, house, "MARTIN;Martin SARL;;4 rue Haute;33000;Bordeaux;;")
    pulled(creditor, house, name="Martin et Fils", address="9 quai Sud", postcode="33100", city="Bordeaux")
    table(creditor, house, "MARTIN;Martin SARL;;4 rue Haute;33000;Bordeaux;;;")
    assert (customer().name, customer().address) == ("Martin et Fils", "9 quai Sud")
    assert told() == {"table": "Martin SARL", "connector": "Martin et Fils"}
    assert told("address")["table"].startswith("4 rue Haute\n33000")
    sound(creditor, house)


@pytest.mark.both
def test_what_a_person_wrote_is_not_overruled_by_a_file(creditor: Creditor, house: Path) -> None:
    edit_customer(customer(), {"name": "Martin & Cie", "siren": "552100554"}, made_from=None, **WHO)
    table(creditor, house, "MARTIN;Martin SARL;732829320;4 rue Haute;33000;Bordeaux;;")
    pulled(creditor, house, name="Martin et Fils")
    assert (customer().name, customer().siren, customer().city) == ("Martin & Cie", "552100554", "Bordeaux")
    assert told() == {"person": "Martin & Cie", "table": "Martin SARL", "connector": "Martin et Fils"}
    assert told("registration") == {"person": "552100554", "table": "732829320"}
    sound(creditor, house)


def test_terms_that_two_files_tell_follow_the_ranking_too(creditor: Creditor, house: Path) -> None:
    pulled(creditor, house, terms_days=60, terms_mode="net")
    table(creditor, house, "MARTIN;;;;;;45;net")
    assert customer().terms_days == 60
    assert told("terms") == {"connector": "60 net", "table": "45 net"}
    sound(creditor, house)


def test_an_electronic_invoice_that_fills_a_sheet_is_named(creditor: Creditor, house: Path) -> None:
    table(creditor, house, "MARTIN;;552100554;;;;;")
    document = cii(Document(number="F-2"))
    import_file(creditor, document, "facture.xml", **WHO, on=ON, home=house)
    row = customer()
    assert told("address") == {"einvoice": f"{row.address}\n{row.postcode}\n{row.city}\n{row.country}"}
    table(creditor, house, "MARTIN;;;4 rue Haute;33000;Bordeaux;;;")
    assert customer().address == "4 rue Haute"
    assert set(told("address")) == {"einvoice", "table"}
    sound(creditor, house)


@pytest.mark.both
def test_a_source_s_last_word_replaces_its_own_of_before(creditor: Creditor, house: Path) -> None:
    edit_customer(customer(), {"name": "Martin & Cie"}, made_from=None, **WHO)
    for name in ("Martin", "Martin SARL", "Martin & Cie"):
        table(creditor, house, f"MARTIN;{name};;;;;;")
        assert told()["table"] == name
    assert CustomerTold.objects.count() == 2


@pytest.mark.both
def test_the_ranking_changed_sheets_follow_and_come_back(creditor: Creditor, house: Path) -> None:
    table(creditor, house, "MARTIN;Martin SARL;;4 rue Haute;33000;Bordeaux;45;net")
    pulled(creditor, house, name="Martin et Fils", address="9 quai Sud", terms_days=60, terms_mode="net")
    assert rank_sources(creditor, {"customer": ["person", "table"]}, made_from=1, **WHO) == 1
    row = customer()
    assert (row.name, row.address, row.terms_days) == ("Martin SARL", "4 rue Haute", 45)
    assert CustomerPast.objects.filter(customer=row, name="Martin et Fils").exists()
    assert rank_sources(creditor, {}, made_from=2, **WHO) == 1
    assert (customer().name, customer().terms_days) == ("Martin et Fils", 60)
    sound(creditor, house)
