"""A segment chooses a scenario: new cases follow it, running ones stay or move by choice, and why says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from collecting import Desk, desk_in, open_desk
from encours.acts.choose_scenarios import changing, choose_scenarios, open_scenario
from encours.acts.custom_fields.declare import Declared, declare_field
from encours.acts.custom_fields.fill import fill_fields
from encours.acts.custom_fields.segmenting import publish_segments
from encours.acts.explain import explain_receivable
from encours.acts.publish_scenario import publish_scenario
from encours.acts.rules import StaleFormError
from encours.core.reasons import ReasonCode
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.segments import Rule
from encours.records.cases.models import Case
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.policies.models import Scenario
from encours.records.receivables.models import Receivable
from houses import Begin
from vauban import CLAIRE

KEY = "own:key"
pytestmark = pytest.mark.both


@pytest.fixture
def two(house: Path, begin: Begin, server: tuple[Any, dict[str, Any]]) -> Desk:
    """Two customers, each five days late; DUPONT is a key account, by a segment of the creditor's own."""
    begin("two", lambda: open_desk(house, server[1], accounts=("DUPONT", "MARTIN")))
    desk = desk_in(house, server[1])
    by = {"author": CLAIRE, "at": desk.now}
    declare_field(desk.creditor, Declared("customer", "rank", "text", "Rang"), **by)
    segment = Rule("key", "Stratégique", "Strategic", "champ_rank = 'or'")
    publish_segments(desk.creditor, [segment], reason="Grands comptes", made_from=0, **by)
    fill_fields(the("DUPONT"), {"rank": "Or"}, made_from=None, **by)
    return desk


def the(account: str) -> Customer:
    return Customer.objects.get(account=account)


def gentle(desk: Desk) -> Scenario:
    """A scenario whose first reminder leaves thirty days late."""
    by = {"author": CLAIRE, "at": desk.now}
    made = open_scenario(desk.creditor, name="Grands comptes", **by)
    first, *rest = DEFAULT_SCENARIO.steps
    later = tuple(replace(step, offset_days=step.offset_days + 30) for step in rest)
    ladder = replace(DEFAULT_SCENARIO, steps=(first, *later))
    publish_scenario(desk.creditor, ladder, made_from=1, of=made.pk, **by)
    return made


def choose(desk: Desk, choices: dict[str, int], made_from: int = 0, **more: Any) -> None:
    choose_scenarios(desk.creditor, choices, made_from=made_from, author=CLAIRE, at=desk.now, **more)


def test_customers_of_the_segment_follow_its_scenario_and_why_says_so(two: Desk) -> None:
    made = gentle(two)
    assert changing(two.creditor, {KEY: made.pk}, move_running=False)["customer_id"].to_list() == [
        the("DUPONT").pk
    ]
    choose(two, {KEY: made.pk})
    two.run()
    assert Message.objects.get().customer == the("MARTIN")
    cases = {one.customer.account: one.scenario_version for one in Case.objects.all()}
    assert (cases["DUPONT"].scenario_id, cases["DUPONT"].number) == (made.pk, 2)
    assert cases["MARTIN"].scenario.usual
    reasons = explain_receivable(two.creditor, Receivable.objects.get(customer=the("DUPONT")), on=two.today)
    told = next(one for one in reasons if one.code == ReasonCode.BY_SCENARIO)
    assert told.facts["scenario"] == "Grands comptes"


def test_a_running_case_keeps_its_scenario_unless_it_is_moved(two: Desk) -> None:
    two.run()
    made = gentle(two)
    assert changing(two.creditor, {KEY: made.pk}, move_running=False).is_empty()
    choose(two, {KEY: made.pk})
    two.run()
    assert Message.objects.filter(state="proposed").count() == 2
    choose(two, {}, made_from=1)
    choose(two, {KEY: made.pk}, made_from=2, move_running=True)
    assert Case.objects.get(customer=the("DUPONT")).scenario_version.scenario == made
    two.run()
    assert Message.objects.get(state="proposed").customer == the("MARTIN")


def test_a_segment_chooses_before_the_regime(two: Desk) -> None:
    made = gentle(two)
    other = open_scenario(two.creditor, name="Entreprises", author=CLAIRE, at=two.now)
    choose(two, {"b2b": other.pk, KEY: made.pk})
    two.run()
    followed = {one.customer.account: one.scenario_version.scenario.name for one in Case.objects.all()}
    assert followed == {"DUPONT": "Grands comptes", "MARTIN": "Entreprises"}


def test_a_choice_that_cannot_be_or_is_stale_or_the_same_is_refused(two: Desk) -> None:
    made = gentle(two)
    usual = Scenario.objects.get(usual=True)
    for wrong in ({"own:none": made.pk}, {KEY: usual.pk}, {KEY: 0}):
        with pytest.raises(RuleError):
            choose(two, wrong)
    choose(two, {KEY: made.pk})
    with pytest.raises(StaleFormError):
        choose(two, {})
    with pytest.raises(RuleError, match="Rien ne change"):
        choose(two, {KEY: made.pk}, made_from=1)
    with pytest.raises(RuleError, match="nul autre"):
        open_scenario(two.creditor, name="Grands comptes", author=CLAIRE, at=two.now)
