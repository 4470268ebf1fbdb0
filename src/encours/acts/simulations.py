"""Simulations that people ask for: what is asked, as it is kept while it waits and with its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from encours.acts.asking_trial import ask_trial
from encours.acts.engines import Engine
from encours.acts.replay_scenario import Progress, Tried
from encours.acts.simulate_scenario import MOST_RUNS, Draws, simulate_scenarios
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.scenario import from_dict, to_dict
from encours.records.parties.models import Creditor
from encours.records.policies.models import ScenarioVersion
from encours.records.trials.models import AskedTrial

SIMULATION = "simulation"
MOST_SCENARIOS = 6


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulation: the scenarios, the first being that with which the others are compared, and how it draws."""

    tried: Sequence[Tried]
    draws: Draws

    def content(self) -> str:
        """It in canonical JSON, from which it is worked out again to the cent."""
        return canonical(
            {
                "scenarios": [
                    {
                        "name": one.name,
                        "version": one.version.pk if one.version else None,
                        "ladder": to_dict(one.ladder),
                    }
                    for one in self.tried
                ],
                "runs": self.draws.runs,
                "seed": self.draws.seed,
                "money_bps": self.draws.money_bps,
            }
        )


def simulation_from(creditor: Creditor, told: Mapping[str, Any], *, from_on: date, to_on: date) -> Simulation:
    """The simulation that `content` told, over its period."""
    keys = [one["version"] for one in told["scenarios"] if one["version"]]
    versions = ScenarioVersion.objects.of([creditor.pk]).in_bulk(keys)
    tried = [
        Tried(one["name"], from_dict(one["ladder"]), versions.get(one["version"]))
        for one in told["scenarios"]
    ]
    return Simulation(tried, Draws(from_on, to_on, told["runs"], told["seed"], told["money_bps"]))


def ask_simulation(creditor: Creditor, asked: Simulation, *, author: str, at: datetime) -> AskedTrial:
    """Ask for a simulation: the worker works it out.

    Raises
        RuleError: `replay_no_day`; `runs_wrong`, too many draws or scenarios; `trial_waiting`, the same waits already.
    """
    draws = asked.draws
    if not 1 <= draws.runs <= MOST_RUNS or not 1 <= len(asked.tried) <= MOST_SCENARIOS:
        raise RuleError("runs_wrong", "Choisir de un à six scénarios, et de un à mille tirages.")
    return ask_trial(
        creditor,
        asked.tried[0],
        kind=SIMULATION,
        content=asked.content(),
        from_on=draws.from_on,
        to_on=draws.to_on,
        author=author,
        at=at,
    )


def worked_out(
    creditor: Creditor,
    asked: Simulation,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Its result (`simulate_scenarios`)."""
    return simulate_scenarios(creditor, asked.tried, asked.draws, engine=engine, progress=progress)
