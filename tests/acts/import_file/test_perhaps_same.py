"""A customer that a file opens and that may be one already known is said in the import's report, and never merged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, SIREN, Books, take_in, take_ledger
from encours.acts.open_creditor import open_creditor
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor, Customer

pytestmark = pytest.mark.both
HEAD = "account;name;siren;email\n"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)


def told(creditor: Creditor, house: Path, *rows: str) -> list[tuple[str, str, str]]:
    """Import a table of customers; say what its report says, by account."""
    take_in(creditor, (HEAD + "\n".join(rows)).encode(), f"clients-{len(rows[0])}.csv", house)
    controls = Intake.objects.latest("pk").controls
    accounts = dict(Customer.objects.values_list("pk", "account"))
    return [(accounts[new], accounts[known], why) for new, known, why in controls.get("near_first", ())]


def test_the_first_file_compares_nothing(creditor: Creditor, house: Path) -> None:
    assert told(creditor, house, "C1;Garage Petit;;a@petit.example", "C2;Garage Petit;;a@petit.example") == []


def test_what_a_new_one_shares_with_a_known_one_is_said(creditor: Creditor, house: Path) -> None:
    told(
        creditor,
        house,
        "C1;Garage Petit;552100554;",
        "C2;Menuiserie Roux;;compta@roux.example",
        "C3;Dupond;;",
    )
    found = told(
        creditor,
        house,
        "N1;Tout autre nom;552100554;",
        "N2;Autre encore;;Compta@Roux.example",
        "N3;SARL Dupond;;",
        "N4;Personne d’autre;;personne@autre.example",
    )
    assert found == [("N1", "C1", "siren"), ("N2", "C2", "email"), ("N3", "C3", "name")]
    assert Intake.objects.latest("pk").controls["near"] == 3
    assert not Customer.objects.filter(merged_into__isnull=False).exists()


def test_a_ledger_says_it_too_and_one_that_is_known_is_not_said_again(
    creditor: Creditor, house: Path
) -> None:
    books = Books().sale(date(2026, 9, 2), "C1", "F-1", 120_00)
    take_ledger(creditor, books, 2026, house)
    Customer.objects.update(name="Client C2")  # as a person wrote it
    take_ledger(creditor, books.sale(date(2026, 9, 3), "C2", "F-2", 50_00), 2026, house)
    assert Intake.objects.latest("pk").controls["near"] == 1
    take_ledger(creditor, books.sale(date(2026, 9, 4), "C2", "F-3", 50_00), 2026, house)
    assert "near" not in Intake.objects.latest("pk").controls
