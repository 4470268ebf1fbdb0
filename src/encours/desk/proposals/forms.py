"""What is asked about a reminder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.approach import MONTHS, PROMPT_DAYS
from encours.core.offers import MOST
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


class Offering(forms.Form):
    """What one message offers its customer."""

    offer = forms.ChoiceField(
        label=_("Proposer"),
        choices=(
            ("", _("d’après les règles, si l’étape propose")),
            ("none", _("rien")),
            ("date", _("de convenir d’une date")),
            ("part", _("d’en payer une part d’abord")),
            ("plan", _("un échéancier par mois")),
        ),
        required=False,
    )
    count = forms.IntegerField(
        label=_("Combien de jours, de pour cent, ou de mois"),
        min_value=1,
        max_value=MOST["part"],
        required=False,
        help_text=_("Vide : 15 jours, 50 %, ou 3 mois. Au plus 60 jours, 90 %, ou 12 mois."),
    )

    def clean(self) -> dict[str, Any]:
        """A count where the offer has one, its usual one unless told."""
        told = super().clean() or {}
        usual = {"date": PROMPT_DAYS, "part": 50, "plan": MONTHS[0]}.get(told.get("offer", ""), 0)
        told["count"] = (told.get("count") or usual) if usual else 0
        return told


class Withdraw(forms.Form):
    """Not this one, why, and until when nothing is said again."""

    reason = forms.CharField(label=_("Motif"), max_length=200)
    until_on = day_field(
        ahead=True,
        label=_("Ne rien proposer avant la fin du"),
        help_text=_("Les factures de cette relance sont suspendues jusqu’à ce jour inclus."),
    )
