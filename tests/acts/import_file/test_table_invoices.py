"""Invoices told by a table alone: number, amount, due date and status are enough."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import Application
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
TABLE = (
    "Compte;Facture;Date;Échéance;Montant TTC;Reste dû;Statut\n"
    "C1;F-1;01/09/2026;01/10/2026;120,00;;impayée\n"
    "C1;F-2;01/08/2026;01/09/2026;80,00;;payée\n"
    "C2;F-3;05/09/2026;05/10/2026;60,00;15,50;\n"
    "C2;F-4;06/09/2026;;-20,00;;\n"
)
pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = open_creditor(name="Vauban", siren="", author="claire@vauban.example", at=AT)
    import_file(
        made, TABLE.encode(), "factures.csv", author="claire@vauban.example", at=AT, on=ON, home=house
    )
    return made


def test_each_invoice_has_its_amount_its_due_date_and_what_is_open(creditor: Creditor) -> None:
    rows = Receivable.objects.order_by("number").values_list(
        "number", "kind", "amount_cents", "open_cents", "due_on", "due_source"
    )
    assert list(rows) == [
        ("F-1", "invoice", 12000, 12000, date(2026, 10, 1), "file"),
        ("F-2", "invoice", 8000, 0, date(2026, 9, 1), "file"),
        ("F-3", "invoice", 6000, 1550, date(2026, 10, 5), "file"),
        ("F-4", "credit_note", -2000, -2000, date(2026, 9, 6), "assumed"),
    ]


def test_what_the_table_says_is_paid_is_a_payment_with_its_reason(creditor: Creditor) -> None:
    rows = Application.objects.order_by("receivable__number").values_list(
        "receivable__number", "amount_cents", "reason", "payment__unapplied_cents"
    )
    assert list(rows) == [("F-2", 8000, "table_says_paid", 0), ("F-3", 4450, "table_says_paid", 0)]


def test_the_house_stays_whole_and_its_history_verifies(creditor: Creditor, house: Path) -> None:
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


def test_a_later_table_redates_what_is_known_and_adds_only_the_rest(creditor: Creditor, house: Path) -> None:
    later = (
        "Compte;Facture;Date;Échéance;Montant TTC\n"
        "C1;F-1;01/09/2026;15/10/2026;120,00\n"
        "C1;F-9;01/11/2026;01/12/2026;10,00\n"
    )
    result = import_file(
        creditor, later.encode(), "factures.csv", author="claire@vauban.example", at=AT, on=ON, home=house
    )
    counts = result.intake.counts
    assert (counts["changed"], counts["new"], counts["unknown"]) == (1, 1, 0)
    assert Receivable.objects.get(number="F-1").due_on == date(2026, 10, 15)
