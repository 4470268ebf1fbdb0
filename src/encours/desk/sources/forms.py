"""Whom to believe first, field by field."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.words.sources import source_name

_FIRST = ("einvoice", "connector", "ledger", "table")


def _choices() -> list[tuple[str, str]]:
    return [(code, source_name(code)) for code in _FIRST]


class Ranking(forms.Form):
    """After a person, who is believed first; the others follow in the usual order."""

    due_on = forms.ChoiceField(label=_("Échéance"), choices=_choices)
    po_number = forms.ChoiceField(label=_("Bon de commande"), choices=_choices)
    customer = forms.ChoiceField(label=_("Fiche du client"), choices=_choices)
    person = forms.BooleanField(
        label=_("Ce qu’une personne a saisi l’emporte toujours"), required=False, initial=True
    )
