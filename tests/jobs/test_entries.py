"""`encours entries`: what waits is said, exported once to a file, and given again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from books import AT, AUTHOR, SIREN, Books, apply, ours, received, statement, take_in, take_ledger
from encours.acts.open_creditor import open_creditor
from encours.jobs.entries import command
from encours.records.parties.models import Creditor


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    take_ledger(found, Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000), 2026, house)
    take_in(found, statement(received(date(2026, 10, 2), 120_000, "VIR DUPONT FA101")), "releve.xml", house)
    apply(found)
    return found


def told(*words: str) -> dict[str, Any]:
    answer = CliRunner().invoke(command, [*words, "--json"])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found


def refused(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_what_waits_is_said_then_exported_once_and_given_again(creditor: Creditor, tmp_path: Path) -> None:
    assert told() == {
        "entries": 1,
        "lines": 2,
        "customers_cents": 120_000,
        "other_currency": 0,
        "unknown_accounts": [],  # no ledger told any
    }
    first, again, between = (tmp_path / name for name in ("un.txt", "encore.txt", "octobre.txt"))
    made = told("--out", str(first))
    assert (made["export"], made["entries"], made["customers_cents"]) == (1, 1, 120_000)
    assert told("--out", str(tmp_path / "rien.txt"))["export"] is None
    told("--again", "1", "--out", str(again))
    told("--from", "2026-10-01", "--to", "2026-10-31", "--out", str(between))
    assert first.read_bytes() == again.read_bytes() == between.read_bytes()
    assert b"\tFA101\t" in first.read_bytes()


def test_what_cannot_be_written_exports_nothing(creditor: Creditor, tmp_path: Path) -> None:
    there = tmp_path / "la.txt"
    there.write_text("")
    assert refused("--out", str(there)).exit_code == 2
    assert refused("--again", "1").exit_code == 2
    assert refused("--from", "2026-10-01", "--out", str(tmp_path / "x")).exit_code == 2
    assert told()["entries"] == 1


def test_accounts_that_a_ledger_has_are_not_said_to_be_unknown(creditor: Creditor, house: Path) -> None:
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    books.receipt(date(2026, 9, 8), "MARTIN", 500).granted(date(2026, 9, 9), "MARTIN", 10)
    take_ledger(creditor, books, 2026, house)
    assert told()["unknown_accounts"] == ["627000", "658000"]
