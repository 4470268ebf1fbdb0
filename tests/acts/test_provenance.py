"""An invoice is one fact: a second source completes it, the better ranked one is believed, what others say is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, ON, SIREN, Books, sound, take_in, take_ledger
from einvoices import Told as Document
from einvoices import cii
from encours.acts.edit_customer import edit_customer
from encours.acts.edit_receivable import edit_receivable
from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.acts.provenance.rank import rank_sources
from encours.acts.rules import StaleFormError
from encours.formats.pulled import written
from encours.records.parties.models import Creditor, Customer
from encours.records.provenance.models import Told
from encours.records.receivables.models import Receivable, ReceivablePast
from houses import Begin

NUMBER = "F-2026-001"
BY_LEDGER, BY_TABLE, BY_DOCUMENT, BY_PERSON = (
    date(2026, 4, 1), date(2026, 5, 15), date(2026, 4, 20), date(2026, 6, 30)
)  # fmt: skip
WHO = {"author": AUTHOR, "at": AT}


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    """The ledger knows one invoice, its customer's SIREN was told."""
    begin("provenance", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Vauban Industrie", siren=SIREN, author=AUTHOR, at=AT)
    take_ledger(found, Books().sale(date(2026, 3, 2), "MARTIN", NUMBER, 12_000), 2026, house)
    edit_customer(Customer.objects.get(), {"siren": "552100554"}, made_from=None, **WHO)


def table(creditor: Creditor, house: Path, due_on: date = BY_TABLE, po_number: str = "PO-TABLE") -> None:
    rows = f"account;number;due_on;po_number\nMARTIN;{NUMBER};{due_on};{po_number}\n"
    take_in(creditor, rows.encode(), f"factures-{due_on}.csv", house)


def document(creditor: Creditor, house: Path) -> None:
    content = cii(Document(number=NUMBER, due=BY_DOCUMENT.isoformat(), po_number="PO-DOC"))
    import_file(creditor, content, "facture.xml", **WHO, on=ON, home=house)


def pulled(creditor: Creditor, house: Path, **told: object) -> None:
    """What a connected system says of the invoice."""
    row = {"account": "MARTIN", "number": NUMBER, **told}
    content = written({"invoices": [row]}, source="odoo", at=f"{ON}T08:00:00Z")
    import_file(creditor, content, "odoo.jsonl", **WHO, on=ON, home=house)


def invoice() -> Receivable:
    return Receivable.objects.get(number=NUMBER)


def told(field: str = "due_on") -> dict[str, str]:
    return dict(Told.objects.filter(field=field).values_list("source", "value"))


@pytest.mark.both
def test_one_source_alone_leaves_nothing_beside_the_fact(creditor: Creditor, house: Path) -> None:
    assert invoice().due_source == "assumed"
    table(creditor, house)
    assert (invoice().due_on, invoice().po_number) == (BY_TABLE, "PO-TABLE")
    assert not Told.objects.exists()
    assert Receivable.objects.count() == 1


@pytest.mark.parametrize("document_first", [True, False], ids=["document then table", "table then document"])
def test_whatever_came_first_the_document_is_believed_and_the_table_s_word_kept(
    creditor: Creditor, house: Path, document_first: bool
) -> None:
    for take in (document, table) if document_first else (table, document):
        take(creditor, house)
    assert Receivable.objects.count() == 1
    assert (invoice().due_on, invoice().po_number) == (BY_DOCUMENT, "PO-DOC")
    assert told() == {"table": BY_TABLE.isoformat(), "einvoice": BY_DOCUMENT.isoformat()}
    assert told("po_number") == {"table": "PO-TABLE", "einvoice": "PO-DOC"}
    sound(creditor, house)


def test_a_person_s_word_wins_over_files_that_come_later(creditor: Creditor, house: Path) -> None:
    edit_receivable(invoice(), due_on=BY_PERSON, po_number=None, made_from=None, **WHO)
    table(creditor, house)
    document(creditor, house)
    assert (invoice().due_on, invoice().due_source) == (BY_PERSON, "person")
    assert set(told()) == {"person", "table", "einvoice"}
    sound(creditor, house)


@pytest.mark.both
def test_the_ranking_changed_the_invoice_follows_and_comes_back(creditor: Creditor, house: Path) -> None:
    table(creditor, house)
    document(creditor, house)
    assert rank_sources(creditor, {"due_on": ["person", "table"]}, made_from=1, **WHO) == 1
    assert (invoice().due_on, invoice().po_number) == (BY_TABLE, "PO-DOC")
    assert rank_sources(creditor, {}, made_from=2, **WHO) == 1
    assert invoice().due_on == BY_DOCUMENT
    assert ReceivablePast.objects.filter(due_on=BY_TABLE).exists()
    with pytest.raises(StaleFormError):
        rank_sources(creditor, {}, made_from=2, **WHO)
    sound(creditor, house)


@pytest.mark.both
def test_a_source_s_last_word_replaces_its_own_of_before(creditor: Creditor, house: Path) -> None:
    document(creditor, house)
    table(creditor, house)
    table(creditor, house, due_on=date(2026, 5, 31))
    assert told()["table"] == "2026-05-31"
    assert Told.objects.filter(field="due_on").count() == 2
    assert invoice().due_on == BY_DOCUMENT


@pytest.mark.both
def test_a_connected_system_that_completes_the_ledger_s_invoice_is_named(
    creditor: Creditor, house: Path
) -> None:
    pulled(creditor, house, due_on=BY_DOCUMENT.isoformat(), po_number="PO-ODOO")
    assert (invoice().due_on, invoice().po_number) == (BY_DOCUMENT, "PO-ODOO")
    assert (told(), told("po_number")) == ({"connector": BY_DOCUMENT.isoformat()}, {"connector": "PO-ODOO"})
    table(creditor, house)
    assert (invoice().due_on, invoice().po_number) == (BY_DOCUMENT, "PO-ODOO")
    assert told() == {"connector": BY_DOCUMENT.isoformat(), "table": BY_TABLE.isoformat()}
    assert Receivable.objects.count() == 1
    sound(creditor, house)


def test_a_connected_system_is_believed_rather_than_a_table_and_less_than_the_document(
    creditor: Creditor, house: Path
) -> None:
    table(creditor, house)
    pulled(creditor, house, due_on=BY_PERSON.isoformat())
    assert invoice().due_on == BY_PERSON
    document(creditor, house)
    pulled(creditor, house, due_on=BY_LEDGER.isoformat())
    assert invoice().due_on == BY_DOCUMENT
    assert told() == {
        "table": BY_TABLE.isoformat(),
        "connector": BY_LEDGER.isoformat(),
        "einvoice": BY_DOCUMENT.isoformat(),
    }
    sound(creditor, house)


@pytest.mark.both
def test_what_a_connected_system_brought_itself_needs_no_other_word(creditor: Creditor, house: Path) -> None:
    new = {"number": "F-2026-002", "issued_on": "2026-03-04", "due_on": "2026-04-04", "amount_cents": 5_000}
    for due_on in ("2026-04-04", "2026-04-10"):
        pulled(creditor, house, **new | {"due_on": due_on})
    brought = Receivable.objects.get(number="F-2026-002")
    assert brought.due_on == date(2026, 4, 10)
    assert set(told().values()) <= {"2026-04-10"}
    sound(creditor, house)
