"""Scenarios simulated among the debtors of a house: the same seed the same cents, nothing written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from collecting import Desk, desk_in, open_desk
from encours.acts import trials
from encours.acts.record_payment import record_payment
from encours.acts.replay_scenario import Tried
from encours.acts.simulate_scenario import Draws, simulate_scenarios
from encours.acts.simulations import Simulation, ask_simulation
from encours.acts.trials import stop_trial, work_out
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.history.models import Entry
from encours.records.receivables.models import Receivable
from encours.records.trials.models import Trial
from encours.words.simulations import lines_of
from houses import Begin
from vauban import CLAIRE

DRAWS = Draws(date(2026, 11, 2), date(2027, 1, 29), runs=4, seed="7")


@pytest.fixture
def desk(house: Path, begin: Begin, server: tuple[Any, dict[str, Any]]) -> Desk:
    """Eight customers, five days late; six of them pay three to eight days later."""
    begin("eight", lambda: open_desk(house, server[1], accounts=tuple(f"CLIENT{n}" for n in range(8))))
    desk = desk_in(house, server[1])
    for rank, invoice in enumerate(Receivable.objects.order_by("pk")[:6]):
        on = desk.today + timedelta(days=3 + rank)
        told: dict[str, Any] = {"reference": "", "made_from": None, "author": CLAIRE, "at": desk.now}
        record_payment(invoice, amount_cents=invoice.open_cents, paid_on=on, on=on, **told)
    return desk


def test_two_scenarios_meet_the_same_debtors_and_a_seed_tells_the_same_again(desk: Desk) -> None:
    shorter = Tried("Plus court", replace(DEFAULT_SCENARIO, steps=DEFAULT_SCENARIO.steps[:2]))
    tried = [Tried("Tel quel", DEFAULT_SCENARIO), shorter]
    before = Entry.objects.count()
    told = simulate_scenarios(desk.creditor, tried, DRAWS)
    assert told == simulate_scenarios(desk.creditor, tried, DRAWS)
    assert Entry.objects.count() == before
    assert told["habits"] == {"habit": 6, "reminder": 0, "dispute": 0, "vanish": 0}
    first, other = told["scenarios"]
    assert first["against_first"] is None
    assert first["measures"]["collected_cents"]["mean"] == other["measures"]["collected_cents"]["mean"]
    assert other["against_first"]["collected_cents"] == {"mean": 0, "low": 0, "high": 0}
    assert other["against_first"]["messages"]["high"] <= 0
    assert told["calibration"] is None  # eight invoices calibrate nothing
    lines = list(lines_of(told, "EUR", "fr"))
    assert "4 tirages, graine 7" in lines[0].replace("\N{NO-BREAK SPACE}", " ")


def test_too_many_draws_or_no_invoice_to_draw_from_are_refused(desk: Desk) -> None:
    tried = [Tried("Tel quel", DEFAULT_SCENARIO)]
    with pytest.raises(RuleError, match="tirages"):
        simulate_scenarios(desk.creditor, tried, replace(DRAWS, runs=0))
    early = replace(DRAWS, from_on=date(2026, 3, 2), to_on=date(2026, 3, 31))
    with pytest.raises(RuleError, match="Aucune facture"):
        simulate_scenarios(desk.creditor, tried, early)


def test_one_asked_for_is_worked_out_again_to_the_cent_from_what_is_kept(desk: Desk) -> None:
    shorter = Tried("Plus court", replace(DEFAULT_SCENARIO, steps=DEFAULT_SCENARIO.steps[:2]))
    asked = Simulation([Tried("Tel quel", DEFAULT_SCENARIO), shorter], DRAWS)
    with pytest.raises(RuleError, match="six scénarios"):
        ask_simulation(desk.creditor, Simulation([shorter] * 7, DRAWS), author=CLAIRE, at=desk.now)
    made = ask_simulation(desk.creditor, asked, author=CLAIRE, at=desk.now)
    with pytest.raises(RuleError, match="déjà demandé"):
        ask_simulation(desk.creditor, asked, author=CLAIRE, at=desk.now)
    kept = work_out(made, clock=lambda: desk.now)
    assert kept is not None
    assert kept.kind == "simulation"
    assert json.loads(kept.result) == simulate_scenarios(desk.creditor, asked.tried, DRAWS)
    assert json.loads(kept.content)["scenarios"][1]["name"] == "Plus court"
    with pytest.raises(RuleError, match="déjà fini"):
        stop_trial(made, author=CLAIRE, at=desk.now)


def test_one_stopped_while_it_runs_keeps_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ask_simulation(
        desk.creditor, Simulation([Tried("Tel quel", DEFAULT_SCENARIO)], DRAWS), author=CLAIRE, at=desk.now
    )

    def halfway(_creditor: Any, _asked: Any, *, progress: Any) -> dict[str, Any]:
        progress(1, 10)
        stop_trial(made, author=CLAIRE, at=desk.now)
        progress(2, 10)
        raise AssertionError

    monkeypatch.setattr(trials, "worked_out", halfway)
    assert work_out(made, clock=lambda: desk.now) is None
    made.refresh_from_db()
    assert (made.state, made.done) == ("stopped", 1)
    assert not Trial.objects.exists()
    assert work_out(made, clock=lambda: desk.now) is None
