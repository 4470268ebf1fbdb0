"""A PDF invoice without XML is read and waits: nothing is due before a person confirms what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from encours.acts.import_file.many import Became, File, import_many
from encours.acts.import_file.printed import Confirmed, confirm_printed, decline_printed
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.intake.models import PrintedInvoice
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.receivables.models import Receivable
from paper import a_pdf

AT, ON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), date(2026, 11, 20)
CLAIRE = "claire@vauban.example"
PDF = a_pdf("Facture F-9 du 02/03/2026 Total TTC 120,00 EUR")
TOLD = Confirmed(
    kind="invoice", number="F-9", issued_on=date(2026, 3, 2), due_on=date(2026, 4, 1), currency="EUR",
    net_cents=10_000, tax_cents=2_000, total_cents=12_000, customer=None, buyer_name="Garage Martin",
)  # fmt: skip


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban Industrie", siren="732829320", author=CLAIRE, at=AT)


def dropped(creditor: Creditor, house: Path, content: bytes = PDF) -> Became:
    (became,) = import_many(creditor, [File("facture.pdf", content)], author=CLAIRE, at=AT, on=ON, home=house)
    return became


def waiting(creditor: Creditor, house: Path) -> PrintedInvoice:
    row = dropped(creditor, house).printed
    assert row is not None
    return row


def confirm(row: PrintedInvoice, house: Path, told: Confirmed = TOLD, **more: Any) -> None:
    common: dict[str, Any] = {"made_from": row.version, "author": CLAIRE, "at": AT, "on": ON, "home": house}
    confirm_printed(row, told, **common | more)


def test_it_is_read_laid_aside_and_nothing_is_due(creditor: Creditor, house: Path) -> None:
    row = waiting(creditor, house)
    assert row.read["number"]["value"] == "F-9"
    assert row.read["total_cents"]["value"] == 12_000
    assert not Receivable.objects.exists()
    assert dropped(creditor, house).printed == row


def test_a_pdf_that_says_no_invoice_is_refused_as_before(creditor: Creditor, house: Path) -> None:
    became = dropped(creditor, house, a_pdf("Bonjour"))
    assert became.refused is not None
    assert became.refused.rule == "pdf_without_invoice"
    assert not PrintedInvoice.objects.exists()


def test_confirmed_it_is_the_invoice_with_its_pdf_and_once(creditor: Creditor, house: Path) -> None:
    row = waiting(creditor, house)
    confirm(row, house)
    receivable = Receivable.objects.get()
    assert (receivable.number, receivable.amount_cents, receivable.due_on) == (
        "F-9",
        12_000,
        date(2026, 4, 1),
    )
    assert receivable.customer.name == "Garage Martin"
    assert Attachment.objects.get().receivable == receivable
    with pytest.raises(StaleFormError):
        confirm(row, house)
    row.refresh_from_db()
    with pytest.raises(RuleError, match="déjà"):
        confirm(row, house)
    assert row.intake is not None
    assert dropped(creditor, house).result is not None
    seal(creditor.pk, at=AT, home=house)
    assert not verify(creditor.pk, home=house).findings
    assert not breaches()


def test_confirmed_of_a_known_invoice_it_completes_it(creditor: Creditor, house: Path) -> None:
    table = b"Compte;Facture;Date;Montant TTC\nC1;F-9;02/03/2026;120,00\n"
    list(import_many(creditor, [File("t.csv", table)], author=CLAIRE, at=AT, on=ON, home=house))
    customer = Customer.objects.get()
    confirm(waiting(creditor, house), house, replace(TOLD, customer=customer))
    assert Receivable.objects.get().customer == customer
    assert Customer.objects.count() == 1


def test_killed_between_the_import_and_its_mark_it_is_confirmed_again_without_a_second_invoice(
    creditor: Creditor, house: Path
) -> None:
    row = waiting(creditor, house)
    confirm(row, house)
    PrintedInvoice.objects.update(state="waiting", intake=None, version=row.version)
    confirm(row, house)
    assert Receivable.objects.count() == 1


def test_sums_that_a_person_writes_must_tie(creditor: Creditor, house: Path) -> None:
    row = waiting(creditor, house)
    with pytest.raises(RuleError, match="ne font pas le total"):
        confirm(row, house, replace(TOLD, tax_cents=1))
    assert not Receivable.objects.exists()


def test_declined_nothing_is_due(creditor: Creditor, house: Path) -> None:
    row = waiting(creditor, house)
    decline_printed(row, made_from=row.version, author=CLAIRE, at=AT)
    row.refresh_from_db()
    with pytest.raises(RuleError, match="écarté"):
        confirm(row, house)
    assert not Receivable.objects.exists()
