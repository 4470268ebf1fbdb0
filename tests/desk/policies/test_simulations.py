"""Simulations at the desk: asked for, stopped, worked out and read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.trials import work_out
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion
from encours.records.trials.models import AskedTrial, Trial

SHEET = """name: Plus court
steps:
- {position: 1, code: preventive, offset_days: -7, channel: email, tone: preventive, courtesy: true, preventive: true}
"""


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


def asked(**told: object) -> dict[str, object]:
    usual = {
        "scenarios": [ScenarioVersion.objects.get().pk],
        "sheet": SHEET,
        "months": 1,
        "runs": 3,
        "seed": "7",
    }
    return {**usual, "money_bps": "4,50", **told}


def test_what_cannot_be_simulated_is_said_on_the_form(manager: Client) -> None:
    text = page(manager, "/policies/trials/simulate")
    assert "Scénario par défaut, version 1" in text
    answer = manager.post("/policies/trials/simulate", asked(scenarios=[], sheet=""))
    assert answer.status_code == 422
    assert "Cocher au moins un scénario" in answer.content.decode()
    assert manager.post("/policies/trials/simulate", asked(runs=0)).status_code == 422
    assert manager.post("/policies/trials/simulate", asked(sheet="name: [")).status_code == 422
    assert not AskedTrial.objects.exists()


def test_one_is_asked_worked_out_and_read_with_its_bounds_and_differences(
    creditor: Creditor, manager: Client
) -> None:
    customer = some.a_customer(creditor, "Menuiserie")
    for days in (-27, -26, -25):
        invoice = some.an_invoice(customer, due_in=days, known_on=some.TODAY - timedelta(days=60))
        some.an_application(invoice, invoice.amount_cents, days_ago=12)
    assert manager.post("/policies/trials/simulate", asked()).status_code == 302
    waits = AskedTrial.objects.get()
    assert f"/policies/trials/asked/{waits.pk}/stop" in page(manager, "/policies/trials")
    kept = work_out(waits, clock=lambda: some.NOW)
    assert kept is not None, AskedTrial.objects.get().sentence
    assert f"/policies/trials/{kept.pk}" in page(manager, "/policies/trials")
    text = page(manager, f"/policies/trials/{kept.pk}")
    for part in (
        "De plus ou de moins que Scénario par défaut v1",
        "graine 7",
        "4,5 %",
        "Trop peu de factures",
        "data-chart",
    ):
        assert part in text
    assert "payées d’elles-mêmes 3" in text
    ladder = page(manager, f"/policies/ladder?trial={kept.pk}")
    assert f"Simulation, essai n° {kept.pk}" in ladder


def test_one_that_waits_is_stopped(creditor: Creditor, manager: Client) -> None:
    waits = some.an_asked_trial(creditor)
    assert manager.post(f"/policies/trials/asked/{waits.pk}/stop").status_code == 302
    waits.refresh_from_db()
    assert waits.state == "stopped"
    assert "/stop" not in page(manager, "/policies/trials")
    assert manager.post(f"/policies/trials/asked/{waits.pk}/stop").status_code == 422
    assert not Trial.objects.exists()
