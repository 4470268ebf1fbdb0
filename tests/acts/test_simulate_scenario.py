"""Scenarios simulated among the debtors of a house: the same seed the same cents, nothing written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from collecting import Desk, open_desk
from encours.acts.record_payment import record_payment
from encours.acts.replay_scenario import Tried
from encours.acts.simulate_scenario import simulate_scenarios
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.history.models import Entry
from encours.records.receivables.models import Receivable
from encours.words.simulations import lines_of
from vauban import CLAIRE

PERIOD: dict[str, Any] = {"from_on": date(2026, 11, 2), "to_on": date(2027, 1, 29)}


@pytest.fixture
def desk(house: Path, server: tuple[Any, dict[str, Any]]) -> Desk:
    """Eight customers, five days late; six of them pay three to eight days later."""
    desk = open_desk(house, server[1], accounts=tuple(f"CLIENT{n}" for n in range(8)))
    for rank, invoice in enumerate(Receivable.objects.order_by("pk")[:6]):
        on = desk.today + timedelta(days=3 + rank)
        told: dict[str, Any] = {"reference": "", "made_from": None, "author": CLAIRE, "at": desk.now}
        record_payment(invoice, amount_cents=invoice.open_cents, paid_on=on, on=on, **told)
    return desk


def test_two_scenarios_meet_the_same_debtors_and_a_seed_tells_the_same_again(desk: Desk) -> None:
    shorter = Tried("Plus court", replace(DEFAULT_SCENARIO, steps=DEFAULT_SCENARIO.steps[:2]))
    tried = [Tried("Tel quel", DEFAULT_SCENARIO), shorter]
    before = Entry.objects.count()
    told = simulate_scenarios(desk.creditor, tried, runs=4, seed="7", **PERIOD)
    assert told == simulate_scenarios(desk.creditor, tried, runs=4, seed="7", **PERIOD)
    assert Entry.objects.count() == before
    assert told["habits"] == {"habit": 6, "reminder": 0, "dispute": 0, "vanish": 0}
    first, other = told["scenarios"]
    assert first["against_first"] is None
    assert first["measures"]["collected_cents"]["mean"] == other["measures"]["collected_cents"]["mean"]
    assert other["against_first"]["collected_cents"] == {"mean": 0, "low": 0, "high": 0}
    assert other["against_first"]["messages"]["high"] <= 0
    lines = list(lines_of(told, "EUR", "fr"))
    assert "4 tirages, graine 7" in lines[0].replace("\N{NO-BREAK SPACE}", " ")


def test_too_many_draws_or_no_invoice_to_draw_from_are_refused(desk: Desk) -> None:
    tried = [Tried("Tel quel", DEFAULT_SCENARIO)]
    with pytest.raises(RuleError, match="tirages"):
        simulate_scenarios(desk.creditor, tried, runs=0, seed="7", **PERIOD)
    early = {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 31)}
    with pytest.raises(RuleError, match="Aucune facture"):
        simulate_scenarios(desk.creditor, tried, runs=1, seed="7", **early)
