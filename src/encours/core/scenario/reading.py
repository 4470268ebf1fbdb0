"""A scenario to and from the plain dict that `records.policies` keeps as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from encours.core.scenario.branches import Branch
from encours.core.scenario.ladder import TASK, Scenario, Step
from encours.core.scenario.rules import ScenarioError, faults


def to_dict(scenario: Scenario) -> dict[str, Any]:
    """Plain values only; `from_dict` gives the same scenario back."""
    content = {name: _listed(value) for name, value in asdict(scenario).items()}
    content["steps"] = [_plain(step) for step in scenario.steps]
    return content


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _plain(step: Step) -> dict[str, Any]:
    return asdict(step) | {"branches": [asdict(one) for one in step.branches]}


def from_dict(content: Mapping[str, Any]) -> Scenario:
    """Read and check a stored scenario; ScenarioError with every fault when it cannot be used."""
    raw_steps = content.get("steps")
    if not isinstance(raw_steps, list) or not all(isinstance(one, Mapping) for one in raw_steps):
        raise ScenarioError(["« steps » doit être une liste d'étapes."])
    found: list[str] = []
    raw_steps = [_filled(one) for one in raw_steps]
    for number, one in enumerate(raw_steps, start=1):
        found.extend(_faults_of_fields(Step, one, f"Étape {number}", skip=("branches",)))
        found.extend(_faults_of_branches(one.get("branches"), f"Étape {number}"))
    limits = {name: value for name, value in content.items() if name != "steps"}
    found.extend(_faults_of_fields(Scenario, limits, "Scénario", skip=("steps",)))
    if found:
        raise ScenarioError(found)
    limits = {name: tuple(one) if isinstance(one, list) else one for name, one in limits.items()}
    scenario = Scenario(steps=tuple(_step(one) for one in raw_steps), **limits)
    if wrong := faults(scenario):
        raise ScenarioError(wrong)
    return scenario


def _filled(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a person does says neither channel nor tone."""
    return {"channel": TASK, "tone": TASK, **one} if one.get("kind", "message") != "message" else one


def _step(one: Mapping[str, Any]) -> Step:
    branches = tuple(Branch(**branch) for branch in one.get("branches") or ())
    return Step(**{**one, "branches": branches})


def _faults_of_branches(branches: Any, where: str) -> list[str]:
    if branches is None:
        return []
    if not isinstance(branches, list | tuple) or not all(isinstance(one, Mapping) for one in branches):
        return [f"{where} : « branches » doit être une liste de suites."]
    return [fault for one in branches for fault in _faults_of_fields(Branch, one, f"{where}, suite")]


def _faults_of_fields(
    kind: type, content: Mapping[str, Any], where: str, *, skip: tuple[str, ...] = ()
) -> list[str]:
    hints = _hints(kind)
    known = {one.name for one in fields(kind)}
    content = {name: value for name, value in content.items() if name not in skip}
    needed = {name for name in known - set(skip) if not _has_default(kind, name)}
    found = [f"{where} : « {name} » n'est pas connu ; retirez-le." for name in sorted(set(content) - known)]
    found += [f"{where} : « {name} » manque." for name in sorted(needed - set(content))]
    found += [
        f"{where} : « {name} » n'a pas le bon type de valeur ({value!r})."
        for name, value in content.items()
        if name in known and not _fits(value, hints[name])
    ]
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _has_default(kind: type, name: str) -> bool:
    return next(one.default is not MISSING for one in fields(kind) if one.name == name)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a JSON value has the declared type; `True` is no integer here."""
    if get_origin(hint) in (Union, UnionType):
        return any(_fits(value, one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return isinstance(value, list | tuple) and all(type(one) is str for one in value)
    if get_origin(hint) is Literal:
        return isinstance(value, str)  # the rules name the value that is unknown
    if hint is NoneType:
        return value is None
    return type(value) is hint
