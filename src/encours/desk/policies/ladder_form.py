"""The ladder as a form: what of each step, and what protects every customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from encours.core.checklist import REGIMES
from encours.core.offers import may_offer
from encours.core.scenario import Scenario, Step, faults
from encours.core.scenario.ladder import CHANNELS, KINDS, TASK
from encours.desk.customers.knowing import role_name
from encours.desk.fields import CentsField
from encours.desk.plain import in_words
from encours.desk.policies.branch_fields import (
    Asked,
    asked_branches,
    branch_fields,
    initial_branches,
    written_branches,
)
from encours.desk.policies.telling import Rung, ladder
from encours.desk.telling import regime_name
from encours.records.parties.models import CONTACT_ROLES
from encours.words.reason_labels import CHANNELS as CHANNEL_LABELS
from encours.words.reason_labels import STEPS as STEP_LABELS

_OF_PERSON = ("offset_days", "gap_days", "minimum_cents")
_OF_STEP = (
    "offset_days", "gap_days", "channel", "fallback_channel", "contact_role", "needs_approval", "minimum_cents",
)  # fmt: skip
_OF_OFFERING = (*_OF_STEP[:-1], "offers", "minimum_cents")
_LIMITS = (
    "min_gap_days",
    "cap_messages",
    "cap_days",
    "minimum_cents",
    "third_party",
)
_MEANT = ("regimes", "countries")
_AFTER_DAYS, _GAP_DAYS = 15, 5  # of a person's step when it is added
_FARTHEST = 3_650
_CHANNELS = [(code, CHANNEL_LABELS[code]) for code in CHANNELS]
STAY, MOVE = "stay", "move"


class Ladder(forms.Form):
    """The steps of a scenario and its limits; `scenario` is the one that it starts from.

    `proposed` is why it would be published and the result that brings it. Once valid, `written` is the scenario that
    it says.
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
    regimes = forms.MultipleChoiceField(
        label=_("Pour quels régimes"),
        choices=lambda: [(one, regime_name(one)) for one in REGIMES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun coché : pour tous."),
    )
    countries = forms.CharField(
        label=_("Pour quels pays"),
        required=False,
        max_length=200,
        help_text=_("Codes de deux lettres séparés par des virgules : FR, BE. Vide : pour tous."),
    )
    added = forms.CharField(required=False, widget=forms.HiddenInput)
    add = forms.ChoiceField(
        label=_("Ajouter à la fin une étape faite par une personne"),
        choices=[("", "–"), *((code, STEP_LABELS[code]) for code in KINDS[1:])],
        required=False,
    )
    reason = forms.CharField(
        label=_("Pourquoi cette version"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    motive = forms.CharField(
        label=_("Le résultat qui l’a motivée"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une mesure, un rejeu, une comparaison : ce qui se lira à côté de la version."),
    )
    running = forms.ChoiceField(
        label=_("À la publication"),
        choices=[
            (STAY, _("les dossiers en cours restent sur leur version")),
            (MOVE, _("déplacer tous les dossiers en cours")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        scenario: Scenario,
        proposed: tuple[str, str] = ("", ""),
    ) -> None:
        scenario, data = _with_added(scenario, data)
        reason, motive = proposed
        initial = {**_initial(scenario), "running": STAY, "reason": reason, "motive": motive}
        super().__init__(data, initial=initial)
        self.scenario, self.written = scenario, scenario
        for step in scenario.steps:
            for name, field in _fields(step).items():
                self.fields[_key(step, name)] = field
            if not step.by_person:
                self.fields.update(branch_fields(step))

    def clean_countries(self) -> tuple[str, ...]:
        """Each country once, in capitals."""
        told = str(self.cleaned_data["countries"]).upper().replace(";", ",").split(",")
        return tuple(dict.fromkeys(one.strip() for one in told if one.strip()))

    def clean_regimes(self) -> tuple[str, ...]:
        """In their own order."""
        return tuple(self.cleaned_data["regimes"])

    def clean(self) -> dict[str, Any]:
        """Say every fault of the ladder as `core` finds it."""
        told = super().clean() or {}
        if not self.errors:
            self.written = _written(self.scenario, told)
            for fault in faults(self.written):
                self.add_error(None, in_words(fault))
        return told

    def rungs(self, due_on: date) -> Iterator[tuple[Rung, list[forms.BoundField], list[Asked]]]:
        """Each step with its day for an example, its fields, and what happens after it.

        With a fault, the days of the scenario in use.
        """
        for rung in ladder(self.scenario if self.errors else self.written, due_on):
            step = rung.step
            fields = [self[_key(step, name)] for name in _names(step)]
            yield rung, fields, [] if step.by_person else list(asked_branches(self, step))

    def limits(self) -> list[forms.BoundField]:
        """The fields of what protects every customer."""
        return [self[name] for name in _LIMITS]

    def meant(self) -> list[forms.BoundField]:
        """The fields of whom it is meant for."""
        return [self[name] for name in _MEANT]


def _key(step: Step, name: str) -> str:
    return f"{step.code}_{name}"


def _with_added(
    scenario: Scenario, data: Mapping[str, Any] | None
) -> tuple[Scenario, Mapping[str, Any] | None]:
    """The scenario with the persons' steps added on the form so far, and the form with what those say at first."""
    if data is None:
        return scenario, None
    codes = [code for code in str(data.get("added", "")).split(",") if code.split("_")[0] in KINDS[1:]]
    if data.get("do") == "add" and data.get("add") in KINDS[1:]:
        codes.append(_code(str(data["add"]), [*codes, *(step.code for step in scenario.steps)]))
    told = dict(data.items())
    if isinstance(data, QueryDict):
        told["regimes"] = data.getlist("regimes")
    for code in codes:
        last = scenario.steps[-1]
        step = Step(
            last.position + 1,
            code,
            last.offset_days + _AFTER_DAYS,
            TASK,
            TASK,
            gap_days=_GAP_DAYS,
            kind=code.split("_")[0],  # type: ignore[arg-type] # one of KINDS
        )
        scenario = replace(scenario, steps=(*scenario.steps, step))
        for name in ("offset_days", "gap_days"):
            told.setdefault(_key(step, name), str(getattr(step, name)))
        told.setdefault(_key(step, "minimum_cents"), "0")
    return scenario, told | {"added": ",".join(codes), "add": ""}


def _code(kind: str, taken: Sequence[str]) -> str:
    wanted = [kind, f"{kind}_2", f"{kind}_3"]
    return next((one for one in wanted if one not in taken), wanted[-1])


def _names(step: Step) -> tuple[str, ...]:
    """The fields of a step, in their order; one added, and no other, is taken back."""
    if step.by_person:
        return (*_OF_PERSON, "removed")
    return _OF_OFFERING if may_offer(step) else _OF_STEP


def _fields(step: Step) -> dict[str, forms.Field]:
    """The fields of one step, by name."""
    found = _all_fields(step.contact_role)
    return {name: found[name] for name in _names(step)}


def _roles(own: str) -> list[tuple[str, str]]:
    """Whom a step may be aimed at; `own`: a role in the creditor's words, that its step already names."""
    codes = [*CONTACT_ROLES, *([own] if own and own not in CONTACT_ROLES else [])]
    return [("", str(_("premier contact"))), *((one, role_name(one)) for one in codes)]


def _all_fields(own_role: str = "") -> dict[str, forms.Field]:
    return {
        "offset_days": forms.IntegerField(
            label=_("Après l’échéance"), min_value=-_FARTHEST, max_value=_FARTHEST
        ),
        "gap_days": forms.IntegerField(label=_("Après la précédente"), min_value=0, max_value=_FARTHEST),
        "channel": forms.ChoiceField(label=_("Canal"), choices=_CHANNELS),
        "fallback_channel": forms.ChoiceField(
            label=_("À défaut"), choices=[("", _("aucun")), *_CHANNELS], required=False
        ),
        "contact_role": forms.ChoiceField(
            label=_("Destinataire"), choices=lambda: _roles(own_role), required=False
        ),
        "needs_approval": forms.BooleanField(label=_("Accord d’une personne"), required=False),
        "minimum_cents": CentsField(label=_("Dû d’au moins (€)"), max_length=20),
        "offers": forms.BooleanField(label=_("Propose une solution"), required=False),
        "removed": forms.BooleanField(label=_("Retirer cette étape"), required=False),
    }


def _initial(scenario: Scenario) -> dict[str, Any]:
    told = {name: getattr(scenario, name) for name in (*_LIMITS, *_MEANT)}
    told["countries"] = ", ".join(scenario.countries)
    for step in scenario.steps:
        told |= {_key(step, name): getattr(step, name) for name in _names(step) if name != "removed"}
        told |= initial_branches(step)
    return told


def _written(scenario: Scenario, told: dict[str, Any]) -> Scenario:
    """The scenario with what was typed; what the form does not ask stays."""
    kept = [step for step in scenario.steps if not told.get(_key(step, "removed"))]
    steps = tuple(replace(_step(step, told), position=rank) for rank, step in enumerate(kept, start=1))
    return replace(scenario, steps=steps, **{name: told[name] for name in (*_LIMITS, *_MEANT)})


def _step(step: Step, told: Mapping[str, Any]) -> Step:
    if step.by_person:
        return replace(step, **{name: told[_key(step, name)] for name in _OF_PERSON})
    return replace(
        step,
        **{name: told[_key(step, name)] for name in _names(step) if name != "fallback_channel"},
        fallback_channel=told[_key(step, "fallback_channel")] or None,
        branches=written_branches(step, told),
    )
