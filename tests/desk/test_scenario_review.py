"""What a ladder's review says on its page, and two versions compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.choose_scenarios import open_scenario
from encours.acts.publish_scenario import publish_scenario
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.parties.models import Creditor
from encours.records.people.models import User

BY = {"author": "claire@example.com", "at": some.NOW}


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def far(creditor: Creditor) -> None:
    """A second version whose formal notice comes three months later, and a cap over a longer time."""
    *first, last = DEFAULT_SCENARIO.steps
    ladder = replace(DEFAULT_SCENARIO, steps=(*first, replace(last, offset_days=135)), cap_days=45)
    publish_scenario(creditor, ladder, made_from=1, **BY)


def test_what_the_review_says_stands_above_the_ladder(creditor: Creditor, manager: Client) -> None:
    assert "jours de silence" not in page(manager, "/policies/ladder")
    far(creditor)
    assert "105 jours de silence avant elle" in page(manager, "/policies/ladder")


def test_two_versions_are_compared_step_by_step(creditor: Creditor, manager: Client, desk: Client) -> None:
    assert "disent la même chose" in page(desk, "/policies/compare")
    far(creditor)
    told = page(desk, "/policies/compare")
    assert "Après l’échéance : <del>45</del> <ins>135</ins>" in told
    assert "… en tant de jours : <del>30</del> <ins>45</ins>" in told
    assert told.count("inchangée") == 4
    assert "publiée par claire@example.com" in told
    assert "<del>135</del> <ins>45</ins>" in page(desk, "/policies/compare", before=2, after=1)
    assert "disent la même chose" in page(desk, "/policies/compare", before=1, after=1)
    assert "/policies/compare" in page(manager, "/policies")


def test_scenarios_of_another_house_are_not_compared(creditor: Creditor, desk: Client) -> None:
    other = open_scenario(some.a_creditor("Autre", "552100554"), name="Ailleurs", **BY)
    assert desk.get("/policies/compare", {"scenario": other.pk}).status_code == 404


def test_scenarios_that_nobody_follows_are_named_on_their_page(creditor: Creditor, manager: Client) -> None:
    open_scenario(creditor, name="Doux", **BY)
    told = page(manager, "/policies/scenarios")
    assert "« Doux » n’est choisi par aucun segment ni régime." in told
    assert "Plus de deux scénarios" not in told
