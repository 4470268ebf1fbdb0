"""The form that says whom to believe."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.provenance.rank import rank_sources
from encours.core.provenance import CUSTOMER, FIELDS, order_of
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.sources import forms
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.provenance.models import ranking_of


@visiting(right="policy", methods=("GET", "POST"))
def ranking(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say which source is believed first where several tell the same field of an invoice or a customer."""
    now, ranked = ranking_of(visit.creditor.pk), (*FIELDS, CUSTOMER)
    ask = Ask(
        title=_("Quelle source croire"),
        lead=_(
            "Une facture, un client sont un seul fait : quand deux sources n’en disent pas la même chose, la mieux "
            "classée l’emporte, et l’autre reste lisible sur leur page."
        ),
        verb=_("Enregistrer"),
        back=reverse("quality"),
        done=_("Le classement est enregistré, les factures et les fiches le suivent."),
        version=now.version,
    )

    def orders(values: dict[str, object]) -> dict[str, list[str]]:
        people = ["person"] if values["person"] else []
        return {field: [*people, str(values[field])] for field in ranked}

    first = {field: next(one for one in order_of(now.orders, field) if one != "person") for field in ranked}
    person = all(order_of(now.orders, field)[0] == "person" for field in ranked)
    return act_page(
        request,
        ask,
        forms.Ranking,
        lambda values: rank_sources(
            visit.creditor,
            orders(dict(values)),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {**first, "person": person},
    )
