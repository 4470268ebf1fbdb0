"""Forms of boards: a figure of one's own, a mailing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.core.boards.units import SHOWN
from encours.records.boards.models import FORMATS, RHYTHMS
from encours.words.boards.figures import unit_name
from encours.words.boards.names import rhythm_name


class IndicatorForm(forms.Form):
    """A name, a formula, the unit it is read in."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    expression = forms.CharField(
        label=_("Formule"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "formula"}),
        help_text=_("Par exemple : overdue_cents / nullif(outstanding_cents, 0). Les codes sont en dessous."),
    )
    unit = forms.ChoiceField(label=_("Unité"))
    better = forms.ChoiceField(label=_("Mieux vaut"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit, unit_name(unit)) for unit in SHOWN]  # type: ignore[attr-defined]
        self.fields["better"].choices = [  # type: ignore[attr-defined]
            ("", gettext("ni l’un ni l’autre")),
            ("lower", gettext("plus bas")),
            ("higher", gettext("plus haut")),
        ]


class MailingForm(forms.Form):
    """How often, in which format, to which colleagues."""

    rhythm = forms.ChoiceField(label=_("Rythme"))
    format = forms.ChoiceField(label=_("Format"), choices=[(kind, kind.upper()) for kind in FORMATS])
    recipients = forms.MultipleChoiceField(label=_("Destinataires"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].choices = [(code, rhythm_name(code)) for code in RHYTHMS]  # type: ignore[attr-defined]
        self.fields["recipients"].choices = colleagues  # type: ignore[attr-defined]
