"""Entries at the desk: the preview, one export with its file, what does not come back, the accounts changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import queries
from encours.core.entries.policy import EntryPolicy
from encours.desk.entries.forms import said_by
from encours.records.cash.models import Application, Payment
from encours.records.documents.models import Intake
from encours.records.entries.models import EntryExport, ExportedEntry
from encours.records.entries.reading import entry_policy
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.words.typography import french


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def collected(creditor: Creditor, cents: int, number: str) -> Payment:
    """So much of an invoice paid at the bank."""
    customer = some.a_customer(creditor, f"Client de {number}")
    made = some.an_application(some.an_invoice(customer, cents, number=number), cents)
    intake = Intake.objects.filter(creditor=creditor).first() or some.an_intake(creditor)
    line = some.a_bank_line(creditor, intake, cents, state="applied")
    Payment.objects.filter(pk=made.payment_id).update(
        source="bank", unapplied_cents=0, amount_cents=cents, bank_line=line
    )
    return Payment.objects.get(pk=made.payment_id)


def test_what_waits_is_shown_exported_once_and_downloaded(manager: Client, creditor: Creditor) -> None:
    collected(creditor, 120_050, "FA9")
    text = manager.get(reverse("entries")).content.decode()
    assert "FA9" in text
    assert "1 écriture" in text
    told = manager.post(reverse("export_entries"), follow=True).content.decode()
    assert french("Export n° 1 : 1 écriture") in told
    assert "Rien à exporter" in told
    made = EntryExport.objects.get()
    answer = manager.get(reverse("entry_file", args=[made.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"\tFA9\t" in answer.content
    assert b"1200,50" in answer.content
    again = manager.post(reverse("export_entries"), follow=True).content.decode()
    assert "la comptabilité a déjà tout" in again
    assert EntryExport.objects.count() == 1


def test_what_no_ledger_brings_back_in_time_is_listed(manager: Client, creditor: Creditor) -> None:
    collected(creditor, 10_000, "FA9")
    manager.post(reverse("export_entries"))
    page = reverse("entries")
    assert "Exportées, pas revenues" not in manager.get(page).content.decode()
    EntryExport.objects.update(exported_on=some.TODAY - timedelta(days=60))
    assert "Exportées, pas revenues" in manager.get(page).content.decode()
    ExportedEntry.objects.update(seen_on=some.TODAY)
    text = manager.get(page).content.decode()
    assert "Exportées, pas revenues" not in text
    assert "toutes" in text


def test_the_page_asks_as_much_for_many_exports_as_for_one(manager: Client, creditor: Creditor) -> None:
    collected(creditor, 10_000, "FA1")
    manager.post(reverse("export_entries"))
    one = queries(manager, reverse("entries"))
    for number in ("FA2", "FA3"):
        collected(creditor, 10_000, number)
        manager.post(reverse("export_entries"))
    assert queries(manager, reverse("entries")) == one
    assert Application.objects.count() == EntryExport.objects.count() == 3


def test_the_accounts_are_published_and_refused_with_a_sentence(manager: Client, creditor: Creditor) -> None:
    told = said_by(EntryPolicy()) | {"from_on": "", "version": 0}
    change = reverse("change_entry_rules")
    wrong = manager.post(change, told | {"bank": "411000"})
    assert (wrong.status_code, "commence par 5" in wrong.content.decode()) == (422, True)
    banks = "FR76 3000 1007 9412 3456 7890 185: 512100 BQ2"
    assert "un compte et un journal" in manager.post(change, told | {"banks": "FR76"}).content.decode()
    assert manager.post(change, told | {"banks": banks, "letters": ""}).status_code == 302
    policy = entry_policy(creditor.pk)
    assert policy.place_of("FR7630001007941234567890185") == ("512100", "BQ2")
    assert policy.letters is False
    assert "512100 BQ2" in manager.get(reverse("entry_rules")).content.decode()
    assert manager.post(change, told).status_code == 409  # another was published since


def test_a_bank_journal_that_no_ledger_has_is_said(manager: Client, creditor: Creditor) -> None:
    collected(creditor, 10_000, "FA1")
    Payment.objects.update(source="ledger", journal="CIC")
    text = manager.get(reverse("entry_rules")).content.decode()
    assert french("Aucun FEC importé n’a ce journal de banque : BQ") in text
    assert "CIC" in text


def test_accounts_that_no_ledger_has_are_said_where_entries_are_exported_and_chosen(
    manager: Client, creditor: Creditor
) -> None:
    def pages() -> list[str]:
        return [manager.get(reverse(name)).content.decode() for name in ("entries", "entry_rules")]

    made = some.an_intake(creditor)
    assert not any("Aucun FEC importé n’a" in text for text in pages())  # no ledger told any
    controls = made.controls | {"accounts": ["512000", "512100", "665000"]}
    Intake.objects.filter(pk=made.pk).update(kind="ledger", controls=controls)
    assert all("627000, 658000" in text for text in pages())


def test_who_sees_a_part_of_the_customers_exports_nothing(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    collected(creditor, 10_000, "FA-AUTRE")
    reader = visitor(some.a_person("salesperson", creditor))
    assert reader.post(reverse("export_entries")).status_code == 403
    assert EntryExport.objects.count() == 0
