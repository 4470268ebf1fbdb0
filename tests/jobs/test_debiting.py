"""`encours debits`: what may be collected and why the rest is not; the file made once, handed over by a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from collecting import Desk, desk_in, open_desk
from debits_at_work import COLLECT, told, with_mandates
from encours.acts.hold import hold
from encours.core.refusals import RuleError
from encours.jobs import debiting
from encours.jobs.debiting import command
from encours.records.debits.models import Debit, DebitBatch
from encours.records.receivables.models import Receivable
from mailroom import mailroom
from vauban import CLAIRE

PREPARED = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)


@pytest.fixture
def desk(house: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two customers with a mandate, each told of its collection; one invoice was held since."""
    with mailroom() as (_, email):
        _announced(house, email)
    monkeypatch.setattr(debiting, "now", lambda: PREPARED)
    monkeypatch.setattr(debiting, "home", lambda: house)
    monkeypatch.setenv("ENCOURS_LANGUAGE", "fr")
    return desk_in(house, {})


def _announced(house: Path, email: dict[str, Any]) -> None:
    desk = open_desk(house, email, accounts=("DUPONT", "MARTIN"))
    with_mandates(desk)
    told(desk)
    item = Receivable.objects.get(number="FA102")
    hold(
        item.customer, receivable=item, reason="avoir à venir", from_on=desk.today, until_on=None, author=CLAIRE,
        at=desk.now,
    )  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def asked(*words: str) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found


def test_it_says_what_is_ready_and_why_the_rest_is_not_and_writes_nothing(desk: Desk) -> None:
    found = asked()
    assert (found["ready"], found["ready_cents"]) == (1, 120_000)
    assert found["announced"] == {"ready": 1, "held": 1}
    assert found["items"] == {"announced": 2}
    words = " ".join(run().output.split())
    assert "prélèvements au 01/12/2026, prêts pour la remise : 1, soit 1 200,00 €" in words
    assert "suspendue ou promise : 1" in words
    assert not DebitBatch.objects.exists()


def test_the_file_of_the_day_is_made_once_and_says_what_it_collects(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "remise.xml"
    made = asked("--out", str(there))
    assert (made["debits"], made["total_cents"], made["file"]) == (1, 120_000, "remise.xml")
    root = etree.fromstring(there.read_bytes())
    assert [each.text for each in root.iter("{*}ReqdColltnDt")] == [COLLECT.isoformat()]
    assert {one.reason or one.state for one in Debit.objects.all()} == {"prepared", "held"}
    with pytest.raises(RuleError) as nothing:
        CliRunner().invoke(command, ["--out", str(tmp_path / "encore.xml")], catch_exceptions=False)
    assert nothing.value.rule == "nothing_to_debit"
    assert not (tmp_path / "encore.xml").exists()


def test_a_file_that_cannot_be_written_and_another_day_prepare_nothing(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "la.xml"
    there.write_text("")
    for words in (("--out", str(there)), ("--out", str(tmp_path / "nulle" / "part.xml"))):
        assert run(*words).exit_code == 2
    assert run("--on", "2026-12-02", "--out", str(tmp_path / "x.xml")).exit_code == 2
    assert not DebitBatch.objects.exists()
    assert asked("--on", "2026-12-03")["ready"] == 0  # the bank would no more have the time
