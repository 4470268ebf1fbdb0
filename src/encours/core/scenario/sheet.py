"""A scenario as a sheet of YAML, that a person reads, keeps and changes; and the JSON schema of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final, get_type_hints

import yaml

from encours.core.refusals import RuleError
from encours.core.scenario.ladder import CHANNELS, TONES, Scenario, Step
from encours.core.scenario.reading import from_dict, to_dict
from encours.core.scenario.rules import ScenarioError

_LONGEST: Final = 100_000
_VALUES: Final[Mapping[str, list[str | None]]] = {
    "channel": [*CHANNELS],
    "fallback_channel": [*CHANNELS, None],
    "tone": [*TONES],
}
_KINDS: Final = {int: {"type": "integer"}, bool: {"type": "boolean"}, str: {"type": "string"}}


def to_yaml(name: str, scenario: Scenario) -> str:
    """The sheet of a scenario: its name, its limits, its steps; what is as usual is left out of a step."""
    content = to_dict(scenario)
    usual = {one.name: one.default for one in fields(Step) if one.default is not MISSING}
    steps = [
        {key: value for key, value in step.items() if key not in usual or value != usual[key]}
        for step in content.pop("steps")
    ]
    sheet = {"name": name, **content, "steps": steps}
    return yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=110)


def from_yaml(text: str) -> tuple[str, Scenario]:
    """The name and the scenario of a sheet.

    Raises
        RuleError: `scenario_wrong`, with the line or every fault.
    """
    if len(text) > _LONGEST:
        raise RuleError("scenario_wrong", "Cette feuille est trop longue pour un scénario.")
    try:
        told = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RuleError(
            "scenario_wrong",
            f"Ligne {line} : ce YAML ne se lit pas ; vérifier les deux-points et les retraits.",
        ) from error
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or not told["name"].strip():
        raise RuleError("scenario_wrong", "La feuille doit donner le nom du scénario (« name »).")
    try:
        return told["name"].strip(), from_dict({key: value for key, value in told.items() if key != "name"})
    except ScenarioError as error:
        raise RuleError("scenario_wrong", " ".join(error.faults)) from error


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of a sheet, made from what a step and a scenario are."""
    steps = {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": {one.name: _kind(Step, one.name) for one in fields(Step)},
            "required": [one.name for one in fields(Step) if one.default is MISSING],
            "additionalProperties": False,
        },
    }
    limits = [one.name for one in fields(Scenario) if one.name != "steps"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Encours scenario",
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 100},
            **{name: _kind(Scenario, name) for name in limits},
            "steps": steps,
        },
        "required": ["name", "steps"],
        "additionalProperties": False,
    }


def _kind(of: type, name: str) -> dict[str, Any]:
    if name in _VALUES:
        return {"enum": _VALUES[name]}
    return dict(_KINDS[get_type_hints(of)[name]])
