"""Companion tables: what a ledger cannot tell; a person's word is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, SIREN, Books, sound, take_in, take_ledger
from encours.acts.confirm import confirm_regime, confirm_terms
from encours.acts.edit_receivable import edit_receivable
from encours.acts.open_creditor import open_creditor
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.receivables.models import Receivable
from houses import Begin

HEAD = "account;name;address;postcode;city;regime;terms_days;terms_mode;contact_name;contact_email"


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("import companion", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    books = (
        Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000).sale(date(2026, 9, 1), "DURAND", "F2", 5_000)
    )
    take_ledger(found, books, 2026, house)


def customers(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows, ""]).encode()


def of(account: str) -> Customer:
    return Customer.objects.get(account=account)


def test_a_table_of_customers_redates_what_was_assumed(creditor: Creditor, house: Path) -> None:
    rows = customers("DUPONT;Dupont SAS;1 rue Haute;59000;Lille;public;45;net;Étienne;e@dupont.example")
    counts = take_in(creditor, rows, "clients.csv", house).intake.counts
    assert (counts["changed"], counts["contacts"], counts["redated"]) == (1, 1, 1)
    invoice = Receivable.objects.get(number="F1")
    assert (invoice.due_on, invoice.due_source) == (date(2026, 10, 16), "file")
    assert invoice.past.get().due_source == "assumed"
    assert (of("DUPONT").regime, of("DUPONT").regime_source) == ("public", "file")
    assert Receivable.objects.get(number="F2").due_source == "assumed"
    sound(creditor, house)


def test_a_persons_word_on_a_customer_is_kept(creditor: Creditor, house: Path) -> None:
    confirm_regime(creditor, customer=of("DUPONT"), regime="consumer", author=AUTHOR, at=AT)
    confirm_terms(creditor, customer=of("DUPONT"), days=10, mode="net", author=AUTHOR, at=AT)
    take_in(creditor, customers("DUPONT;Dupont;;;;b2b;45;net;;"), "clients.csv", house)
    customer, invoice = of("DUPONT"), Receivable.objects.get(number="F1")
    assert (customer.regime, customer.terms_days, customer.name) == ("consumer", 10, "Dupont")
    assert (invoice.due_on, invoice.due_source) == (date(2026, 9, 11), "person")
    sound(creditor, house)


def test_a_consumer_named_by_a_file_is_one_though_customers_were_said_to_be_businesses(
    creditor: Creditor, house: Path
) -> None:
    confirm_regime(creditor, regime="b2b", author=AUTHOR, at=AT)
    assert (of("DUPONT").regime, of("DUPONT").regime_source) == ("b2b", "creditor")
    take_in(creditor, customers("DUPONT;;;;;consumer;;;;"), "clients.csv", house)
    assert (of("DUPONT").regime, of("DUPONT").regime_source) == ("consumer", "file")
    sound(creditor, house)


def test_terms_of_one_customer_are_taken_though_the_usual_ones_are_confirmed(
    creditor: Creditor, house: Path
) -> None:
    confirm_terms(creditor, days=30, mode="net", author=AUTHOR, at=AT)
    take_ledger(creditor, Books().sale(date(2026, 10, 1), "NOUVEAU", "F3", 700), 2026, house)
    take_in(creditor, customers("NOUVEAU;;;;;;60;net;;"), "clients.csv", house)
    assert (of("NOUVEAU").terms_days, of("NOUVEAU").terms_source) == (60, "file")
    assert Receivable.objects.get(number="F3").due_on == date(2026, 11, 30)
    sound(creditor, house)


@pytest.mark.both
def test_a_table_of_invoices_dates_them_but_for_those_a_person_dated(creditor: Creditor, house: Path) -> None:
    by_hand = Receivable.objects.get(number="F2")
    told = {"due_on": date(2026, 12, 1), "po_number": None, "made_from": None}
    edit_receivable(by_hand, author=AUTHOR, at=AT, **told)  # type: ignore[arg-type]
    rows = "account;number;due_on;po_number\nDUPONT;F1;2026-11-02;PO7\nDURAND;F2;2026-11-02;PO8\nX;F9;2026-11-02;\n"
    counts = take_in(creditor, rows.encode(), "factures.csv", house).intake.counts
    assert (counts["changed"], counts["unknown"]) == (2, 1)
    first, second = Receivable.objects.order_by("number")
    assert (first.due_on, first.due_source, first.po_number) == (date(2026, 11, 2), "file", "PO7")
    assert (second.due_on, second.due_source, second.po_number) == (date(2026, 12, 1), "person", "PO8")
    sound(creditor, house)


@pytest.mark.both
def test_the_same_contact_is_not_added_twice(creditor: Creditor, house: Path) -> None:
    row = "DUPONT;;;;;;;;Étienne;e@dupont.example"
    take_in(creditor, customers(row), "clients.csv", house)
    take_in(creditor, customers(row, "DUPONT;;;;;;;;Anne;anne@dupont.example"), "clients.csv", house)
    assert sorted(Contact.objects.values_list("email", flat=True)) == [
        "anne@dupont.example",
        "e@dupont.example",
    ]
    sound(creditor, house)
