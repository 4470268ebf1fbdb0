"""Opening the house: database, creditor, language, and answers that a person can act on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import click
import pytest
from django.utils import translation

from encours.jobs import opening
from small_history import a_creditor

SRC = Path(__file__).parents[2] / "src"


def ran(*words: str, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `encours` in a process of its own, as a person would."""
    given = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "LANG", "LC_ALL"}}
    given |= {"ENCOURS_HOME": str(home), "PYTHONPATH": str(SRC), **env}
    return subprocess.run(
        [sys.executable, "-m", "encours.jobs", *words],
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_database_is_made_on_first_use_and_left_alone_afterwards(tmp_path: Path) -> None:
    first = ran("check", "--json", home=tmp_path)
    assert (first.returncode, json.loads(first.stdout)["clean"]) == (0, True)
    made = (tmp_path / "encours.sqlite3").stat().st_mtime_ns
    assert ran("check", home=tmp_path).returncode == 0
    assert (tmp_path / "encours.sqlite3").stat().st_mtime_ns == made


def test_two_commands_that_start_together_build_the_tables_once(tmp_path: Path) -> None:
    given = {**os.environ, "ENCOURS_HOME": str(tmp_path), "PYTHONPATH": str(SRC)}
    given.pop("DATABASE_URL", None)
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "encours.jobs", "check", "--json"],
            env=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in both:
        said, wrong = process.communicate(timeout=120)
        assert json.loads(said)["clean"], wrong
        assert process.returncode == 0


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    lost = ran("check", home=tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:9/lost")
    assert lost.returncode == 2
    assert "127.0.0.1:9" in lost.stderr
    assert "DATABASE_URL" in lost.stderr
    assert "Traceback" not in lost.stderr


def test_a_house_without_creditor_says_what_to_do(house: Path) -> None:
    with pytest.raises(opening.BadInputError, match="encours import") as refused:
        opening.the_creditors(None)
    assert refused.value.exit_code == 2


def test_the_only_creditor_needs_no_name(house: Path) -> None:
    only = a_creditor()
    assert opening.the_creditor(None) == only


@pytest.mark.parametrize(
    "named", ["552100554", "552 100 554", "menuiserie lebrun", " Menuiserie Lebrun ", "2"]
)
def test_a_creditor_is_found_by_siren_name_or_number(house: Path, named: str) -> None:
    a_creditor()
    wanted = a_creditor("Menuiserie Lebrun", "552100554")
    assert wanted.pk == 2
    assert opening.the_creditor(named) == wanted


def test_several_creditors_are_listed_when_none_is_named(house: Path) -> None:
    a_creditor()
    a_creditor("Menuiserie Lebrun", "552100554")
    with pytest.raises(opening.BadInputError, match="552100554 \\(Menuiserie Lebrun\\)"):
        opening.the_creditor(None)
    assert len(opening.the_creditors(None)) == 2


def test_an_unknown_creditor_is_answered_with_those_there_are(house: Path) -> None:
    a_creditor()
    with pytest.raises(opening.BadInputError, match=r"« Lebrun ».*Atelier Vauban"):
        opening.the_creditor("Lebrun")


@pytest.mark.parametrize(
    ("lang", "own", "spoken"),
    [
        ("", "", "fr"),
        ("C.UTF-8", "", "fr"),
        ("fr_FR.UTF-8", "", "fr"),
        ("en_GB.UTF-8", "", "en"),
        ("en_GB.UTF-8", "fr", "fr"),
        ("fr_FR.UTF-8", "en", "en"),
        ("de_DE.UTF-8", "", "fr"),
    ],
)
def test_answers_are_in_the_reader_s_language(
    monkeypatch: pytest.MonkeyPatch, lang: str, own: str, spoken: str
) -> None:
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", lang), ("ENCOURS_LANGUAGE", own)):
        monkeypatch.setenv(name, value)
    assert opening.language() == spoken


def test_opening_speaks_that_language(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCOURS_LANGUAGE", "en")
    with translation.override("fr"):
        opening.open_house()
        assert translation.get_language() == "en"


def test_the_clock_is_read_in_utc() -> None:
    assert opening.now().tzinfo is UTC


def test_an_answer_is_words_or_json_never_both(capsys: pytest.CaptureFixture[str]) -> None:
    opening.answer({"été": 1}, ["un", "deux"], as_json=False)
    assert capsys.readouterr().out == "un\ndeux\n"
    opening.answer({"été": 1}, ["un"], as_json=True)
    said = capsys.readouterr().out
    assert json.loads(said) == {"été": 1}
    assert "été" in said


@pytest.mark.parametrize(("refused", "code"), [(True, 1), (False, 0)])
def test_a_command_leaves_with_the_code_of_the_house(refused: bool, code: int) -> None:
    with pytest.raises(click.exceptions.Exit) as leaving:
        opening.leave(refused=refused)
    assert leaving.value.exit_code == code
