"""Several scenarios at the desk: added, chosen by a regime, counted before they are published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.records.cases.models import Case
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import Scenario, ScenarioChoice, ScenarioVersion


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def test_a_scenario_is_added_changed_and_chosen_by_a_regime_once_counted(
    creditor: Creditor, manager: Client
) -> None:
    some.a_customer(creditor, "Mairie", regime="public", regime_source="person")
    some.a_customer(creditor, "Menuiserie")
    assert manager.post("/policies/scenarios/add", {"name": "Secteur public"}).status_code == 302
    made = Scenario.objects.get(usual=False)
    assert "Changer l’échelle : Secteur public" in page(manager, f"/policies/ladder?scenario={made.pk}")
    told = {"public": made.pk, "running": "stay", "version": 0}
    counted = manager.post("/policies/scenarios", {**told, "do": "count"})
    assert "1 client changerait de scénario" in counted.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert not ScenarioChoice.objects.exists()
    assert manager.post("/policies/scenarios", {**told, "do": "publish"}).status_code == 302
    assert ScenarioChoice.objects.get().content == {"public": made.pk}
    assert manager.post("/policies/scenarios", {**told, "do": "publish"}).status_code == 409


def test_the_ladder_of_a_scenario_there_is_not_is_not_there(manager: Client) -> None:
    assert manager.get("/policies/ladder?scenario=999").status_code == 404
    assert ScenarioVersion.objects.count() == 1


def test_a_person_puts_one_case_on_another_scenario(creditor: Creditor, manager: Client) -> None:
    customer = some.a_customer(creditor, "Menuiserie")
    some.an_invoice(customer)
    usual = ScenarioVersion.objects.get()
    fact = {"creditor": creditor, "recorded_at": some.NOW}
    case = Case.objects.create(**fact, customer=customer, scenario_version=usual, opened_on=some.TODAY)
    manager.post("/policies/scenarios/add", {"name": "Douceur"})
    made = Scenario.objects.get(usual=False)
    assert "Changer de scénario" in page(manager, f"/customers/{customer.pk}")
    told = {"scenario": made.pk, "version": usual.number}
    assert manager.post(f"/customers/{customer.pk}/scenario", {**told, "version": 9}).status_code == 409
    assert manager.post(f"/customers/{customer.pk}/scenario", told).status_code == 302
    case.refresh_from_db()
    assert case.scenario_version is not None
    assert case.scenario_version.scenario == made
    assert "Douceur" in page(manager, f"/customers/{customer.pk}")


def test_a_scenario_to_review_stands_in_its_owners_work_from_its_day(
    creditor: Creditor, manager: Client
) -> None:
    scenario, owner = Scenario.objects.get(usual=True), User.objects.get(email__startswith="manager")
    where = f"/policies/scenarios/{scenario.pk}/care"
    told = {
        "owner": owner.pk,
        "review_on": (some.TODAY + timedelta(days=30)).isoformat(),
        "version": scenario.care,
    }
    assert manager.post(where, {**told, "version": 9}).status_code == 409
    assert manager.post(where, told).status_code == 302
    assert "Responsable" in page(manager, "/policies/scenarios")
    assert "Scénario à revoir" not in page(manager, "/work")
    Scenario.objects.update(review_on=some.TODAY)
    assert "Scénario à revoir" in page(manager, "/work")
    assert "à revoir" in page(manager, "/policies/scenarios")
    Scenario.objects.update(owner=some.a_person("administrator", creditor))
    assert "Scénario à revoir" not in page(manager, "/work")


def test_the_page_says_how_much_of_what_is_chased_follows_each_scenario(
    creditor: Creditor, manager: Client
) -> None:
    assert "Aucun dossier n’est ouvert" in page(manager, "/policies/scenarios")
    manager.post("/policies/scenarios/add", {"name": "Douceur"})
    fact = {"creditor": creditor, "recorded_at": some.NOW, "opened_on": some.TODAY}
    gentle = ScenarioVersion.objects.get(scenario__usual=False)
    for name, cents, version in (("A", 300_000, None), ("B", 300_000, None), ("C", 200_000, gentle)):
        customer = some.a_customer(creditor, name)
        some.an_invoice(customer, cents)
        Case.objects.create(**fact, customer=customer, scenario_version=version)
    shown = (
        page(manager, "/policies/scenarios")
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    part = shown.split('id="coverage-title"')[1]
    assert "2 clients en cours de relance · 6 000,00 € · 75 % de ce qui est dû" in part
    assert "1 client en cours de relance · 2 000,00 € · 25 % de ce qui est dû" in part
    assert "propre à un segment ou à un régime" in part
