"""What happens after a step, as fields: for each event what the scenario does, and within how many days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.scenario import Step
from encours.core.scenario.branches import ASKS, EVENTS, LONGEST_DAYS, THEN, Branch
from encours.desk.fields import CentsField
from encours.words.reason_labels import EVENTS as EVENT_LABELS
from encours.words.reason_labels import THEN as THEN_LABELS

_ALLOWED = {"promise": THEN, "silence": ASKS, "cost": (*ASKS, "stop")}
_USUAL = tuple(one for one in THEN if one != "next")


@dataclass(frozen=True, slots=True)
class Asked:
    """One event: its name, what is done, within how many days, and above what cost."""

    label: str
    then: forms.BoundField
    days: forms.BoundField
    over: forms.BoundField | None


def branch_fields(step: Step) -> dict[str, forms.Field]:
    """The fields of the branches of one step, by name."""
    found: dict[str, forms.Field] = {}
    for event in EVENTS:
        said = [(code, THEN_LABELS[code]) for code in _ALLOWED.get(event, _USUAL)]
        found[_name(step, event)] = forms.ChoiceField(
            label=_capital(str(EVENT_LABELS[event])),
            choices=[("", _("rien de particulier")), *said],
            required=False,
        )
        found[_name(step, event, "days")] = forms.IntegerField(
            label=_("Jours"), min_value=0, max_value=LONGEST_DAYS, required=False
        )
    found[_name(step, "cost", "over")] = CentsField(label=_("Plus de (€)"), max_length=20, required=False)
    return found


def initial_branches(step: Step) -> dict[str, Any]:
    """What the fields say of a step as it is."""
    told: dict[str, Any] = {}
    for one in step.branches:
        told[_name(step, one.when)] = one.then
        told[_name(step, one.when, "days")] = one.days or None
        if one.over_cents:
            told[_name(step, one.when, "over")] = one.over_cents
    return told


def asked_branches(form: forms.Form, step: Step) -> Iterator[Asked]:
    """The fields of a step's branches, event by event."""
    for event in EVENTS:
        over = form[_name(step, event, "over")] if event == "cost" else None
        label = _capital(str(EVENT_LABELS[event]))
        yield Asked(label, form[_name(step, event)], form[_name(step, event, "days")], over)


def written_branches(step: Step, told: Mapping[str, Any]) -> tuple[Branch, ...]:
    """The branches that the form says."""
    return tuple(
        Branch(
            event,  # type: ignore[arg-type] # one of EVENTS
            told[_name(step, event)],
            told.get(_name(step, event, "days")) or 0,
            (told.get(_name(step, event, "over")) or 0) if event == "cost" else 0,
        )
        for event in EVENTS
        if told.get(_name(step, event))
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _name(step: Step, event: str, what: str = "") -> str:
    return "_".join(part for part in (step.code, "on", event, what) if part)
