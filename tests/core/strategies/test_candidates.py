"""Changes of a scenario that the house proposes: each sound, each from what is known, none by habit."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.scenario import DEFAULT_SCENARIO, Scenario, faults
from encours.core.simulation import Habits
from encours.core.simulation.habits import SEEN
from encours.core.strategies import Candidate, candidates
from encours.core.strategies.candidates import Known


def known(
    *seen: tuple[str, int | None, int | None], without_email: int = 0, times: int = 1, notices: int = 0
) -> Known:
    rows = [(1, *one) for one in seen] * times
    return Known(Habits(pl.DataFrame(rows, schema=SEEN, orient="row")), 40, without_email, {5: notices})


def by_rule(ladder: Scenario, told: Known) -> dict[str, Candidate]:
    return {one.rule: one for one in candidates(ladder, told)}


def test_the_delivered_ladder_has_its_changes_each_with_the_figures_of_its_reason() -> None:
    found = by_rule(DEFAULT_SCENARIO, known(("reminder", 3, 2), ("habit", 4, None)))
    assert list(found) == [
        "first_sooner", "preventive_nearer", "closer", "wider", "call_before_notice", "not_for_little",
    ]  # fmt: skip
    sooner = found["first_sooner"]
    assert (sooner.step, sooner.before, sooner.after, sooner.of) == ("friendly", 3, 1, 1)
    assert [step.offset_days for step in found["closer"].ladder.steps] == [-7, 3, 11, 21, 32]
    assert [step.offset_days for step in found["wider"].ladder.steps] == [-7, 3, 19, 39, 59]
    assert not found["call_before_notice"].simulated


def test_the_last_step_goes_only_where_it_went_out_often_and_none_answered_it() -> None:
    assert "without_last" not in by_rule(
        DEFAULT_SCENARIO, known(("vanish", None, None), times=90, notices=29)
    )
    found = by_rule(DEFAULT_SCENARIO, known(("vanish", None, None), notices=30))
    assert [step.code for step in found["without_last"].ladder.steps][-1] == "last"
    assert found["without_last"].of == 30
    answered = known(("vanish", None, None), ("reminder", 2, 5), notices=30)
    assert "without_last" not in by_rule(DEFAULT_SCENARIO, answered)


def test_a_letter_is_proposed_where_some_have_no_email_and_an_email_where_a_letter_is_dearer() -> None:
    found = by_rule(DEFAULT_SCENARIO, known(without_email=7))
    assert found["letter_instead"].after == 7
    assert all(
        step.fallback_channel or step.channel == "letter" for step in found["letter_instead"].ladder.steps
    )
    posted = replace(DEFAULT_SCENARIO.steps[2], channel="letter")
    steps = (*DEFAULT_SCENARIO.steps[:2], posted, *DEFAULT_SCENARIO.steps[3:])
    found = by_rule(replace(DEFAULT_SCENARIO, steps=steps), known(without_email=7))
    assert (found["email_first"].step, found["email_first"].after) == ("firm", 33)
    assert found["email_first"].ladder.steps[-1].channel == "letter"  # the formal notice stays one


@given(
    offsets=st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True).map(sorted),
    preventive=st.integers(-30, -1),
    minimum=st.integers(0, 20_000),
)
def test_whatever_the_ladder_each_change_is_sound_differs_and_keeps_every_step_at_its_place(
    offsets: list[int], preventive: int, minimum: int
) -> None:
    first, *others = DEFAULT_SCENARIO.steps
    steps = (
        replace(first, offset_days=preventive),
        *(replace(one, offset_days=days, gap_days=0) for one, days in zip(others, offsets, strict=False)),
    )
    ladder = replace(DEFAULT_SCENARIO, steps=steps, minimum_cents=minimum)
    if faults(ladder):
        pytest.skip("not a ladder")
    found = candidates(ladder, known(("vanish", None, None), without_email=3, times=40))
    places = {step.position: step.code for step in ladder.steps}
    for one in found:
        assert not faults(one.ladder)
        assert one.ladder != ladder
        assert all(places[step.position] == step.code for step in one.ladder.steps)
    assert len({repr(one.ladder) for one in found}) == len(found)
