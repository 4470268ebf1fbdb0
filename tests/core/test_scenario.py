"""A scenario is read back as it was stored, and refused with sentences when it is unsound."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.scenario import DEFAULT_SCENARIO, Scenario, ScenarioError, Step, faults, from_dict, to_dict


def test_the_default_ladder_is_the_one_promised() -> None:
    assert [(step.code, step.offset_days, step.channel) for step in DEFAULT_SCENARIO.steps] == [
        ("preventive", -7, "email"),
        ("friendly", 3, "email"),
        ("firm", 15, "email"),
        ("last", 30, "email"),
        ("formal_notice", 45, "letter"),
    ]
    assert [step.code for step in DEFAULT_SCENARIO.steps if step.needs_approval] == ["formal_notice"]
    assert [step.code for step in DEFAULT_SCENARIO.steps if step.courtesy] == ["preventive", "friendly"]
    assert DEFAULT_SCENARIO.steps[3].fallback_channel == "letter"
    assert DEFAULT_SCENARIO.min_gap_days == 7


def test_the_default_scenario_has_no_fault() -> None:
    assert faults(DEFAULT_SCENARIO) == []


def test_a_scenario_stored_as_json_comes_back_the_same() -> None:
    assert from_dict(json.loads(json.dumps(to_dict(DEFAULT_SCENARIO)))) == DEFAULT_SCENARIO


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(1, 30), st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_any_sound_scenario_survives_storage(distances: list[int], gap: int, minimum: int) -> None:
    offsets = [sum(distances[: n + 1]) for n in range(len(distances))]
    steps = tuple(
        Step(n, f"step_{n}", offset, "email", "firm", minimum_cents=minimum)
        for n, offset in enumerate(offsets, start=1)
    )
    scenario = Scenario(steps, min_gap_days=gap, minimum_cents=minimum)
    assert from_dict(json.loads(json.dumps(to_dict(scenario)))) == scenario


def changed(number: int, /, **facts: Any) -> Scenario:
    steps = list(DEFAULT_SCENARIO.steps)
    steps[number - 1] = replace(steps[number - 1], **facts)
    return replace(DEFAULT_SCENARIO, steps=tuple(steps))


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (replace(DEFAULT_SCENARIO, steps=()), "pas d'étape"),
        (replace(DEFAULT_SCENARIO, min_gap_days=0), "au moins un jour"),
        (replace(DEFAULT_SCENARIO, minimum_cents=-1), "négatif"),
        (replace(DEFAULT_SCENARIO, cap_messages=0), "plafond"),
        (changed(2, position=7), "sa position est 7, elle doit être 2"),
        (changed(2, code="Étape"), "minuscules"),
        (changed(3, code="friendly"), "sert deux fois"),
        (changed(2, channel="pigeon"), "canal est inconnu"),
        (changed(2, tone="rude"), "ton est inconnu"),
        (changed(2, offset_days=0), "au moins un jour après"),
        (changed(1, offset_days=0), "avant l'échéance"),
        (changed(1, courtesy=False), "ne réclame ni pénalité"),
        (changed(2, gap_days=-1), "négatifs"),
        (changed(3, gap_days=13), "dépasse la distance"),
        (changed(4, offset_days=15), "doit venir après"),
        (changed(5, channel="email"), "jamais par e-mail seul"),
        (changed(5, fallback_channel="email"), "jamais par e-mail seul"),
        (changed(5, needs_approval=False), "attend l'accord"),
        (changed(5, courtesy=True), "courtoisie"),
        (changed(4, tone="formal_notice", channel="letter", needs_approval=True), "aucune étape plus douce"),
    ],
)
def test_each_fault_is_told_in_a_sentence(scenario: Scenario, words: str) -> None:
    if words == "aucune étape plus douce":
        scenario = replace(scenario, steps=(*scenario.steps[:4], replace(scenario.steps[4], tone="last")))
    found = faults(scenario)
    assert any(words in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "liste d'étapes"),
        ({"steps": [3]}, "liste d'étapes"),
        ({"steps": [{}]}, "« code » manque"),
        ({"steps": [], "speed": 3}, "« speed » n'est pas connu"),
        ({"steps": [], "min_gap_days": "7"}, "bon type"),
        ({"steps": [], "min_gap_days": True}, "bon type"),
        ({"steps": []}, "pas d'étape"),
    ],
)
def test_a_stored_scenario_that_cannot_be_read_is_refused_in_words(
    content: dict[str, Any], words: str
) -> None:
    with pytest.raises(ScenarioError, match=words):
        from_dict(content)


def test_a_step_is_found_by_position_and_by_code() -> None:
    assert DEFAULT_SCENARIO.step(0) is None
    assert DEFAULT_SCENARIO.step(6) is None
    assert DEFAULT_SCENARIO.step(3) is DEFAULT_SCENARIO.by_code("firm")
    assert DEFAULT_SCENARIO.by_code("unknown") is None
    assert DEFAULT_SCENARIO.preventive_count == 1
