"""Contracts told by a table: added, then following what the file says, their states before kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.acts.quality.assess import assess
from encours.records.contracts.models import Contract, ContractPast
from encours.records.documents.models import Intake
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor
from encours.records.quality.models import Finding

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEAD = "Client;N° contrat;Début;Fin;Délai de paiement;Mode;Escompte;Jours escompte;Pénalités\n"
FIRST = "C1;K-1;01/03/2026;31/12/2026;45;fin de mois;2 %;8;12\n"
pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = open_creditor(name="Vauban", siren="", author="cli", at=AT)
    take(made, "Compte;Nom\nC1;Dupont\n", house)
    return made


def take(creditor: Creditor, text: str, house: Path) -> Intake:
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    return import_file(creditor, text.encode(), "contrats.csv", **told).intake  # type: ignore[arg-type] # one call's words


def test_a_contract_has_its_days_its_terms_and_what_it_agrees(creditor: Creditor, house: Path) -> None:
    counts = take(creditor, HEAD + FIRST + "C1;K-2;01/01/2027;;60;;;;\n", house).counts
    assert (counts["table"], counts["new"], counts["unknown"]) == ("contracts", 2, 0)
    rows = Contract.objects.order_by("from_on").values_list(
        "number", "until_on", "terms_days", "terms_mode", "discount_bps", "discount_days", "penalty_bps"
    )
    assert list(rows) == [
        ("K-1", date(2026, 12, 31), 45, "days_then_eom", 200, 8, 1200),
        ("K-2", None, 60, "net", None, None, None),
    ]
    seal(creditor.pk, at=AT, home=house)
    assert verify(creditor.pk, home=house).findings == []


def test_told_again_it_follows_the_file_and_its_state_before_is_kept(creditor: Creditor, house: Path) -> None:
    take(creditor, HEAD + FIRST, house)
    assert take(creditor, HEAD + FIRST + "\n", house).counts["changed"] == 0
    assert take(creditor, HEAD + FIRST.replace(";45;", ";30;"), house).counts["changed"] == 1
    assert (Contract.objects.get().terms_days, Contract.objects.get().version) == (30, 2)
    assert ContractPast.objects.get().terms_days == 45


def test_its_terms_govern_the_invoices_of_its_days(creditor: Creditor, house: Path) -> None:
    assess(creditor, on=date(2026, 11, 20), author="cli", at=AT)
    take(creditor, "Compte;Facture;Date;Échéance;Montant TTC\nC1;F-1;02/03/2026;01/04/2026;100,00\n", house)
    take(creditor, HEAD + FIRST.replace("fin de mois", ""), house)
    told = Finding.objects.get(rule="due_not_as_agreed")
    assert (told.value, told.at_stake_cents) == ("45 net", 100_00)


@pytest.mark.parametrize(
    "row",
    [
        "C9;K-1;15/03/2026;;45;;;;\n",
        "C1;K-1;01/03/2026;28/02/2026;45;;;;\n",
        "C1;K-1;15/03/2026;;45;;2 %;;\n",
    ],
)
def test_what_cannot_be_or_is_of_nobody_is_left_aside(creditor: Creditor, house: Path, row: str) -> None:
    assert take(creditor, HEAD + row, house).counts["unknown"] == 1
    assert not Contract.objects.exists()
