"""Experiments at the desk: what one takes told live, begun, its result in a sentence, stopped, its winner published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations
from desk.looking import page
from desk.situations import NOW, TODAY, an_experiment
from encours.acts.experiments.planning import Power
from encours.acts.publish_scenario import publish_scenario
from encours.core.experiments import Spread
from encours.core.scenario import DEFAULT_SCENARIO
from encours.desk.policies import experimenting
from encours.records.experiments.models import Ending, Experiment
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion


@pytest.fixture
def person(creditor: Creditor) -> User:
    return situations.a_person("manager", creditor)


@pytest.fixture
def manager(person: User, visitor: Callable[[User], Client]) -> Client:
    return visitor(person)


@pytest.fixture
def asked(creditor: Creditor, person: User) -> dict[str, Any]:
    """What a manager types, the usual scenario having a second version."""
    patient = replace(DEFAULT_SCENARIO, min_gap_days=DEFAULT_SCENARIO.min_gap_days + 3)
    publish_scenario(creditor, patient, made_from=1, author=person.email, at=NOW)
    versions = dict(ScenarioVersion.objects.values_list("number", "pk"))
    return {
        "name": "Patience", "champion": versions[1], "challenger": versions[2], "hypothesis": "Moins presse",
        "reason": "Trop de plaintes", "kind": "", "share_percent": "50", "within_days": "30",
        "effect_cents": "25,00", "planned": "400", "end_on": (TODAY + timedelta(days=90)).isoformat(),
        "cost_cents": "", "owner": person.pk,
    }  # fmt: skip


def test_how_many_customers_it_takes_is_told_while_it_is_written(
    manager: Client, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def power(*_: Any, **told: Any) -> Power:
        seen.update(told)
        return Power(Spread(900, 40_000, 1.0), needed=1_240, entering_days=503, detectable_cents=9_900)

    monkeypatch.setattr(experimenting, "power_of", power)
    assert "1 240 clients" in page(manager, "/policies/experiments/begin", **asked)
    assert (seen["effect_cents"], seen["share_percent"], seen["within_days"]) == (2_500, 50, 30)
    unfinished = page(manager, "/policies/experiments/begin", **asked | {"effect_cents": "?"})
    assert "Dire le champion" in unfinished
    assert "moins de 99,00 €" in page(manager, "/policies/experiments/begin", **asked)


def test_one_is_begun_then_stopped_for_a_reason_and_nothing_is_said_to_be_known(
    manager: Client, asked: dict[str, Any]
) -> None:
    answer = manager.post("/policies/experiments/begin", asked)
    assert answer.status_code == 302, answer.content.decode()
    made = Experiment.objects.get()
    assert (made.effect_cents, made.planned, made.cost_cents, made.start_on) == (2_500, 400, None, TODAY)
    text = page(manager, f"/policies/experiments/{made.pk}")
    assert "On ne sait encore rien" in text
    assert f"/policies/experiments/{made.pk}/publish" not in text
    assert "Commencer une expérience" not in page(manager, "/policies/experiments")
    assert manager.post(f"/policies/experiments/{made.pk}/stop", {"reason": " "}).status_code == 422
    assert manager.post(f"/policies/experiments/{made.pk}/stop", {"reason": "Mal posée"}).status_code == 302
    assert Ending.objects.get().how == "person"
    assert "Mal posée" in page(manager, f"/policies/experiments/{made.pk}")


def test_what_cannot_be_is_refused_on_the_form(manager: Client, asked: dict[str, Any]) -> None:
    answer = manager.post("/policies/experiments/begin", asked | {"challenger": asked["champion"]})
    assert answer.status_code == 422
    assert "versions différentes" in answer.content.decode()
    assert not Experiment.objects.exists()


def test_a_result_is_one_sentence_a_plot_and_a_table(creditor: Creditor, manager: Client) -> None:
    made = an_experiment(creditor)
    text = page(manager, f"/policies/experiments/{made.pk}")
    assert "On sait que le challenger rapporte davantage : de 15,00 € à 65,00 € de plus par client" in text
    assert "data-chart=" in text
    assert "de 19,00 € à 61,00 €" in text
    assert "Secret de" in page(manager, "/policies/experiments")


def test_the_winner_is_published_with_the_result_that_brought_it(creditor: Creditor, manager: Client) -> None:
    made = an_experiment(creditor)
    rival = ScenarioVersion.objects.filter(pk=made.challenger_id)
    rival.update(content=rival.get().content | {"min_gap_days": 12})
    address = f"/policies/experiments/{made.pk}/publish"
    stale = manager.post(address, {"running": "stay", "version": "7"})
    assert stale.status_code == 409
    answer = manager.post(address, {"running": "stay", "version": "1"})
    assert answer.status_code == 302, answer.content.decode()
    found = ScenarioVersion.objects.get(scenario=made.champion.scenario, number=2)
    assert found.content["min_gap_days"] == 12
    assert "de plus par client" in found.motive
    assert found.reason == made.hypothesis


def test_an_auditor_begins_none(auditor: Client) -> None:
    assert auditor.get("/policies/experiments/begin").status_code == 403
