"""A task that gives a house a strategy: segments in order, a scenario of ten steps for each two of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from encours.jobs.bench.portfolios import AUTHOR
from encours.jobs.opening import now, open_house

if TYPE_CHECKING:
    from encours.core.scenario.ladder import Scenario
    from encours.records.parties.models import Creditor

SCENARIOS = 6
# Of the ledger, of its history (survival, promises), of the customer's own file: each source is read.
CONDITIONS = {
    "tres_gros": "encours > 2000000",
    "conteste": "conteste > 0",
    "promesses": "promesses_rompues > 1",
    "etranger": "pays <> 'FR'",
    "fragile": "solvabilite < 10 AND factures_observees > 5",
    "tardif": "jours_au_dela > 60",
    "gros": "encours > 500000",
    "vieux": "retard > 300 AND echu > 10000",
    "grosse_facture": "plus_grosse_facture BETWEEN 100000 AND 500000",
    "nombreuses": "factures_ouvertes > 12 OR facture_12_mois > 1000000",
    "etabli": "code_postal LIKE '99%' AND NOT retard = 0",
    "courant": "encours > 0",
}
# A person's steps come after all that the portfolio is late by: none waits for one on the day that is measured.
_BY_PERSON = {"call": 410, "manager": 440, "agency": 470, "lawyer": 500, "bailiff": 530}
STEPS = 5 + len(_BY_PERSON)
"""Of each scenario: those of the ladder delivered, then a person's."""


def strategy() -> dict[str, Any]:
    """Publish the segments and the scenarios, and say which chooses which; new cases follow them."""
    open_house()
    from encours.acts.choose_scenarios import choose_scenarios
    from encours.acts.custom_fields.segmenting import publish_segments
    from encours.core.segments import Rule
    from encours.records.parties.models import Creditor

    creditor = Creditor.objects.get()
    rules = [Rule(code, code, code, condition) for code, condition in CONDITIONS.items()]
    publish_segments(creditor, rules, reason="banc d'essai", made_from=None, author=AUTHOR, at=now())
    keys = [_scenario(creditor, number) for number in range(1, SCENARIOS + 1)]
    choices = {rule.segment: keys[place // (len(rules) // SCENARIOS)] for place, rule in enumerate(rules)}
    choose_scenarios(creditor, choices, made_from=0, author=AUTHOR, at=now())
    return {"segments": len(rules), "scenarios": len(keys)}


def _scenario(creditor: Creditor, number: int) -> int:
    from encours.acts.choose_scenarios import open_scenario
    from encours.acts.publish_scenario import publish_scenario

    opened = open_scenario(creditor, name=f"Scénario {number}", author=AUTHOR, at=now())
    publish_scenario(
        creditor, _ladder(number), made_from=1, of=opened.pk, author=AUTHOR, at=now(), reason="banc d'essai"
    )
    return opened.pk


def _ladder(number: int) -> Scenario:
    """The ladder delivered, then what a person does; each scenario with limits and branches of its own."""
    from encours.core.scenario.branches import Branch
    from encours.core.scenario.default import DEFAULT_SCENARIO
    from encours.core.scenario.ladder import Step

    branches = (Branch("reply", "pause", days=7), Branch("part_payment", "pause", days=number))
    steps = [replace(step, minimum_cents=100 * number, branches=branches) for step in DEFAULT_SCENARIO.steps]
    for kind, offset in _BY_PERSON.items():
        steps.append(Step(len(steps) + 1, kind, offset, "task", "task", gap_days=10, kind=kind))  # type: ignore[arg-type] # one of its kinds
    return replace(DEFAULT_SCENARIO, steps=tuple(steps), minimum_cents=500 * number)
