"""The same invoice told by a ledger, a table and an electronic document in three writings: one fact, in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pytest

from books import Books, take_in, take_ledger
from einvoices import Told, cii
from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.acts.quality.assess import assess
from encours.core.mapping.plan import Mapping
from encours.records.frames.invariants import breaches
from encours.records.parties.models import Creditor
from encours.records.quality.models import Finding
from encours.records.receivables.models import Receivable

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
CLAIRE = "claire@vauban.example"
pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban Industrie", siren="732829320", author=CLAIRE, at=AT)


def told_by(source: str, creditor: Creditor, house: Path) -> None:
    if source == "ledger":
        books = Books().sale(date(2026, 3, 2), "C1", "FA20260042", 120_00)
        take_ledger(creditor, books, 2026, house)
    elif source == "table":
        table = b"Compte;Facture;Date;Montant TTC\nC1;2026-0042;02/03/2026;120,00\n"
        import_file(creditor, table, "factures.csv", author=CLAIRE, at=AT, on=ON, home=house)
    else:
        document = cii(Told(number="FA 2026/0042", issued="2026-03-02", due="2026-05-15", buyer_id="C1"))
        take_in(creditor, document, "facture.xml", house)


@pytest.mark.once
@pytest.mark.parametrize("order", list(permutations(["ledger", "table", "einvoice"])))
def test_three_writings_of_one_number_are_one_invoice_in_any_order(
    creditor: Creditor, house: Path, order: tuple[str, ...]
) -> None:
    for source in order:
        told_by(source, creditor, house)
    (row,) = Receivable.objects.all()
    assert (row.amount_cents, row.open_cents, row.due_on, row.customer.account) == (
        120_00,
        120_00,
        date(2026, 5, 15),
        "C1",
    )
    assert row.number_key == "20260042"
    assert list(breaches()) == []


def test_a_ledger_renumbered_in_another_writing_is_the_same_ledger(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, Books().sale(date(2026, 3, 2), "C1", "F 12", 120_00), 2026, house)
    again = take_ledger(creditor, Books().sale(date(2026, 3, 2), "C1", "f-12", 120_00), 2026, house)
    assert Receivable.objects.get().number == "F 12"
    assert again.intake.counts["receivables"] == {"unchanged": 1}


def test_a_payment_that_names_the_invoice_otherwise_settles_it(creditor: Creditor, house: Path) -> None:
    told_by("ledger", creditor, house)
    paid = "Compte;Payé le;Montant;Pour\nC1;05/04/2026;20,00;Facture n° 2026-0042\n".encode()
    plan = {"account": "Compte", "paid_on": "Payé le", "amount_cents": "Montant", "number": "Pour"}
    told = {"author": CLAIRE, "at": AT, "on": ON, "home": house, "mapping": Mapping("payments", plan)}
    import_file(creditor, paid, "paiements.csv", **told)
    assert Receivable.objects.get().open_cents == 100_00


def test_what_may_be_the_same_invoice_waits_for_a_person(creditor: Creditor, house: Path) -> None:
    told_by("ledger", creditor, house)
    other = b"Compte;Facture;Date;Montant TTC\nC1;2026-0042;02/03/2026;99,00\n"
    import_file(creditor, other, "factures.csv", author=CLAIRE, at=AT, on=ON, home=house)
    assert Receivable.objects.count() == 2
    assess(creditor, author=CLAIRE, at=AT, on=ON)
    held = Finding.objects.filter(rule="duplicate_invoice", holds="item")
    assert set(held.values_list("receivable__number", flat=True)) == {"FA20260042", "2026-0042"}
