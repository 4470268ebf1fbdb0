"""Forms of the guards."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Why(forms.Form):
    """Why everything is stopped, or leaves again."""

    reason = forms.CharField(
        label=_("Motif"), max_length=200, help_text=_("Une phrase que vos collègues comprendront.")
    )


class Most(forms.Form):
    """How many messages may leave in a day, and which first."""

    most = forms.IntegerField(
        label=_("Messages par jour, au plus"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("Vide : autant qu’il y en a."),
    )
    order = forms.ChoiceField(
        label=_("Partent d’abord"),
        widget=forms.RadioSelect,
        choices=[("oldest", _("les plus anciens")), ("largest", _("les plus gros montants"))],
    )
