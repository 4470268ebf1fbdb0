"""`encours scenario`: exported, changed, checked, imported as the next version; what may not be is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from collecting import NOON, Desk
from encours.acts.choose_scenarios import open_scenario
from encours.acts.edit_template import edit_template, template_parts
from encours.acts.publish_scenario import publish_scenario
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from encours.jobs.scenarios import command
from encours.records.policies.models import Scenario, ScenarioVersion
from encours.words.typography import french
from vauban import CLAIRE

BY = {"author": CLAIRE, "at": NOON}


def asked(*words: str) -> Result:
    return CliRunner().invoke(command, [*words])


def sheet(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = asked("export").output
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    file = tmp_path / "scenario.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_sheet_exported_and_imported_unchanged_is_no_other_version(desk: Desk, tmp_path: Path) -> None:
    file = sheet(tmp_path)
    nothing = {"findings": [], "unused": [], "overlapping": [], "many": False}
    told = json.loads(asked("check", str(file), "--json").output)
    assert told == {"scenario": "Scénario par défaut", "sound": True, **nothing}
    with pytest.raises(RuleError, match="Rien ne change"):
        raise asked("import", str(file), "--reason", "Essai").exception or AssertionError


def test_a_sheet_that_was_changed_becomes_the_next_version(desk: Desk, tmp_path: Path) -> None:
    file = sheet(tmp_path, ("offset_days: 15", "offset_days: 17"))
    told = json.loads(asked("import", str(file), "--reason", "Essai", "--json").output)
    assert told == {"scenario": "Scénario par défaut", "version": 2, "steps": 5}
    assert ScenarioVersion.objects.get(number=2).content["steps"][2]["offset_days"] == 17


def test_a_sheet_of_a_name_unknown_opens_another_scenario(desk: Desk, tmp_path: Path) -> None:
    file = sheet(tmp_path, ("Scénario par défaut", "Grands comptes"), ("offset_days: 15", "offset_days: 17"))
    asked("import", str(file), "--reason", "Essai")
    assert Scenario.objects.get(usual=False).name == "Grands comptes"
    assert "name: Grands comptes" in asked("export", "--name", "Grands comptes").output


def test_a_breach_is_named_and_forbids_publishing_from_the_sheet_and_from_the_desk(
    desk: Desk, tmp_path: Path
) -> None:
    file = sheet(tmp_path, ("tone: last", "tone: friendly"))
    said = asked("check", str(file), "--json")
    assert said.exit_code == 1
    assert [one["code"] for one in json.loads(said.output)["findings"]] == ["tone_softer"]
    failure = asked("import", str(file), "--reason", "Essai").exception
    assert isinstance(failure, RuleError)
    assert "plus douce" in failure.sentence
    assert ScenarioVersion.objects.count() == 1


def test_fees_written_in_a_template_of_consumers_forbid_publishing(desk: Desk) -> None:
    parts, number = template_parts(desk.creditor.pk, "firm", "fr")
    texts = parts | {"body": parts["body"] + "\n\nDes frais de relance de 15 euros s’ajoutent."}
    edit_template(desk.creditor, step_code="firm", language="fr", texts=texts, made_from=number, **BY)
    changed = {**_content(), "min_gap_days": 8}
    with pytest.raises(RuleError, match="particulier n'en doit aucun"):
        publish_scenario(desk.creditor, changed, made_from=1, **BY)


def test_scenarios_that_nobody_follows_or_that_say_the_same_are_named(desk: Desk, tmp_path: Path) -> None:
    open_scenario(desk.creditor, name="Doux", **BY)
    open_scenario(desk.creditor, name="Ferme", **BY)
    told = json.loads(asked("check", str(sheet(tmp_path)), "--json").output)
    assert told["unused"] == ["Doux", "Ferme"]
    assert ["Doux", "Ferme"] in told["overlapping"]
    assert told["many"]
    assert told["sound"]
    assert french("« Doux »") in asked("check", str(tmp_path / "scenario.yaml")).output


def test_the_schema_is_printed() -> None:
    assert json.loads(asked("schema").output)["title"] == "Encours scenario"


def _content() -> dict[str, object]:
    from encours.core.scenario import to_dict

    return to_dict(DEFAULT_SCENARIO)
