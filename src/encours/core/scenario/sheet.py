"""A scenario as a sheet of YAML, that a person reads, keeps and changes; and the JSON schema of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final, get_type_hints

import yaml

from encours.core.checklist import REGIMES
from encours.core.refusals import RuleError
from encours.core.scenario.branches import EVENTS, THEN, Branch
from encours.core.scenario.ladder import CHANNELS, KINDS, TASK, TONES, Scenario, Step
from encours.core.scenario.reading import from_dict, to_dict
from encours.core.scenario.rules import ScenarioError

_LONGEST: Final = 100_000
_VALUES: Final[Mapping[str, list[str | None]]] = {
    "channel": [*CHANNELS],
    "fallback_channel": [*CHANNELS, None],
    "tone": [*TONES],
    "kind": [*KINDS],
    "when": [*EVENTS],
    "then": [*THEN],
}
_LISTS: Final[Mapping[str, dict[str, Any]]] = {
    "countries": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "regimes": {"enum": [*REGIMES]},
}
_KINDS: Final = {int: {"type": "integer"}, bool: {"type": "boolean"}, str: {"type": "string"}}


def to_yaml(name: str, scenario: Scenario) -> str:
    """The sheet of a scenario: its name, its limits, its steps; what is as usual is left out of a step."""
    content = to_dict(scenario)
    usual = {one.name: one.default for one in fields(Step) if one.default is not MISSING}
    steps = [_unusual(step, usual) for step in content.pop("steps")]
    sheet = {"name": name, **content, "steps": steps}
    return yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=110)


def _unusual(step: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """What a step says that is not as usual; of a person's step, neither channel nor tone."""
    told = {name: value for name, value in step.items() if name not in usual or value != usual[name]}
    told.pop("branches")
    if step["branches"]:
        plain = {one.name: one.default for one in fields(Branch) if one.default is not MISSING}
        told["branches"] = [
            {name: value for name, value in one.items() if value != plain.get(name)}
            for one in step["branches"]
        ]
    return {name: value for name, value in told.items() if value != TASK}


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
    step = _object(Step, besides=("channel", "tone"))
    step["properties"]["branches"] = {"type": "array", "items": _object(Branch)}
    step["if"] = {"properties": {"kind": {"const": "message"}}}  # where it says nothing, it is one
    step["then"] = {"required": ["channel", "tone"]}
    steps = {"type": "array", "minItems": 1, "items": step}
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


def _object(of: type, *, besides: tuple[str, ...] = ()) -> dict[str, Any]:
    """The schema of an object of that kind; `besides` are not always required."""
    return {
        "type": "object",
        "properties": {one.name: _kind(of, one.name) for one in fields(of) if one.name != "branches"},
        "required": [one.name for one in fields(of) if one.default is MISSING and one.name not in besides],
        "additionalProperties": False,
    }


def _kind(of: type, name: str) -> dict[str, Any]:
    if name in _VALUES:
        return {"enum": _VALUES[name]}
    if name in _LISTS:
        return {"type": "array", "items": _LISTS[name]}
    return dict(_KINDS[get_type_hints(of)[name]])
