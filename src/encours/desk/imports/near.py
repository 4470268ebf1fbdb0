"""Customers that a file opened and that may be ones already known, each with the page that compares them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from encours.desk.visits import Visit
from encours.records.documents.models import Intake
from encours.records.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Near:
    """Two that may be one: the new one, the one known before, and why; `place` compares them."""

    new: Customer
    known: Customer
    why: str
    place: str


def near_of(visit: Visit, row: Intake) -> list[Near]:
    """Those that are still two, as far as this person sees both."""
    pairs = row.controls.get("near_first", ())
    keys = {key for pair in pairs for key in pair[:2]}
    seen = Customer.objects.seen(visit.sight).in_bulk(keys) if keys else {}
    return [
        Near(
            seen[new],
            seen[known],
            _why(why),
            f"{reverse('merge_customer', args=[known])}?{urlencode({'other': new})}",
        )
        for new, known, why in pairs
        if new in seen and known in seen
    ]


def _why(code: str) -> str:
    return {
        "siren": _("même SIREN"),
        "vat_number": _("même numéro de TVA"),
        "email": _("même adresse e-mail"),
        "name": _("nom presque identique"),
    }.get(code, code)
