"""Slips at the desk: keyed or dropped as CSV, tied to their credit, shown with what differs."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cash.deposits import Deposit
from encours.records.cash.models import BankLine
from encours.records.parties.models import Creditor


def told(**more: object) -> dict[str, object]:
    return {
        "kind": "cheque", "number": "B-1001", "deposited_on": some.TODAY, "currency": "EUR", "fee_cents": "",
        "lines": "1;PETIT;60,00\n2;Inconnu;40,00", **more,
    }  # fmt: skip


@pytest.fixture
def line(creditor: Creditor) -> BankLine:
    """A credit of 100,00 € that waits."""
    return some.a_bank_line(creditor, some.an_intake(creditor), 10_000)


def test_a_slip_is_keyed_and_its_credit_is_offered_and_tied(
    desk: Client, creditor: Creditor, line: BankLine
) -> None:
    some.a_customer(creditor, "Garage Petit", account="PETIT")
    assert desk.post("/bank/slips/new", told()).status_code == 302
    (slip,) = Deposit.objects.all()
    shown = page(desk, f"/bank/slips/{slip.pk}")
    assert "Garage Petit" in shown
    assert "même montant" in shown
    answer = desk.post(f"/bank/slips/{slip.pk}/tie", {"line": line.pk, "version": slip.version})
    assert answer.status_code == 302
    slip.refresh_from_db()
    line.refresh_from_db()
    assert (slip.state, line.state) == ("tied", "detailed")
    assert "B-1001" in page(desk, "/bank/slips")


def test_lines_come_from_a_file_too(desk: Client) -> None:
    file = SimpleUploadedFile("bordereau.csv", "Numéro;Client;Montant\n7;Léon;12,00\n".encode("cp1252"))
    assert desk.post("/bank/slips/new", told(lines="", file=file)).status_code == 302
    (slip,) = Deposit.objects.all()
    assert (slip.total_cents, slip.items.get().payer) == (1_200, "Léon")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lines": "1;PETIT;beaucoup 3"}, "Ligne 1"),
        ({"lines": ""}, "au moins une ligne"),
        ({"fee_cents": "100,00"}, "moins que le total"),
        ({"deposited_on": "2027-01-01"}, "à venir"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(desk: Client, changed: dict[str, str], said: str) -> None:
    answer = desk.post("/bank/slips/new", told(**changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Deposit.objects.exists()


def test_who_only_reads_keys_no_slip(auditor: Client) -> None:
    assert "Aucune remise" in page(auditor, "/bank/slips")
    assert auditor.get("/bank/slips/new").status_code == 403
