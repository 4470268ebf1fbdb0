"""Files dropped on a page: what each brought, what it refused, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.files import LEDGER, dropped, ledger, statement
from desk.looking import page
from encours.records.cash.models import BankLine
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable


def sent(client: Client, *files: Any) -> Any:
    return client.post("/imports", {"documents": list(files)})


def test_a_ledger_is_read_and_its_report_shows_counts_and_control_totals(
    desk: Client, creditor: Creditor
) -> None:
    answer = sent(desk, dropped(LEDGER))
    intake = Intake.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/imports/{intake.pk}")
    shown = page(desk, f"/imports/{intake.pk}")
    assert "2 300,50 €" in shown
    assert "nouveaux" in shown
    told = page(desk, "/imports")
    assert intake.name in told
    person = User.objects.get(email=intake.by)
    assert (person.name in told, intake.by in told) == (True, False)


def test_the_same_file_again_says_that_nothing_changed(desk: Client, creditor: Creditor) -> None:
    sent(desk, dropped(LEDGER))
    sent(desk, dropped(LEDGER, "autre-nom.txt"))
    assert Intake.objects.count() == 1
    shown = page(desk, f"/imports/{Intake.objects.get().pk}")
    assert "Ce fichier a déjà été importé le 18/11/2026 : rien n’a changé." in shown


def test_a_newer_ledger_says_what_changed_and_what_is_gone(desk: Client, creditor: Creditor) -> None:
    sent(desk, dropped(LEDGER))
    newer = ledger(
        ("20260915", "F-101", "Dupont", "1200,00"),
        ("20261105", "F-103", "Martin", "350,00"),
        ("20261110", "F-104", "Martin", "90,00"),
    )
    sent(desk, dropped(newer))
    shown = page(desk, f"/imports/{Intake.objects.latest('pk').pk}")
    assert "absents de ce fichier : suspendus, jamais effacés" in shown
    assert Receivable.objects.filter(gone_on__isnull=False, number="F-102").exists()


def test_several_files_are_read_in_the_order_that_makes_sense(desk: Client, creditor: Creditor) -> None:
    bank = dropped(statement(("1200.00", "Dupont", "Reglement F-101")), "a-releve.xml")
    answer = sent(desk, bank, dropped(LEDGER))
    assert answer.headers["Location"] == "/imports"
    assert "2 fichiers importés." in page(desk, "/imports")
    assert [each.kind for each in Intake.objects.order_by("pk")] == ["ledger", "bank"]
    assert BankLine.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "vide.txt", "vide"),
        (b"bonjour tout le monde", "lettre.txt", "pas reconnu"),
        (LEDGER.replace(b"1200,00\t0,00", b"1300,00\t0,00"), "732829320FEC20261231.txt", ""),
        (LEDGER, "552100554FEC20261231.txt", "552100554"),
    ],
)
def test_a_file_that_cannot_be_trusted_says_what_and_what_to_do(
    desk: Client, creditor: Creditor, content: bytes, name: str, sentence: str
) -> None:
    answer = sent(desk, dropped(content, name))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert "rien n’en a été enregistré" in shown or "vide" in shown
    assert not Intake.objects.exists()
    assert not Customer.objects.exists()


def test_one_unreadable_file_leaves_the_others_be(desk: Client, creditor: Creditor) -> None:
    answer = sent(desk, dropped(LEDGER), dropped(b"bonjour", "lettre.txt"))
    assert answer.status_code == 422
    assert "lettre.txt" in answer.content.decode()
    assert Intake.objects.get().kind == "ledger"


def test_no_file_chosen_is_a_sentence(desk: Client, creditor: Creditor) -> None:
    answer = desk.post("/imports", {})
    assert answer.status_code == 422
    assert "Choisir au moins un fichier." in answer.content.decode()


def test_an_auditor_reads_the_imports_and_cannot_add_any(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    auditor = visitor(some.a_person("auditor", creditor))
    assert "multipart" not in page(auditor, "/imports")
    assert sent(auditor, dropped(LEDGER)).status_code == 403


def test_a_refusal_filled_with_values_is_told_in_english_too(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    reader = visitor(some.a_person("collector", creditor, language="en"))
    answer = sent(reader, dropped(LEDGER, "552100554FEC20261231.txt"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "552100554" in shown
    assert "porte le SIREN" not in shown


def test_anomalies_of_the_books_are_listed_with_their_lines_and_remedy(
    desk: Client, creditor: Creditor
) -> None:
    outside = ledger(("20261105", "F-103", "Martin", "300,00"), ("20270103", "F-104", "Martin", "50,00"))
    sent(desk, dropped(outside))
    shown = page(desk, f"/imports/{Intake.objects.get().pk}")
    assert "Écriture hors de l’exercice" in shown
    assert "ou corrigez la date" in shown


def test_a_new_customer_that_may_be_a_known_one_leads_to_the_page_that_compares_them(
    desk: Client, creditor: Creditor
) -> None:
    known = some.a_customer(creditor, "Garage Petit", siren="552100554")
    sent(desk, dropped(b"account;name;siren\nN1;Petit Garage SAS;552100554\n", "clients.csv"))
    shown = page(desk, f"/imports/{Intake.objects.latest('pk').pk}")
    new = Customer.objects.get(account="N1")
    assert "Peut-être déjà connus" in shown
    assert "même SIREN" in shown
    assert f"/customers/{known.pk}/merge?other={new.pk}" in shown
