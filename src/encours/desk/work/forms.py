"""What is asked about shared work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.work.ranking import DEFAULTS
from encours.desk.fields import day_field
from encours.desk.health import AsksAboutHealth
from encours.records.work.models import NOTICES

Choices = Sequence[tuple[str, str]]


class Note(AsksAboutHealth):
    """A note of the case; an @ before a colleague's name lets that colleague know."""

    text = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("Écrire @ puis un nom prévient ce collègue."),
    )
    audience = forms.ChoiceField(
        label=_("Qui peut la lire"),
        widget=forms.RadioSelect,
        required=False,  # nothing said: the team only
        choices=[
            ("internal", _("l’équipe seulement")),
            ("external", _("aussi le client, dans son espace")),
        ],
    )


class Answer(AsksAboutHealth):
    """What is answered."""

    text = forms.CharField(
        label=_("Réponse"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )


class Question(forms.Form):
    """Who is asked what, for when."""

    person = forms.ChoiceField(label=_("À qui"))
    text = forms.CharField(label=_("Question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = day_field(ahead=True, label=_("Réponse attendue le"))

    def __init__(self, *given: Any, people: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].choices = people  # type: ignore[attr-defined] # of a ChoiceField


class Name(forms.Form):
    """A name."""

    name = forms.CharField(label=_("Nom"), max_length=80)


class Nothing(forms.Form):
    """Nothing to fill in: the button says it."""


class Away(forms.Form):
    """Who is away, when, and who stands in."""

    person = forms.ChoiceField(label=_("Qui s’absente"))
    from_on = day_field(label=_("À partir du"))
    until_on = day_field(label=_("Au (inclus)"))
    substitute = forms.ChoiceField(label=_("Remplacé par"))

    def __init__(self, *given: Any, people: Choices, away: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["person"].choices = away  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["substitute"].choices = people  # type: ignore[attr-defined] # the same


class Told(forms.Form):
    """What a person wants to be told."""

    digest = forms.BooleanField(
        label=_("Chaque matin, par e-mail : ce qui a changé dans ce que je suis"), required=False
    )
    told = forms.MultipleChoiceField(
        label=_("Me prévenir de"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *given: Any, names: dict[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        kinds = [(kind, names[kind]) for kind in NOTICES if kind != "digest"]
        self.fields["told"].choices = kinds  # type: ignore[attr-defined] # of a MultipleChoiceField


class Weights(forms.Form):
    """Minutes and part of each kind of work."""

    def __init__(self, *given: Any, names: dict[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        for kind in DEFAULTS:
            self.fields[f"{kind}_minutes"] = forms.IntegerField(
                label=_("%(kind)s : minutes") % {"kind": names[kind]}, min_value=1, max_value=480
            )
            if DEFAULTS[kind].percent is not None:
                self.fields[f"{kind}_percent"] = forms.IntegerField(
                    label=_("%(kind)s : part attendue, en %%") % {"kind": names[kind]},
                    min_value=0,
                    max_value=100,
                )
