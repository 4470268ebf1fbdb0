"""What is asked about an objective and about an improvement."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from encours.core.measures import DEFINITIONS
from encours.desk.fields import CentsField, day_field
from encours.records.objectives.models import IMPROVEMENT_STATES, Objective
from encours.records.people.models import User
from encours.words.measures import name_of

_FIGURE = re.compile(r"(\d{1,15})(?:[.,](\d{1,4}))?", re.ASCII)
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")


class FigureField(forms.CharField):
    """A figure as people type it ("45", "92,5 %"), as a Decimal of what is shown."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Decimal | None:
        """Return what was typed, or None for nothing."""
        text = _SPACES.sub("", super().clean(value)).removesuffix("%").removesuffix("€")
        if not text:
            return None
        if _FIGURE.fullmatch(text) is None:
            raise ValidationError(_("Écrire un nombre comme 45 ou 92,5."), code="figure")
        return Decimal(text.replace(",", "."))


class _Owned(forms.Form):
    """Whose it is: somebody with a role at this creditor."""

    owner = forms.ModelChoiceField(label=_("Responsable"), queryset=User.objects.none())

    def __init__(self, *args: Any, creditor_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["owner"]
        people.queryset = User.objects.filter(memberships__creditor_id=creditor_id).order_by("name", "pk")
        people.label_from_instance = lambda person: person.name or person.email


class ChangeObjective(_Owned):
    """What may change: never where it started from."""

    target = FigureField(
        label=_("Cible"),
        help_text=_("Dans l’unité de la mesure : des jours, un pourcentage, un montant."),
    )
    target_on = day_field(label=_("À atteindre le"))
    minutes_an_item = forms.IntegerField(
        label=_("Minutes par poste à traiter"), min_value=0, max_value=600, initial=10
    )
    hours_a_week = forms.IntegerField(
        label=_("Heures disponibles par semaine"), min_value=0, max_value=2_000, initial=7
    )
    why = forms.CharField(label=_("Pourquoi"), max_length=300, required=False)
    field_order = ("measure", "target", "target_on", "owner", "minutes_an_item", "hours_a_week", "why")


class SetObjective(ChangeObjective):
    """A new objective."""

    measure = forms.ChoiceField(
        label=_("Mesure"),
        help_text=_("Son chiffre d’aujourd’hui est gardé comme point de départ, pour toujours."),
        choices=lambda: [
            (code, name_of(code)) for code, told in DEFINITIONS.items() if told.better in {"lower", "higher"}
        ],
    )


class CloseObjective(forms.Form):
    """How it ends."""

    given_up = forms.BooleanField(label=_("Abandonné"), required=False)
    lesson = forms.CharField(
        label=_("Ce qu’il a appris"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class EditImprovement(_Owned):
    """An improvement, new or known."""

    title = forms.CharField(label=_("Amélioration"), max_length=160)
    text = forms.CharField(
        label=_("En quoi elle consiste"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    value_cents = CentsField(
        label=_("Valeur attendue par an"),
        help_text=_("Argent encaissé plus tôt, temps gagné, pertes évitées."),
    )
    effort = FigureField(label=_("Effort, en jours de travail"))
    objective = forms.ModelChoiceField(
        label=_("Sert l’objectif"), queryset=Objective.objects.none(), required=False
    )
    state = forms.ChoiceField(
        label=_("État"), choices=lambda: [(c, state_name(c)) for c in IMPROVEMENT_STATES]
    )
    result_cents = CentsField(
        label=_("Ce qu’elle a rapporté"), help_text=_("À dire quand elle est faite."), required=False
    )
    field_order = (
        "title", "text", "value_cents", "effort", "owner", "objective", "state", "result_cents",
    )  # fmt: skip

    def __init__(self, *args: Any, creditor_id: int, **options: Any) -> None:
        super().__init__(*args, creditor_id=creditor_id, **options)
        self.fields["owner"].required = False
        served: Any = self.fields["objective"]
        served.queryset = Objective.objects.of([creditor_id]).filter(state="open").order_by("target_on", "pk")
        served.label_from_instance = lambda one: name_of(one.measure)


def of_creditor(form: type[_Owned], creditor_id: int) -> type[forms.Form]:
    """The form whose people and objectives are those of one creditor."""
    return cast("type[forms.Form]", partial(form, creditor_id=creditor_id))


def state_name(code: str) -> str:
    """A state of an improvement in the reader's language."""
    return str(
        {
            "idea": _("Idée"),
            "planned": _("Prévue"),
            "under_way": _("En cours"),
            "done": _("Faite"),
            "given_up": _("Abandonnée"),
        }[code]
    )
