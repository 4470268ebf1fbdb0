"""kill -9 at each commit and each effect of taking in a folder: a table, a companion, e-invoices, a bank file.

Every point is listed here; a first test holds the list to what the work really passes.
"""

from __future__ import annotations

import json
import signal
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from books import received, sound, statement
from collecting import Desk
from einvoices import Told, cii
from encours.acts.intake.places import watch_folder
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import BankLine
from encours.records.documents.models import Intake
from encours.records.intake.models import Arrival, Place
from encours.records.parties.models import Contact
from encours.records.receivables.models import Receivable
from small_history import AT
from walks.conftest import Child
from walks.killed_child import watch

pytestmark = [pytest.mark.kill]

FILES = {
    "1.csv": b"Compte;Facture;Date;Montant TTC\nC1;F-8;22/03/2026;120,00\n",
    "2.csv": b"account;name;contact_email\nC1;Garage;a@garage.example\n",
    "3.xml": cii(),
    "4.xml": cii(Told(number="F-2", prepaid="50.00")),
    "5.xml": statement(received(date(2026, 11, 19), 20_000, "VIR F-8")),
    "6.bin": b"\x00\x01 rien",
}
# Of a table, a companion, both e-invoices, a bank file, and what is said of their coming.
POINTS = {"commit": 5, "kept file": 4, "file put away": 6}
EVERY = [
    f"{side} {point}:{rank}"
    for point, count in POINTS.items()
    for side in ("before", "after")
    for rank in range(1, count + 1)
]


@pytest.fixture
def desk(house: Path) -> Desk:
    creditor = open_creditor(name="Vauban Industrie", siren="732829320", author="cli", at=AT)
    place = watch_folder(creditor, house / "incoming", roots=[house], author="cli", at=AT)
    for name, content in FILES.items():
        (Path(place.path) / name).write_bytes(content)
    found = Desk(creditor, house, {})
    found.now = AT
    return found


def whole(desk: Desk) -> None:
    assert sorted(Receivable.objects.values_list("number", "open_cents")) == [
        ("F-2", 70_00),
        ("F-2026-001", 120_00),
        ("F-8", 120_00),
    ]
    assert (Intake.objects.count(), BankLine.objects.count(), Contact.objects.count()) == (5, 1, 1)
    states = dict(Arrival.objects.values_list("name", "state"))
    assert states == {name: "refused" if name == "6.bin" else "taken" for name in FILES}
    folder = Path(Place.objects.get().path)
    assert sorted(path.name for path in (folder / "done").iterdir()) == sorted(FILES)[:5]
    assert sorted(path.name for path in (folder / "refused").iterdir()) == ["6.bin", "6.bin.txt"]
    assert sorted(path.name for path in folder.iterdir()) == ["done", "refused"]
    sound(desk.creditor, desk.home)


def test_the_points_are_all_those_that_the_work_passes(desk: Desk, child: Child) -> None:
    ended = child("watch", desk, "")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert {name.removeprefix("after "): count for name, count in told.items() if "after" in name} == POINTS
    whole(desk)


@pytest.mark.parametrize("kill", EVERY)
def test_killed_at_any_point_the_folder_is_taken_in_whole_after_a_restart(
    desk: Desk, child: Child, kill: str
) -> None:
    assert child("watch", desk, kill).returncode == -signal.SIGKILL
    connection.close()
    watch(desk)
    watch(desk)
    whole(desk)
