"""The page of modules: what is on, the switch of one, and what it takes before people are measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.modules.models import ModuleSwitch
from encours.records.parties.models import Creditor
from encours.records.people.models import User


@pytest.fixture
def administrator(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("administrator", creditor))


def test_a_module_goes_off_and_on_from_its_page(administrator: Client) -> None:
    assert 'href="/bank"' in page(administrator, "/")
    asked = page(administrator, "/modules/bank")
    assert "Rien de ce qui est enregistré n’est effacé." in asked
    answer = administrator.post("/modules/bank", {"version": 1})
    assert (answer.status_code, answer.url) == (302, "/modules")
    shown = page(administrator, "/modules")
    assert "« Banque » est éteint." in shown
    assert 'href="/bank"' not in shown
    assert administrator.get("/bank").status_code == 404
    administrator.post("/modules/bank", {"version": 2})
    assert administrator.get("/bank").status_code == 200


def test_people_measures_ask_for_the_two_days_on_the_form(administrator: Client) -> None:
    assert "L2312-38" in page(administrator, "/modules/people_measures")
    refused = administrator.post("/modules/people_measures", {"version": 1, "consulted_on": "2026-10-01"})
    assert refused.status_code == 422
    assert "Indiquer le jour où le personnel a été informé" in refused.content.decode()
    told = {"version": 1, "consulted_on": "2026-10-01", "informed_on": "2026-10-15"}
    assert administrator.post("/modules/people_measures", told).status_code == 302
    assert "CSE consulté le 01/10/2026, personnel informé le 15/10/2026" in page(administrator, "/modules")


def test_a_stale_form_switches_nothing(administrator: Client) -> None:
    administrator.post("/modules/bank", {"version": 1})
    assert administrator.post("/modules/sales", {"version": 1}).status_code == 409
    assert ModuleSwitch.objects.count() == 1


def test_the_switches_of_another_creditor_are_not_shown(administrator: Client, creditor: Creditor) -> None:
    theirs = some.a_creditor("Scierie Vauban", "552100554")
    ModuleSwitch.objects.create(
        creditor=theirs, recorded_at=some.NOW, module="bank", is_on=False, by="theirs@example.com"
    )
    assert "theirs@example.com" not in page(administrator, "/modules")


def test_the_list_asks_the_same_whatever_the_switches(administrator: Client, creditor: Creditor) -> None:
    def switch() -> None:
        ModuleSwitch.objects.create(
            creditor=creditor, recorded_at=some.NOW, module="sales", is_on=True, by="a@example.com"
        )

    switch()
    few = queries(administrator, "/modules")
    switch()
    switch()
    assert queries(administrator, "/modules") == few
