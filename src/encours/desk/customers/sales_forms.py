"""What is asked about limits, orders, deals and campaigns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.customers.telling_file import deal_stage, order_state
from encours.desk.fields import CentsField, day_field
from encours.records.sales.models import DEAL_STAGES, ORDER_STATES


def _currency() -> forms.RegexField:
    return forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Devise"),
        error_messages={"invalid": _("Écrire la devise en trois lettres capitales, comme EUR.")},
    )


class CreditLimit(forms.Form):
    """How much a customer may owe, who says so, until when."""

    limit_cents = CentsField(
        label=_("Limite de crédit"), required=False, help_text=_("Vide : plus aucune limite.")
    )
    currency = _currency()
    source = forms.ChoiceField(
        label=_("Qui la fixe"),
        choices=[("person", _("nous-mêmes")), ("insurer", _("l’assureur-crédit")), ("file", _("un fichier"))],
    )
    until_on = day_field(
        label=_("Jusqu’au (inclus)"), required=False, help_text=_("Vide : jusqu’à la prochaine.")
    )


def _states() -> list[tuple[str, str]]:
    return [(code, order_state(code)) for code in ORDER_STATES]


def _stages() -> list[tuple[str, str]]:
    return [(code, deal_stage(code)) for code in DEAL_STAGES]


class Order(forms.Form):
    """An order, as sales know it."""

    number = forms.CharField(label=_("Numéro de commande"), max_length=100)
    label = forms.CharField(label=_("Objet"), max_length=200, required=False)
    ordered_on = day_field(label=_("Commandée le"))
    amount_cents = CentsField(label=_("Montant TTC"))
    currency = _currency()
    state = forms.ChoiceField(label=_("État"), choices=_states)


class Deal(forms.Form):
    """A sale that may come."""

    name = forms.CharField(label=_("Affaire"), max_length=200)
    stage = forms.ChoiceField(label=_("Étape"), choices=_stages)
    amount_cents = CentsField(label=_("Montant"))
    currency = _currency()
    closing_on = day_field(label=_("Conclusion prévue le"), required=False)
    owner = forms.CharField(label=_("Commercial"), max_length=120, required=False)


def campaign_form(known: list[str]) -> type[forms.Form]:
    """A campaign by its name, one of those known or a new one, and whether the customer is in or out."""

    class Campaign(forms.Form):
        """In or out of a campaign."""

        name = forms.CharField(
            label=_("Campagne"),
            max_length=200,
            widget=_WithChoices(known),
            help_text=_("Un nom nouveau ouvre la campagne aujourd’hui."),
        )
        excluded = forms.ChoiceField(
            label=_("Ce client est"),
            widget=forms.RadioSelect,
            choices=[("no", _("pris dans la campagne")), ("yes", _("exclu de la campagne"))],
        )
        reason = forms.CharField(
            label=_("Pourquoi l’exclure"),
            max_length=200,
            required=False,
            help_text=_("Par exemple : impayés, litige en cours."),
        )

    return Campaign


class _WithChoices(forms.TextInput):
    """A line of text that proposes words, without holding to them."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(attrs={"list": "known-words", "autocomplete": "off"})
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """The line and its list of words."""
        from django.utils.html import format_html, format_html_join

        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        line = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="known-words">{}</datalist>', line, options)
