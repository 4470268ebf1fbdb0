"""The acts about promotions: told by a person, and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.promotion import FIELDS, save_promotion
from encours.desk.acting import act_page, made_from
from encours.desk.contracts.telling import BASES
from encours.desk.customers.asking import about
from encours.desk.fields import CentsField, day_field
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.contracts.models import Promotion
from encours.records.parties.models import Customer

_BOTH = ("GET", "POST")


class PromotionForm(forms.Form):
    """Its name, its days, a rate or an amount, and on what it counts."""

    name = forms.CharField(label=gettext_lazy("Promotion"), max_length=100)
    from_on = day_field(label=gettext_lazy("À partir du"))
    until_on = day_field(
        label=gettext_lazy("Jusqu’au (inclus)"), required=False, help_text=gettext_lazy("Vide : sans fin.")
    )
    rate_bps = CentsField(label=gettext_lazy("Taux, en %"), required=False)
    amount_cents = CentsField(
        label=gettext_lazy("ou montant"), required=False, help_text=gettext_lazy("L’un des deux.")
    )
    basis = forms.ChoiceField(label=gettext_lazy("Compte sur"), choices=BASES)
    items = forms.CharField(
        label=gettext_lazy("Articles concernés"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Vide : tous."),
    )


@visiting(right="collect", shows=("pricing",), methods=_BOTH, subject=Customer.objects)
def add_promotion(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Tell a promotion agreed with a customer."""
    done = _("La promotion est enregistrée.")
    return act_page(
        request,
        about(
            customer.pk, _("Ajouter une promotion"), _("Ajouter"), done, lead=customer.name, part="promotions"
        ),
        PromotionForm,
        lambda values: save_promotion(
            customer,
            _with_currency(values, visit.creditor.currency),
            author=visit.author,
            at=visit.at,
        ),
        {"from_on": visit.on, "basis": "invoice"},
    )


@visiting(
    right="collect", shows=("pricing",), methods=_BOTH, subject=Promotion.objects.select_related("customer")
)
def edit_promotion(request: DeskRequest, visit: Visit, promotion: Promotion) -> HttpResponse:
    """Change a promotion, or say when it ends."""
    customer = promotion.customer
    title = _("Modifier la promotion %(name)s") % {"name": promotion.name}
    return act_page(
        request,
        about(
            customer.pk, title, _("Enregistrer"), _("La promotion est à jour."),
            lead=customer.name, version=promotion.version, part="promotions",
        ),
        PromotionForm,
        lambda values: save_promotion(
            customer,
            _with_currency(values, promotion.currency),
            promotion=promotion,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {name: getattr(promotion, name) for name in FIELDS},
    )  # fmt: skip


def _with_currency(values: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {**values, "currency": currency}
