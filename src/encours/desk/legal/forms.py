"""What is asked about the procedure and the phase of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.legal.facts import JUDICIAL, PROCEDURES
from encours.words.legal import OUTCOMES
from encours.words.legal import PROCEDURES as NAMES

_LONGEST = 300


class Choice(forms.Form):
    """A procedure, and why another than the proposed one."""

    procedure = forms.ChoiceField(label=_("Procédure"))
    reason = forms.CharField(
        label=_("Motif"),
        max_length=_LONGEST,
        required=False,
        help_text=_("Demandé quand la procédure n’est pas celle qui est proposée."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["procedure"].choices = [(one, NAMES[one]) for one in PROCEDURES]  # type: ignore[attr-defined] # of a ChoiceField


def entering(bars: Sequence[str]) -> type[forms.Form]:
    """A judicial procedure, of those that nothing bars for good."""

    class Enter(forms.Form):
        """By which procedure."""

        procedure = forms.ChoiceField(
            label=_("Procédure"),
            choices=[(one, NAMES[one]) for one in PROCEDURES if one in JUDICIAL and one not in bars],
        )

    return Enter


class Asked(forms.Form):
    """Why the amicable phase cannot be waited for."""

    reason = forms.CharField(label=_("Motif"), max_length=_LONGEST)


class Decided(forms.Form):
    """Yes or no, and why."""

    approved = forms.ChoiceField(
        label=_("Décision"),
        widget=forms.RadioSelect,
        choices=[("yes", _("accorder")), ("no", _("refuser"))],
    )
    reason = forms.CharField(
        label=_("Motif"), max_length=_LONGEST, required=False, help_text=_("Demandé pour refuser.")
    )


class Left(forms.Form):
    """How the judicial phase ends."""

    outcome = forms.ChoiceField(label=_("Issue"), choices=list(OUTCOMES.items()))
    reason = forms.CharField(label=_("Précision"), max_length=_LONGEST, required=False)
