"""`encours seal` and `encours verify`: what is sound is said with its figures, what is not with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from encours.jobs import finding_sentences, proving, sealing
from encours.records.history import verifying
from encours.words import typography
from small_history import a_creditor, a_customer, a_kept_file, a_note, forced

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def verify(*words: str) -> Result:
    return CliRunner().invoke(proving.command, list(words))


def seal(*words: str) -> Result:
    return CliRunner().invoke(sealing.command, list(words))


@pytest.fixture
def sealed(house: Path) -> Path:
    customer = a_customer(a_creditor())
    a_note(customer)
    a_kept_file(customer, home=house)
    assert seal().exit_code == 0
    return house


def test_a_sound_history_leaves_with_zero_and_its_figures(sealed: Path) -> None:
    found = verify()
    assert found.exit_code == 0
    assert (
        typography.french(
            "Atelier Vauban : 6 feuilles (0 à sceller, 0 effacées), 1 racines, 3 faits et 1 fichiers"
        )
        in found.output
    )
    assert "Rien n’a été changé" in found.output
    assert re.search(typography.french(r"Clé publique [0-9a-f]{16} : [0-9a-f]{64}"), found.output)


def test_the_same_for_a_program(sealed: Path) -> None:
    told = json.loads(verify("--json").output)
    figures = {key: told[key] for key in ("clean", "leaves", "unsealed", "erased", "roots", "facts", "files")}
    assert figures == {
        "clean": True, "leaves": 6, "unsealed": 0, "erased": 0, "roots": 1, "facts": 3, "files": 1
    }  # fmt: skip
    assert told["findings"] == []
    assert re.fullmatch("[0-9a-f]{64}", told["public_key"])
    assert [creditor["name"] for creditor in told["creditors"]] == ["Atelier Vauban"]


def test_a_changed_leaf_leaves_with_one_and_says_where(sealed: Path) -> None:
    forced("UPDATE history_leaf SET content = replace(content, 'lundi', 'mardi')")
    found = verify()
    assert found.exit_code == 1
    assert re.search(
        r"La feuille n°\s3 \(écriture \d+, ligne \d+ de history_leaf\) a été modifiée", found.output
    )


def test_every_creditor_is_verified_unless_one_is_named(sealed: Path) -> None:
    a_customer(a_creditor("Menuiserie Lebrun", "552100554"))
    assert seal().exit_code == 0
    forced("UPDATE history_entry SET author = 'x' WHERE creditor_id = 2")
    assert verify().exit_code == 1
    assert verify("--creditor", "Atelier Vauban").exit_code == 0
    told = json.loads(verify("--creditor", "552100554", "--json").output)
    assert [(one["creditor"], one["code"]) for one in told["findings"]] == [(2, "entry_changed")]
    assert told["findings"][0]["sentence"].startswith("L’écriture ")


def test_verifying_writes_nothing(sealed: Path) -> None:
    def state() -> dict[str, Any]:
        files = (path for path in sealed.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files if "sqlite3" not in path.name}

    before = state()
    verify()
    assert state() == before


def test_sealing_says_the_root_and_sealing_again_says_there_is_nothing_new(sealed: Path) -> None:
    again = seal()
    assert "rien de nouveau" in again.output
    a_note(a_customer(a_creditor("Menuiserie Lebrun")))
    told = json.loads(seal("--json").output)
    assert [(one["name"], one["size"]) for one in told["creditors"]] == [
        ("Atelier Vauban", None),
        ("Menuiserie Lebrun", 4),
    ]
    assert told["creditors"][1]["root"]


def test_every_finding_of_the_verifier_has_a_sentence_that_its_facts_fill() -> None:
    source = Path(verifying.__file__).read_text("utf-8")
    raised = set(re.findall(r'report\.find\(\s*"(\w+)"', source))
    assert raised == set(finding_sentences._HISTORY)
