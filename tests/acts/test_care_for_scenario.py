"""A scenario has an owner, a day of review, and says for whom it is meant; a version says why it was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collecting import NOON, TODAY, Desk
from encours.acts.care_for_scenario import care_for_scenario
from encours.acts.choose_scenarios import choose_scenarios, open_scenario
from encours.acts.publish_scenario import publish_scenario
from encours.acts.review_scenario import look_over
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Customer
from encours.records.people.models import Membership, User
from encours.records.policies.models import Scenario, ScenarioVersion
from vauban import CLAIRE

BY = {"author": CLAIRE, "at": NOON}


def test_an_owner_and_a_review_are_named_once_by_whoever_may_publish(desk: Desk) -> None:
    scenario, owner = Scenario.objects.get(), User.objects.get(email=CLAIRE)
    later = TODAY + timedelta(days=90)
    care_for_scenario(scenario, owner=owner, review_on=later, made_from=1, on=TODAY, **BY)
    scenario.refresh_from_db()
    assert (scenario.owner, scenario.review_on, scenario.care) == (owner, later, 2)
    assert Entry.objects.latest("pk").act == "care_for_scenario"
    with pytest.raises(StaleFormError):
        care_for_scenario(scenario, owner=None, review_on=None, made_from=1, on=TODAY, **BY)


def test_somebody_who_may_not_publish_owns_no_scenario_and_a_review_is_to_come(desk: Desk) -> None:
    scenario = Scenario.objects.get()
    other = User.objects.create_user("paul@vauban.example", "secret-secret", name="Paul")
    Membership.objects.create(user=other, creditor=desk.creditor, role="collector")
    with pytest.raises(RuleError, match="peut publier"):
        care_for_scenario(scenario, owner=other, review_on=None, made_from=1, on=TODAY, **BY)
    with pytest.raises(RuleError, match="à venir"):
        care_for_scenario(scenario, owner=None, review_on=TODAY, made_from=1, on=TODAY, **BY)


def test_a_version_keeps_why_it_was_published_and_what_brought_it(desk: Desk) -> None:
    changed = replace(DEFAULT_SCENARIO, min_gap_days=8)
    told = {"reason": " Moins de messages ", "motive": "DSO stable, plaintes en hausse"}
    publish_scenario(desk.creditor, changed, made_from=1, **told, **BY)
    made = ScenarioVersion.objects.get(number=2)
    assert (made.reason, made.motive) == ("Moins de messages", told["motive"])
    told_in_history = Leaf.objects.filter(entry__act="publish_scenario").latest("pk").content
    assert told_in_history is not None
    assert '"motive":"DSO stable, plaintes en hausse"' in told_in_history


def codes(desk: Desk, **meant: tuple[str, ...]) -> list[str]:
    found = look_over(desk.creditor, replace(DEFAULT_SCENARIO, **meant))
    return [one.code for one in found if one.forbids]


def test_a_scenario_is_published_only_for_the_regimes_and_countries_of_who_follows_it(desk: Desk) -> None:
    assert codes(desk, regimes=("b2b",), countries=("FR",)) == []
    Customer.objects.update(country="BE")
    assert codes(desk, countries=("FR",)) == ["country_not_meant"]
    assert codes(desk, countries=("FR", "BE")) == []
    assert codes(desk, regimes=("public", "consumer")) == ["regime_not_meant"]
    with pytest.raises(RuleError, match="BE"):
        publish_scenario(desk.creditor, replace(DEFAULT_SCENARIO, countries=("FR",)), made_from=1, **BY)


def test_a_regime_chooses_no_scenario_that_is_not_meant_for_it(desk: Desk) -> None:
    other = open_scenario(desk.creditor, name="Entreprises", **BY)
    ladder = replace(DEFAULT_SCENARIO, regimes=("b2b",))
    publish_scenario(desk.creditor, ladder, of=other.pk, made_from=1, **BY)
    with pytest.raises(RuleError, match="pas fait pour ce régime"):
        choose_scenarios(desk.creditor, {"public": other.pk}, made_from=0, **BY)
    choose_scenarios(desk.creditor, {"b2b": other.pk}, made_from=0, **BY)
