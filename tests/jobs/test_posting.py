"""`encours letters`: what is to post and what was recalled, said posted from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from acts.test_letters import laid
from collecting import Desk, open_desk
from encours.core.refusals import RuleError
from encours.jobs import posting
from encours.jobs.posting import command
from encours.records.messages.letters import LetterEnding
from mailroom import mailroom


@pytest.fixture
def desk(house: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    with mailroom() as (_, email):
        found = open_desk(house, email, accounts=("DUPONT", "MARTIN"))
        laid(found, 2)
    monkeypatch.setattr(posting, "now", lambda: found.now)
    monkeypatch.setattr(posting, "outbox", lambda: house / "outbox")
    monkeypatch.setenv("ENCOURS_LANGUAGE", "fr")
    return found


def told(*words: str) -> dict[str, Any]:
    ended = CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_it_lists_what_lies_in_the_outbox_by_the_names_of_the_files_there(desk: Desk) -> None:
    answer = told()
    assert answer["recalled"] == []
    names = {row["name"] for row in answer["to_post"]}
    assert names == {path.name for path in (desk.home / "outbox").glob("*.pdf")}
    assert {(row["laid_on"], row["taken_as_posted_on"]) for row in answer["to_post"]} == {
        ("2026-11-20", "2026-11-25")
    }


def test_all_of_a_day_are_said_posted_at_once_and_a_dry_run_writes_nothing(desk: Desk) -> None:
    assert told("--posted", "2026-11-20", "--dry-run")["posted"] == 2
    assert not LetterEnding.objects.exists()
    answer = told("--posted", "all")
    assert (answer["posted"], answer["to_post"]) == (2, [])
    assert set(LetterEnding.objects.values_list("kind", "by")) == {("posted", "command line")}


def test_one_is_recalled_taken_out_and_no_longer_listed(desk: Desk) -> None:
    first, second = (row["letter"] for row in told()["to_post"])
    answer = told("--recall", str(first), "--because", "Mauvaise adresse")
    assert [(row["letter"], row["cause"], row["file"]) for row in answer["recalled"]] == [
        (first, "person", "aside")
    ]
    with pytest.raises(RuleError, match="rappelé"):
        CliRunner().invoke(command, ["--posted", f"{first},{second}"], catch_exceptions=False)
    answer = told("--taken-out", str(first))
    assert (answer["taken_out"], answer["recalled"]) == (1, [])


@pytest.mark.parametrize("words", [("--posted", "demain-matin"), ("--posted", "x,y"), ("--recall", "999")])
def test_what_names_no_letter_is_said_to_be_bad_input(desk: Desk, words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(command, words).exit_code == 2
