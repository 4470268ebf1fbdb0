"""What is asked about a reminder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import day_field


class Recipient(forms.Form):
    """An address for this one message."""

    recipient = forms.CharField(max_length=300, required=False)

    def __init__(self, *given: Any, channel: str, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["recipient"]
        if channel == "email":
            field.label = _("Adresse e-mail")
            field.help_text = _("Pour ce message seulement. Vide : celle du contact.")
            field.widget = forms.EmailInput(attrs={"autocomplete": "off"})
        else:
            field.label = _("Adresse postale")
            field.help_text = _(
                "Nom, rue, code postal et ville, une ligne chacun. Pour ce courrier seulement."
            )
            field.widget = forms.Textarea(attrs={"rows": 4})


class Move(forms.Form):
    """Another day."""

    to_on = day_field(ahead=True, label=_("Nouvelle date"), help_text=_("Un jour ouvré."))


class Withdraw(forms.Form):
    """Not this one, why, and until when nothing is said again."""

    reason = forms.CharField(label=_("Motif"), max_length=200)
    until_on = day_field(
        ahead=True,
        label=_("Ne rien proposer avant la fin du"),
        help_text=_("Les factures de cette relance sont suspendues jusqu’à ce jour inclus."),
    )
