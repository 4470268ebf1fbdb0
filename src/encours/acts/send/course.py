"""Where a customer stands in the reminders, as a message tells it: what was sent, and what follows without payment."""

from __future__ import annotations

from datetime import date

from encours.acts.send.gathering import Dossier, House
from encours.core.day.ahead import steps_ahead
from encours.core.interest_rates import provisional_regimes
from encours.records.messages.models import NO_STEPS
from encours.words.course import coming, taken
from encours.words.message_context import Earlier, NextStep


def steps_taken(dossier: Dossier, wanted: set[int], *, on: date) -> list[Earlier]:
    """The reminders delivered about these invoices, oldest first; one that came back is none."""
    return [
        taken(one.on, one.step_code, _tone(dossier, one.step_code), one.channel, dossier.language)
        for one in dossier.earlier
        if one.on < on and wanted & one.receivables and one.step_code not in NO_STEPS
    ]


def _tone(dossier: Dossier, step_code: str) -> str:
    """The tone of a step that was sent; that of one which left the scenario since is its code."""
    step = dossier.scenario.by_code(step_code)
    return step.tone if step else step_code


def steps_to_come(house: House, dossier: Dossier, *, on: date, until: date) -> list[NextStep]:
    """What follows without payment, each with its earliest day; nothing where it would come by the deadline, `until`.

    Two dates that contradict each other would tell the customer neither.
    """
    moved = [
        (dossier.items[line.receivable_id], line.position)
        for line in dossier.lines
        if line.position and line.receivable_id in dossier.items
    ]
    provisional = provisional_regimes(on=on, rules=house.rules)
    told = steps_ahead(moved, dossier.addressee, dossier.scenario, on=on, provisional=provisional)
    if any(one.on <= until for one in told):
        return []
    return [coming(one.on, one.step.code, one.step.tone, one.step.kind, dossier.language) for one in told]
