"""What is asked of a system to connect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.acts.connect.configure import LEAST_MINUTES, MOST_MINUTES
from encours.connectors.registry import Kind
from encours.words.connectors import setting_help, setting_name

_QUERIES = {"customers", "invoices", "payments", "orders"}
_LONGEST = 4_000


class Settings(forms.Form):
    """The settings of a kind of system; a secret is typed, never shown, and left as it is when empty."""

    name = forms.CharField(
        label=_("Nom"), max_length=60, help_text=_("Comme vous l’appelez : « ERP », « Dolibarr ».")
    )

    def __init__(self, kind: Kind, *, known: bool, **options: Any) -> None:
        """`known`: the system is connected already, so its secrets are."""
        super().__init__(**options)
        self.kind = kind
        for one in kind.settings:
            widget: forms.Widget = forms.TextInput(
                attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": one.example}
            )
            if one.secret:
                widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
            elif one.name in _QUERIES:
                widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
            kept = one.secret and known
            self.fields[one.name] = forms.CharField(
                label=setting_name(one.name),
                help_text=_("Laissez vide pour garder l’actuelle.") if kept else setting_help(one.name),
                required=one.needed and not kept,
                max_length=_LONGEST,
                widget=widget,
            )
        self.fields["every_minutes"] = forms.IntegerField(
            label=_("Délai annoncé, en minutes"),
            min_value=LEAST_MINUTES,
            max_value=MOST_MINUTES,
            initial=15,
            help_text=_("Ce qui change là-bas se voit ici dans ce délai ; il est mesuré."),
        )
        if kind.pushes:
            self.fields["writes"] = forms.BooleanField(
                label=_("Y écrire les paiements, commentaires et clôtures saisis ici"), required=False
            )
        self.fields["is_on"] = forms.BooleanField(label=_("Allumé"), required=False, initial=True)

    def told(self) -> Mapping[str, str]:
        """The settings of the kind, as they were typed."""
        return {one.name: self.cleaned_data[one.name] for one in self.kind.settings}


class Answer(forms.Form):
    """What a person found at the source, of a thing that may have been written."""

    said = forms.ChoiceField(
        label=_("À la source, vous trouvez que c’est"),
        choices=[
            ("done", _("écrit : ne plus y revenir")),
            ("again", _("pas écrit : l’écrire de nouveau")),
            ("drop", _("à abandonner : ce ne sera pas écrit")),
        ],
        widget=forms.RadioSelect,
    )
