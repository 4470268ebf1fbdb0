"""Every bank format goes through the same import: its lines once, its account waiting to be attached."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import AT, AUTHOR, SIREN, sound, take_in
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import BankAccount, BankLine
from encours.records.parties.models import Creditor

BANK = Path(__file__).resolve().parents[2] / "samples" / "bank"
LINES = {
    "mt940.sta": 4,
    "ofx1.ofx": 3,
    "ofx2.ofx": 1,
    "releve.qif": 3,
    "coda.txt": 5,
    "bai2.txt": 2,
    "credit_mutuel.csv": 3,
    "paypal.csv": 3,
}


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)


@pytest.mark.parametrize("name", LINES)
def test_a_statement_loaded_twice_adds_nothing(name: str, creditor: Creditor, house: Path) -> None:
    content = (BANK / name).read_bytes()
    first = take_in(creditor, content, name, house).intake.counts
    again = take_in(creditor, content + b"\n", name, house)  # other bytes, the same movements
    assert (first["new"], again.again) == (LINES[name], False)
    assert (again.intake.counts["new"], again.intake.counts["known"]) == (0, LINES[name])
    assert BankLine.objects.count() == LINES[name]
    assert {line.state for line in BankLine.objects.filter(amount_cents__gt=0)} <= {"detached"}
    assert not BankAccount.objects.filter(attached=True).exists()
    sound(creditor, house)
