"""What is asked about a bank line."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField
from encours.records.receivables.models import Receivable


class Apply(forms.Form):
    """So much to each item; what is left is the customer's."""

    remember_payer = forms.BooleanField(
        label=_("Reconnaître ce payeur la prochaine fois"),
        required=False,
        initial=True,
    )

    def __init__(self, *given: object, receivables: Iterable[Receivable] = (), **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type] # Django's own arguments
        self.receivables = list(receivables)
        for each in self.receivables:
            self.fields[field_of(each)] = CentsField(
                label=_("Montant pour %(number)s") % {"number": each.number},
                required=False,
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": each.number}
                ),
            )

    def allocations(self) -> list[tuple[Receivable, int]]:
        """The items that receive something, with how many cents."""
        told = [(each, self.cleaned_data[field_of(each)]) for each in self.receivables]
        return [(each, cents) for each, cents in told if cents]


def field_of(receivable: Receivable) -> str:
    """The name of the field of an item."""
    return f"cents_{receivable.pk}"


class Aside(forms.Form):
    """Why it is no customer's."""

    reason = forms.CharField(
        label=_("D’où vient cet argent ?"),
        max_length=200,
        help_text=_("Par exemple : virement interne, remboursement de TVA, apport."),
    )
    remember = forms.BooleanField(label=_("Écarter aussi les prochains de ce payeur"), required=False)


class Undo(forms.Form):
    """Why it was wrong."""

    reason = forms.CharField(label=_("Motif"), max_length=200)
