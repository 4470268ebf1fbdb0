"""A scenario as YAML: what is exported comes back the same, and what is wrong is said with its line or its step."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import encours.core.scenario as room
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO, Scenario, Step
from encours.core.scenario.sheet import from_yaml, schema, to_yaml


def test_what_is_exported_comes_back_the_same() -> None:
    assert from_yaml(to_yaml("Grands comptes : l'été", DEFAULT_SCENARIO)) == (
        "Grands comptes : l'été",
        DEFAULT_SCENARIO,
    )


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(1, 30), st.integers(0, 10_000), st.booleans(),
    st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=40),
)  # fmt: skip
def test_any_sound_scenario_comes_back_the_same(
    distances: list[int], gap: int, minimum: int, third: bool, name: str
) -> None:
    offsets = [sum(distances[: n + 1]) for n in range(len(distances))]
    steps = tuple(
        Step(n, f"step_{n}", offset, "letter", "firm", fallback_channel="email", minimum_cents=minimum)
        for n, offset in enumerate(offsets, start=1)
    )
    scenario = Scenario(steps, min_gap_days=gap, third_party=third)
    assert from_yaml(to_yaml(name, scenario)) == (name, scenario)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: x\nsteps: [", "Ligne"),
        ("name: x\n\tsteps: 3", "Ligne 2"),
        ("steps: []", "le nom du scénario"),
        ("- 1", "le nom du scénario"),
        ("name: x", "« steps » doit être une liste"),
        (
            "name: x\nsteps: [{position: 1, code: a, offset_days: 3, channel: email, tone: firm, colour: red}]",
            "colour",
        ),
        (
            "name: x\nsteps: [{position: 1, code: a, offset_days: soon, channel: email, tone: firm}]",
            "offset_days",
        ),
        ("name: !!python/object/apply:os.system ['true']\nsteps: []", "Ligne 1"),
        ("name: " + "x" * 100_001, "trop longue"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_where(text: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        from_yaml(text)


def test_the_schema_names_every_field_of_a_step_and_of_a_scenario_and_nothing_else() -> None:
    told = schema()
    assert set(told["properties"]) == {"name", *(one.name for one in fields(Scenario))}
    assert set(told["properties"]["steps"]["items"]["properties"]) == {one.name for one in fields(Step)}
    assert (
        told["additionalProperties"] is told["properties"]["steps"]["items"]["additionalProperties"] is False
    )


@pytest.mark.parametrize("scenario", [DEFAULT_SCENARIO, replace(DEFAULT_SCENARIO, third_party=True)])
def test_an_exported_sheet_holds_to_the_schema(scenario: Scenario) -> None:
    import yaml

    sheet, told = yaml.safe_load(to_yaml("Usuel", scenario)), schema()
    assert set(told["required"]) <= set(sheet) <= set(told["properties"])
    kinds = {"integer": int, "boolean": bool, "string": str}
    steps = told["properties"]["steps"]["items"]
    for values, where in ((sheet, told), *((step, steps) for step in sheet["steps"])):
        assert set(where["required"]) <= set(values)
        for name, value in values.items():
            kind = where["properties"][name]
            if "enum" in kind:
                assert value in kind["enum"], name
            elif kind["type"] in kinds:
                assert type(value) is kinds[kind["type"]], name


def test_the_schema_that_is_shipped_is_the_one_that_is_made() -> None:
    import json

    shipped = Path(room.__file__).with_name("scenario.schema.json")
    assert json.loads(shipped.read_text("utf-8")) == schema()
