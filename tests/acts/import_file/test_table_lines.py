"""Lines of invoices told by a table: kept where they tie, else refused with the sum that fails."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encours.acts.import_file import import_file
from encours.acts.import_file.refused import refusals_of
from encours.acts.open_creditor import open_creditor
from encours.records.documents.models import Intake
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import InvoiceLine

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
INVOICES = (
    "Compte;Facture;Date;Montant TTC\n"
    "C1;FA-2026-001;02/03/2026;120,00\nC1;FA-2026-002;03/03/2026;105,50\nC2;FA-2026-001;04/03/2026;60,00\n"
)
HEAD = "Client;Facture;Ligne;Désignation;Quantité;Unité;PU HT;Montant HT;TVA\n"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = open_creditor(name="Vauban", siren="", author="cli", at=AT)
    take(made, INVOICES, house)
    return made


def take(creditor: Creditor, text: str, house: Path) -> Intake:
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    return import_file(creditor, text.encode(), "lignes.csv", **told).intake  # type: ignore[arg-type] # one call's words


def kept() -> list[tuple[object, ...]]:
    rows = InvoiceLine.objects.order_by("receivable__number", "receivable__customer__account", "position")
    return list(
        rows.values_list(
            "receivable__number", "position", "name", "quantity", "unit_price", "net_cents", "tax_rate"
        )
    )


def test_the_lines_of_an_invoice_are_kept_with_their_exact_numbers(creditor: Creditor, house: Path) -> None:
    rows = "C1;fa 2026/001;10;Tôle;2,5;m;32,00;80,00;20 %\nC1;fa 2026/001;20;Vis;1 000;;0,02;20,00;20 %\n"
    intake = take(creditor, HEAD + rows + "C1;FA-2026-002;1;Livre;1;;100,00;100,00;5,5\n", house)
    assert kept() == [
        ("FA-2026-001", 1, "Tôle", "2.5", "32", 8_000, "20"),
        ("FA-2026-001", 2, "Vis", "1000", "0.02", 2_000, "20"),
        ("FA-2026-002", 1, "Livre", "1", "100", 10_000, "5.5"),
    ]
    assert (intake.counts["new"], intake.counts["invoices"], intake.counts["refusals"]) == (3, 2, 0)
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


def test_lines_that_do_not_make_the_invoice_are_refused_with_the_sum_and_nothing_of_them_is_kept(
    creditor: Creditor, house: Path
) -> None:
    rows = "C1;FA-2026-001;1;Tôle;1;;80,00;80,00;20\nC1;FA-2026-002;1;Livre;1;;100,00;100,00;5,5\n"
    intake = take(creditor, HEAD + rows, house)
    assert [row[0] for row in kept()] == ["FA-2026-002"]
    (refusal,) = refusals_of(intake, home=house)
    assert (refusal.line, refusal.rule, refusal.value) == (
        2,
        "lines_do_not_tie",
        "FA-2026-001 : 96.00 ≠ 120.00",
    )


def test_lines_of_an_invoice_nobody_knows_are_refused_once_an_invoice(
    creditor: Creditor, house: Path
) -> None:
    rows = "C1;F-9;1;Tôle;1;;80,00;80,00;20\nC1;F-9;2;Vis;1;;80,00;80,00;20\n"
    assert [one["rule"] for one in take(creditor, HEAD + rows, house).refusals] == ["invoice_unknown"]
    assert kept() == []


@pytest.mark.both
def test_without_a_customer_the_number_must_be_one_invoice_s_alone(creditor: Creditor, house: Path) -> None:
    head = "Facture;Ligne;Désignation;Montant HT;TVA\n"
    intake = take(creditor, head + "FA-2026-001;1;Tôle;100,00;20\nFA-2026-002;1;Livre;100,00;5,5\n", house)
    assert [row[0] for row in kept()] == ["FA-2026-002"]
    assert [one["value"] for one in intake.refusals] == ["FA-2026-001"]


def test_lines_already_kept_stay_and_are_counted(creditor: Creditor, house: Path) -> None:
    row = "C1;FA-2026-002;1;Livre;1;;100,00;100,00;5,5\n"
    take(creditor, HEAD + row, house)
    version = Customer.objects.get(account="C1").facts_version
    assert take(creditor, HEAD + row.replace("Livre", "Cahier"), house).counts["lined"] == 1
    assert [row[2] for row in kept()] == ["Livre"]
    assert Customer.objects.get(account="C1").facts_version == version


def test_lines_in_another_currency_than_the_invoice_are_refused(creditor: Creditor, house: Path) -> None:
    head = "Client;Facture;Ligne;Désignation;Montant HT;TVA;Devise\n"
    intake = take(creditor, head + "C1;FA-2026-002;1;Livre;100,00;5,5;USD\n", house)
    assert [one["value"] for one in intake.refusals] == ["FA-2026-002 : EUR"]
    assert kept() == []
