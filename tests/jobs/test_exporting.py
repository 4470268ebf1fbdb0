"""`encours export case`: what is written verifies with Python alone, and one altered byte is located."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from encours.jobs import case_summary, exporting
from encours.records.documents.models import KeptFile
from encours.records.history.models import Leaf
from encours.records.messages.letters import ENDINGS
from encours.records.messages.models import CHANNELS
from encours.records.parties.models import Customer, CustomerPast
from small_history import (
    a_creditor,
    a_customer,
    a_delivery,
    a_kept_file,
    a_message,
    a_note,
    a_payment,
    an_invoice,
    applied,
    forced,
    recorded,
)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.fixture
def told(house: Path) -> Path:
    """Two customers with invoices, a payment, a reminder sent, a note, a change of address."""
    creditor = a_creditor("Atelier Vauban", "552100554")
    for account, name in (("411DUPONT", "Dupont & fils"), ("411MARTIN", "Martin «é»")):
        customer = a_customer(creditor, account, name)
        applied(a_payment(customer, f"P-{account}"), an_invoice(customer, f"F-{account}"), 5_000)
        message = a_message(customer, "delivered", f"m-{account}")
        a_delivery(message, a_kept_file(customer, f"%PDF {account}".encode(), home=house))
        a_note(customer, f"Appeler {name}\nle lundi.")
        _moved(customer)
    return house


def _moved(customer: Customer) -> None:
    with recorded(customer.creditor_id, "edit_customer") as record:
        old = Customer.objects.get(pk=customer.pk)
        kept = {
            field.attname: getattr(old, field.attname)
            for field in CustomerPast._meta.concrete_fields
            if hasattr(old, field.attname) and field.attname != "id"
        }
        CustomerPast.objects.create(customer=old, superseded_at=record.at, **kept)
        old.city, old.entry, old.recorded_at = "Brest", record.entry, record.at
        old.save()
        record.wrote(Customer, [old])
        record.of(old.pk, changed=["city"])


def export(*words: str) -> Result:
    return CliRunner().invoke(exporting.command, ["case", *words])


def verified(folder: Path) -> tuple[int, str]:
    """Run the verifier as an expert would: alone, without the house, its packages or its environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")],
        cwd=folder.parent,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


@pytest.fixture
def case(told: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "dossier"
    result = export("411DUPONT", "--to", str(folder))
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.both
def test_an_export_verifies_with_python_alone_in_both_languages(case: Path) -> None:
    code, said = verified(case)
    assert code == 0, said
    assert "TOUT EST INTACT : 16 feuilles (dont 0 effacées)" in said
    assert "EVERYTHING HOLDS: 16 leaves" in said
    assert "1 documents" in said


@pytest.mark.both
def test_nothing_of_another_customer_leaves_with_it(case: Path) -> None:
    for path in case.rglob("*"):
        if path.is_file() and path.name != "verify.py":
            content = path.read_text("utf-8", errors="replace")
            assert "MARTIN" not in content.upper(), path.name


def test_the_same_goes_into_a_zip(told: Path, tmp_path: Path) -> None:
    target = tmp_path / "dossier.zip"
    answer = export("411dupont", "--to", str(target), "--json")
    facts = json.loads(answer.output)
    assert (facts["account"], facts["leaves"], facts["documents"]) == ("411DUPONT", 16, 1)
    with zipfile.ZipFile(target) as archive:
        assert len(archive.namelist()) == facts["files"]
        archive.extractall(tmp_path / "ouvert")
    assert verified(tmp_path / "ouvert")[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dossier.zip", "home", "ouvert"]


def test_the_summary_tells_the_case_to_a_person_in_both_languages(case: Path) -> None:
    french = (case / "LISEZMOI.txt").read_text("utf-8")
    assert "F-411DUPONT : 120,00\N{NO-BREAK SPACE}€, émise le 01/10/2026, échéance le 20/11/2026" in french
    assert "claire@vauban.example" in french
    english = (case / "README.txt").read_text("utf-8")
    assert "F-411DUPONT: €120.00" in english
    assert "python3 -I -S verify.py" in english


FILES = {
    "LISEZMOI.txt": "LISEZMOI.txt a changé",
    "README.txt": "README.txt a changé",
    "verify.py": "verify.py a changé",
    "public_key.txt": "public_key.txt a changé",
    "roots.jsonl": "roots.jsonl, ligne 1 :",
    "leaves.jsonl": "leaves.jsonl, ligne",
    "proofs.jsonl": "proofs.jsonl :",
    "rows.jsonl": "rows.jsonl :",
    "files.jsonl": "files.jsonl a changé",
    "manifest.json": "manifest.json n'est pas celui que la clé publique a signé",
    "manifest.sig": "manifest.json n'est pas celui que la clé publique a signé",
    "files": "n'a pas l'empreinte",
}


def test_one_altered_byte_of_each_file_is_located(case: Path) -> None:
    seen = set()
    for path in sorted(case.rglob("*")):
        if not path.is_file():
            continue
        kind = path.relative_to(case).parts[0]
        whole = path.read_bytes()
        # The last figure or letter: for verify.py, a byte of its closing call that changes nothing it does.
        place = max(at for at, byte in enumerate(whole[:-2]) if chr(byte).isalnum())
        altered = whole + b"#" if kind == "verify.py" else _turned(whole, place)
        path.write_bytes(altered)
        code, said = verified(case)
        path.write_bytes(whole)
        assert code == 1, path
        assert FILES[kind] in said, said
        seen.add(kind)
    assert seen == set(FILES)
    assert verified(case)[0] == 0


def _turned(whole: bytes, place: int) -> bytes:
    turned = b"8" if whole[place : place + 1] == b"9" else b"9"
    return whole[:place] + turned + whole[place + 1 :]


def test_what_the_database_s_owner_forged_before_exporting_does_not_verify(
    told: Path, tmp_path: Path
) -> None:
    forced("UPDATE receivables_receivable SET amount_cents = 11000 WHERE number = 'F-411DUPONT'")
    export("411DUPONT", "--to", str(tmp_path / "dossier"))
    code, said = verified(tmp_path / "dossier")
    assert code == 1
    assert "receivables.Receivable" in said
    assert "a changé depuis l'export" not in said


def test_a_leaf_forged_before_exporting_is_named(told: Path, tmp_path: Path) -> None:
    export("411DUPONT", "--to", str(tmp_path / "avant"))
    forced("UPDATE history_leaf SET content = replace(content, 'lundi', 'mardi')")
    export("411DUPONT", "--to", str(tmp_path / "apres"))
    assert verified(tmp_path / "avant")[0] == 0
    code, said = verified(tmp_path / "apres")
    assert code == 1
    assert "ne correspond plus à son empreinte" in said


def test_rubbish_is_a_sentence_and_not_a_trace(case: Path) -> None:
    for name in ("leaves.jsonl", "proofs.jsonl", "rows.jsonl", "files.jsonl", "roots.jsonl", "manifest.json"):
        whole = (case / name).read_bytes()
        for rubbish in (
            b"",
            b"{\n",
            b"[]\n",
            b'{"a": 1}\n',
            b"\xff\xfe\n",
            whole + whole,
            whole[: len(whole) // 2],
        ):
            (case / name).write_bytes(rubbish)
            code, said = verified(case)
            assert code == 1, (name, rubbish)
            assert name in said
        (case / name).write_bytes(whole)


def test_a_file_taken_away_and_a_file_added_are_named(case: Path) -> None:
    (case / "rows.jsonl").unlink()
    (case / "files" / "autre.pdf").write_bytes(b"x")
    _, said = verified(case)
    assert "rows.jsonl manque" in said
    assert "files/autre.pdf ne fait pas partie de l'export" in said


@pytest.mark.both
def test_a_case_still_verifies_after_another_customer_was_lawfully_erased(told: Path, tmp_path: Path) -> None:
    export("411MARTIN", "--to", str(tmp_path / "sceller"))
    other = Customer.objects.get(account="411MARTIN")
    Leaf.objects.filter(customer_id=other.pk).update(content=None, salt=None)
    export("411DUPONT", "--to", str(tmp_path / "dossier"))
    code, said = verified(tmp_path / "dossier")
    assert code == 0, said
    assert "16 feuilles (dont 0 effacées)" in said


def test_a_customer_s_own_erased_leaves_are_counted_and_proven(told: Path, tmp_path: Path) -> None:
    export("411DUPONT", "--to", str(tmp_path / "avant"))
    own = Customer.objects.get(account="411DUPONT")
    Leaf.objects.filter(customer_id=own.pk).update(content=None, salt=None)
    export("411DUPONT", "--to", str(tmp_path / "apres"))
    code, said = verified(tmp_path / "apres")
    assert code == 0, said
    assert "dont 8 effacées" in said
    assert "Brest" not in (tmp_path / "apres" / "rows.jsonl").read_text("utf-8")


def test_an_erased_document_is_told_by_its_fingerprint_alone(told: Path, tmp_path: Path) -> None:
    KeptFile.objects.update(key=None)
    export("411DUPONT", "--to", str(tmp_path / "dossier"))
    assert not (tmp_path / "dossier" / "files").exists()
    (line,) = (tmp_path / "dossier" / "files.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["path"] is None
    assert verified(tmp_path / "dossier")[0] == 0


def test_a_message_composed_in_shadow_mode_is_never_told_as_sent(told: Path, tmp_path: Path) -> None:
    customer = Customer.objects.get(account="411DUPONT")
    a_delivery(a_message(customer, "shadowed", "m-3"), KeptFile.objects.earliest("pk"), "shadowed")
    export("411DUPONT", "--to", str(tmp_path / "dossier"))
    assert "composé en mode ombre, jamais parti" in (tmp_path / "dossier" / "LISEZMOI.txt").read_text("utf-8")
    assert "composed in shadow mode, never sent" in (tmp_path / "dossier" / "README.txt").read_text("utf-8")


def test_the_summary_has_a_word_for_each_state_channel_and_source() -> None:
    for words, codes in (
        (case_summary._STATES, {"delivered", "shadowed", "refused", "uncertain", *ENDINGS, "gone"}),
        (case_summary._CHANNELS, set(CHANNELS)),
        (case_summary._SOURCES, {"ledger", "bank"}),
    ):
        assert set(words["fr"]) == set(words["en"]) == codes


def test_an_unknown_account_and_a_taken_place_are_refused_before_anything_is_written(
    told: Path, tmp_path: Path
) -> None:
    unknown = export("411NOBODY", "--to", str(tmp_path / "dossier"))
    assert (unknown.exit_code, "411NOBODY" in unknown.output) == (2, True)
    assert not (tmp_path / "dossier").exists()
    taken = tmp_path / "pris"
    taken.mkdir()
    (taken / "lettre.txt").write_text("à garder", encoding="utf-8")
    assert export("411DUPONT", "--to", str(taken)).exit_code == 2
    assert [path.name for path in taken.iterdir()] == ["lettre.txt"]
    assert export("411DUPONT", "--to", str(tmp_path / "nulle" / "part")).exit_code == 2


def test_a_customer_that_no_act_touched_has_nothing_to_prove(told: Path, tmp_path: Path) -> None:
    mute = Customer.objects.get(account="411DUPONT")
    mute.pk, mute.account = None, "411MUET"
    mute.save()
    refused = export("411MUET", "--to", str(tmp_path / "dossier"))
    assert refused.exit_code == 2
    assert "rien à prouver" in refused.output


def test_the_summary_says_of_a_letter_laid_whether_it_was_posted_recalled_or_gone() -> None:
    laid = {"on": "2026-11-20", "channel": "letter", "state": "delivered", "recipient": "DUPONT", "subject": "Rappel",
            "document_sha256": "ab"}  # fmt: skip
    ending = {"on": "2026-11-23", "kind": "recalled"}
    rows = {
        "encours_messages.Delivery": [{**laid, "message_id": key} for key in (1, 2, 3, 4)],
        "encours_messages.LetterEnding": [
            {**ending, "id": 11, "message_id": 1},
            {**ending, "id": 12, "message_id": 2},
            {**ending, "id": 13, "message_id": 3, "kind": "posted"},
        ],
        "encours_messages.RecallAnswer": [{"ending_id": 12, "found": "gone"}],
    }
    case: Any = SimpleNamespace(rows=lambda label: rows.get(label, []))
    recalled, gone, posted, silent = case_summary._sent(case, "en")
    assert "before it was posted: never sent" in recalled
    assert "already gone" in gone
    assert "posted on" in posted
    assert ", delivered:" in silent
