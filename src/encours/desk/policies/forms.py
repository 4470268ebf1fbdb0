"""What is asked to confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.setup.fields import RateField
from encours.desk.setup.forms import MODES
from encours.records.policies.models import Scenario
from encours.words.scenarios import scenario_name

_FIGURES = [
    ("ecb", _("Taux de refinancement de la BCE")),
    ("legal", _("Taux d’intérêt légal (professionnels)")),
]


class Terms(forms.Form):
    """A term, and what follows it."""

    days = forms.IntegerField(label=_("Délai (jours)"), min_value=0, max_value=365)
    mode = forms.ChoiceField(label=_("Mode de calcul"), choices=MODES)
    from_file = forms.BooleanField(
        label=_("Recalculer aussi les échéances lues dans un fichier"),
        required=False,
        help_text=_("Celles qu’une personne a écrites sur une facture ne changent jamais."),
    )


class Nothing(forms.Form):
    """Nothing to fill in: the button says it."""


class Followed(forms.Form):
    """The scenario that a case follows; nothing to say where there is only one."""

    def __init__(self, *given: Any, scenarios: list[Scenario], **named: Any) -> None:
        super().__init__(*given, **named)
        if len(scenarios) > 1:
            self.fields["scenario"] = forms.ChoiceField(
                label=_("Scénario"),
                choices=[(one.pk, scenario_name(one.name)) for one in scenarios],
                required=False,
            )


class Rate(forms.Form):
    """A rate read at its source."""

    figure = forms.ChoiceField(label=_("Taux"), choices=_FIGURES)
    half_year = forms.RegexField(
        r"^\d{4}-S[12]$",
        label=_("Semestre"),
        help_text=_("Comme 2026-S2."),
        error_messages={"invalid": _("Écrire le semestre comme 2026-S2.")},
    )
    value_bps = RateField(label=_("Valeur (%)"), help_text=_("Comme 2,15."))
    source = forms.CharField(
        label=_("Où l’avez-vous lu ?"),
        max_length=300,
        help_text=_("L’adresse de la page ou la référence de l’arrêté : un juge pourra la demander."),
    )


class GroupWording(forms.Form):
    """The two texts of an e-mail to the head of a group."""

    subject = forms.CharField(label=_("Objet"), max_length=2_000)
    body = forms.CharField(
        label=_("E-mail"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"})
    )


class Wording(GroupWording):
    """The three texts of a step in a language."""

    letter = forms.CharField(
        label=_("Courrier"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )
