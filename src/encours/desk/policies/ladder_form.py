"""The ladder as a form: what of each step, and what protects every customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.scenario import Scenario, Step, faults
from encours.core.scenario.ladder import CHANNELS
from encours.desk.fields import CentsField
from encours.desk.plain import in_words
from encours.desk.policies.telling import Rung, ladder
from encours.words.reason_labels import CHANNELS as CHANNEL_LABELS

_OF_STEP = ("offset_days", "gap_days", "channel", "fallback_channel", "needs_approval", "minimum_cents")
_LIMITS = ("min_gap_days", "cap_messages", "cap_days", "minimum_cents", "third_party")
_FARTHEST = 3_650
_CHANNELS = [(code, CHANNEL_LABELS[code]) for code in CHANNELS]
STAY, MOVE = "stay", "move"


class Ladder(forms.Form):
    """The steps of a scenario and its limits; `scenario` is the one that it starts from.

    Once valid, `written` is the scenario that it says.
    """

    min_gap_days = forms.IntegerField(label=_("Jours entre deux messages"), min_value=1, max_value=_FARTHEST)
    cap_messages = forms.IntegerField(label=_("Messages au plus"), min_value=1, max_value=_FARTHEST)
    cap_days = forms.IntegerField(label=_("… en tant de jours"), min_value=1, max_value=_FARTHEST)
    minimum_cents = CentsField(label=_("Message d’au moins (€)"), max_length=20)
    third_party = forms.BooleanField(
        label=_("Pour le compte d’autrui"),
        required=False,
        help_text=_("La première lettre porte alors les mentions de l’article R124-4 du CPCE."),
    )
    running = forms.ChoiceField(
        label=_("À la publication"),
        choices=[
            (STAY, _("les dossiers en cours restent sur leur version")),
            (MOVE, _("déplacer tous les dossiers en cours")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, scenario: Scenario) -> None:
        super().__init__(data, initial={**_initial(scenario), "running": STAY})
        self.scenario, self.written = scenario, scenario
        for step in scenario.steps:
            for name, field in _fields().items():
                self.fields[_key(step, name)] = field

    def clean(self) -> dict[str, Any]:
        """Say every fault of the ladder as `core` finds it."""
        told = super().clean() or {}
        if not self.errors:
            self.written = _written(self.scenario, told)
            for fault in faults(self.written):
                self.add_error(None, in_words(fault))
        return told

    def rungs(self, due_on: date) -> Iterator[tuple[Rung, list[forms.BoundField]]]:
        """Each step with its day for an example, and its fields; with a fault, the days of the scenario in use."""
        for rung in ladder(self.scenario if self.errors else self.written, due_on):
            yield rung, [self[_key(rung.step, name)] for name in _OF_STEP]

    def limits(self) -> list[forms.BoundField]:
        """The fields of what protects every customer."""
        return [self[name] for name in _LIMITS]


def _key(step: Step, name: str) -> str:
    return f"{step.code}_{name}"


def _fields() -> dict[str, forms.Field]:
    """The fields of one step, in the order of `_OF_STEP`."""
    return {
        "offset_days": forms.IntegerField(
            label=_("Après l’échéance"), min_value=-_FARTHEST, max_value=_FARTHEST
        ),
        "gap_days": forms.IntegerField(label=_("Après la précédente"), min_value=0, max_value=_FARTHEST),
        "channel": forms.ChoiceField(label=_("Canal"), choices=_CHANNELS),
        "fallback_channel": forms.ChoiceField(
            label=_("À défaut"), choices=[("", _("aucun")), *_CHANNELS], required=False
        ),
        "needs_approval": forms.BooleanField(label=_("Accord d’une personne"), required=False),
        "minimum_cents": CentsField(label=_("Dû d’au moins (€)"), max_length=20),
    }


def _initial(scenario: Scenario) -> dict[str, Any]:
    told = {name: getattr(scenario, name) for name in _LIMITS}
    return told | {_key(step, name): getattr(step, name) for step in scenario.steps for name in _OF_STEP}


def _written(scenario: Scenario, told: dict[str, Any]) -> Scenario:
    """The scenario with what was typed; what the form does not ask stays."""
    steps = tuple(
        replace(
            step,
            **{name: told[_key(step, name)] for name in _OF_STEP if name != "fallback_channel"},
            fallback_channel=told[_key(step, "fallback_channel")] or None,
        )
        for step in scenario.steps
    )
    return replace(scenario, steps=steps, **{name: told[name] for name in _LIMITS})
