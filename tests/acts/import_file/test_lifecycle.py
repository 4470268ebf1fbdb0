"""What platforms say of our invoices: contested ones are in dispute, those never received are not chased."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desk import situations as some
from encours.acts.import_file import import_file
from encours.core.refusals import UnreadableFileError
from encours.records.cases.models import Hold
from encours.records.disputes.models import Dispute
from encours.records.documents.models import Intake
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from formats.lifecycle.test_reading import message


@pytest.fixture
def invoice(house: Path) -> Receivable:
    creditor = some.a_creditor()
    Creditor.objects.filter(pk=creditor.pk).update(siren="732829320")
    return some.an_invoice(some.a_customer(creditor), 12_000, number="F-1")


def take(invoice: Receivable, content: bytes, house: Path) -> Intake:
    creditor = Creditor.objects.get(pk=invoice.creditor_id)
    told = {"author": "lea@example.com", "at": some.NOW, "on": some.TODAY, "home": house}
    return import_file(creditor, content, "cdar.xml", **told).intake  # type: ignore[arg-type] # one call's words


@pytest.mark.both
def test_a_contested_invoice_is_in_dispute_once_for_all_that_is_open(
    invoice: Receivable, house: Path
) -> None:
    intake = take(invoice, message("207", number="f 1"), house)
    assert (intake.kind, intake.counts["disputed"], intake.newest_on) == ("lifecycle", 1, date(2026, 11, 18))
    dispute = Dispute.objects.get()
    assert (dispute.receivable, dispute.amount_cents) == (invoice, 12_000)
    assert dispute.reason == "207 En litige : QTE_ERR 3 manquent"
    assert take(invoice, message("207", number="f 1"), house) == intake
    assert take(invoice, message("210"), house).counts["already"] == 1
    assert Dispute.objects.count() == 1
    seal(invoice.creditor_id, at=some.NOW, home=house)
    found = verify(invoice.creditor_id, home=house).findings
    drawn = {"parties.Customer", "receivables.Receivable"}  # by the test, without an act
    assert (list(breaches()), [one for one in found if one.where["fact"] not in drawn]) == ([], [])


@pytest.mark.both
@pytest.mark.parametrize("code", ["213", "221", "501"])
def test_an_invoice_that_never_reached_its_buyer_is_held(code: str, invoice: Receivable, house: Path) -> None:
    take(invoice, message(code, reason=""), house)
    held = Hold.objects.get()
    assert (held.receivable, held.until_on, held.reason[:3]) == (invoice, None, code)
    assert take(invoice, message(code), house).counts["already"] == 1


@pytest.mark.both
def test_what_changes_no_reminder_is_noted_and_an_unknown_invoice_is_counted(
    invoice: Receivable, house: Path
) -> None:
    assert take(invoice, message("205"), house).counts["noted"] == 1
    assert take(invoice, message("207", number="F-9"), house).counts["unknown"] == 1
    assert (Dispute.objects.count(), Hold.objects.count()) == (0, 0)


def test_a_message_about_the_invoices_of_another_company_is_refused(invoice: Receivable, house: Path) -> None:
    with pytest.raises(UnreadableFileError, match="552100554"):
        take(invoice, message("207", seller="552100554"), house)
    assert not Intake.objects.exists()
