"""`encours check`: all invariants in words, in JSON, and in the exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.utils import translation

from encours.jobs import checking
from encours.words import typography
from small_history import a_creditor, a_customer, a_payment, an_invoice, applied, forced

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.fixture
def sound(house: Path) -> Path:
    customer = a_customer(a_creditor())
    applied(a_payment(customer), an_invoice(customer), 5_000)
    return house


def check(*words: str) -> Result:
    return CliRunner().invoke(checking.command, list(words))


def test_a_sound_database_leaves_with_zero_and_says_how_much_was_checked(sound: Path) -> None:
    found = check()
    assert found.exit_code == 0
    assert typography.french("invariants vérifiés : tous tiennent.") in found.output
    told = json.loads(check("--json").output)
    assert (told["clean"], told["broken"], told["missing_triggers"]) == (True, [], [])
    assert told["invariants"] > 80


def test_a_broken_balance_leaves_with_one_and_names_the_row_and_its_figures(sound: Path) -> None:
    forced("UPDATE receivables_receivable SET open_cents = 6999")
    found = check()
    assert found.exit_code == 1
    assert (
        "Le reste dû n’est pas le montant moins les affectations (receivables.Receivable, 1)" in found.output
    )
    assert "ligne 1 du créancier 1 « F-1 » : trouvé 6999, attendu 7000" in found.output
    (broken,) = json.loads(check("--json").output)["broken"]
    assert broken["code"] == "open_is_not_amount_less_applications"
    assert broken["rows"] == 1
    assert broken["first"] == [{"creditor_id": 1, "id": 1, "label": "F-1", "found": 6_999, "expected": 7_000}]


def test_a_missing_trigger_is_said(sound: Path) -> None:
    on = "" if connection.vendor == "sqlite" else " ON history_root"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER history_root_kept{on}")
    found = check()
    assert found.exit_code == 1
    assert "Le déclencheur history_root_kept" in found.output
