"""What is asked before two customers are made one, or two of one."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.merging import Side


class Merge(forms.Form):
    """The fields that the customer that stays takes from the other; why they are one."""

    take = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(
        label=_("Pourquoi n’en font-ils qu’un ?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: object, sides: Sequence[Side], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # Django's own arguments
        take = self.fields["take"]
        assert isinstance(take, forms.MultipleChoiceField)  # noqa: S101 — declared above
        take.choices = [(side.code, side.code) for side in sides if side.differs]


class Undo(forms.Form):
    """Why they are two after all, and what becomes of what came meanwhile."""

    later = forms.ChoiceField(
        label=_("Factures et paiements arrivés depuis"),
        choices=[
            ("account", _("chacun au compte sous lequel son fichier l’annonce")),
            ("stay", _("ils restent au client qui demeure")),
        ],
        initial="account",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Pourquoi sont-ils deux ?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
