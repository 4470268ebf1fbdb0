"""Promotions told by a table: added, then following what the file says, their states before kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.records.contracts.models import Promotion, PromotionPast
from encours.records.documents.models import Intake
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEAD = "Client;Promotion;Début;Fin;Taux;Montant;Base;Articles\n"
SPRING = "C1;Printemps;01/03/2026;31/03/2026;12,5 %;;CA;A1, A2\n"
pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = open_creditor(name="Vauban", siren="", author="cli", at=AT)
    take(made, "Compte;Nom\nC1;Dupont\n", house)
    return made


def take(creditor: Creditor, text: str, house: Path) -> Intake:
    told = {"author": "cli", "at": AT, "on": date(2026, 11, 20), "home": house}
    return import_file(creditor, text.encode(), "promotions.csv", **told).intake  # type: ignore[arg-type] # one call's words


def test_a_promotion_is_a_rate_or_an_amount_on_a_basis(creditor: Creditor, house: Path) -> None:
    counts = take(creditor, HEAD + SPRING + "C1;Palette;01/04/2026;;;2,50;colis;\n", house).counts
    assert (counts["new"], counts["unknown"]) == (2, 0)
    rows = Promotion.objects.order_by("from_on").values_list(
        "name", "until_on", "rate_bps", "amount_cents", "currency", "basis", "items"
    )
    assert list(rows) == [
        ("Printemps", date(2026, 3, 31), 1250, None, "EUR", "turnover", "A1, A2"),
        ("Palette", None, None, 250, "EUR", "unit", ""),
    ]
    seal(creditor.pk, at=AT, home=house)
    assert verify(creditor.pk, home=house).findings == []


def test_told_again_it_follows_the_file_and_its_state_before_is_kept(creditor: Creditor, house: Path) -> None:
    take(creditor, HEAD + SPRING, house)
    assert take(creditor, HEAD + SPRING + "\n", house).counts["changed"] == 0
    assert take(creditor, HEAD + SPRING.replace("12,5 %", "15 %"), house).counts["changed"] == 1
    assert (Promotion.objects.get().rate_bps, Promotion.objects.get().version) == (1500, 2)
    assert PromotionPast.objects.get().rate_bps == 1250


@pytest.mark.once
@pytest.mark.parametrize(
    "row",
    [
        "C9;Printemps;01/03/2026;31/03/2026;12,5 %;;CA;\n",
        "C1;Printemps;01/03/2026;28/02/2026;12,5 %;;CA;\n",
        "C1;Printemps;01/03/2026;31/03/2026;;;CA;\n",
        "C1;Printemps;01/03/2026;31/03/2026;10;5,00;CA;\n",
    ],
)
def test_what_gives_nothing_or_is_of_nobody_is_left_aside(creditor: Creditor, house: Path, row: str) -> None:
    assert take(creditor, HEAD + row, house).counts["unknown"] == 1
    assert not Promotion.objects.exists()
