"""What is asked about accesses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.acts.access.given import Access
from encours.desk.fields import day_field
from encours.desk.people import telling
from encours.records.parties.models import Creditor, Group
from encours.records.work.models import Portfolio


class AccessForm(forms.Form):
    """A role over a scope, until a day."""

    role = forms.ChoiceField(label=_("Rôle"), widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("Quels clients"),
        help_text=_(
            "Les droits sur tout le créancier (imports, envois, banque, réglages) demandent de tous les voir."
        ),
    )
    portfolios = forms.ModelMultipleChoiceField(
        Portfolio.objects.none(),
        label=_("Portefeuilles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(), label=_("Groupes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expires_on = day_field(
        label=_("Dernier jour d’accès"), required=False, help_text=_("Vide : jusqu’à ce qu’on le retire.")
    )

    def __init__(self, *given: Any, creditor: Creditor, **named: Any) -> None:
        super().__init__(*given, **named)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = telling.roles()
        fields["scope"].choices = telling.scopes()
        for name, rows in (
            ("portfolios", Portfolio.objects.of([creditor.pk]).filter(closed_on__isnull=True)),
            ("groups", Group.objects.of([creditor.pk])),
        ):
            fields[name].queryset = rows.order_by("name")
            fields[name].label_from_instance = lambda row: row.name
            if not rows.exists():
                del fields[name]

    def access(self) -> Access:
        """What the answers give."""
        told = self.cleaned_data
        return Access(
            told["role"],
            told["scope"],
            list(told.get("portfolios") or ()),
            list(told.get("groups") or ()),
            told["expires_on"],
        )


class Invite(AccessForm):
    """The same, for somebody new."""

    email = forms.EmailField(
        label=_("Adresse e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ("email",)


class Withdraw(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Motif"),
        max_length=200,
        help_text=_("Par exemple : a quitté l’entreprise, a changé de service."),
    )


class Confirm(forms.Form):
    """Nothing to fill in: the button says it."""


class Policy(forms.Form):
    """What each role sees, who is asked for a second factor, how often accesses are reviewed."""

    review_months = forms.IntegerField(
        label=_("Revoir les accès tous les (mois)"), min_value=1, max_value=24, initial=6
    )
