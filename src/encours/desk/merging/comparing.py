"""Two customers side by side, as a person compares them before they are made one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from encours.core.merging import FIELDS, Side, sides
from encours.desk import telling
from encours.desk.customers.listing import Row, with_balances
from encours.desk.visits import Visit
from encours.records.merging.moved import rows_of
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming
from encours.records.quality.models import Finding

_MANY = 1000
_FOUND = 20
_LIKELY = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both, in words."""

    side: Side
    name: str
    kept: str
    absorbed: str


def compared(kept: Customer, absorbed: Customer) -> list[Compared]:
    """Every field that one of the two tells."""
    rows = [
        Compared(side, _name(side.code), _said(side.code, side.kept), _said(side.code, side.absorbed))
        for side in sides(facts_of(kept), facts_of(absorbed))
    ]
    return [row for row in rows if row.kept or row.absorbed]


def facts_of(customer: Customer) -> dict[str, Any]:
    """What is compared of a customer."""
    fields = [name for names in FIELDS.values() for name in names]
    return {name: getattr(customer, name) for name in ("account", *fields)}


def _name(code: str) -> str:
    return {
        "name": _("Nom"),
        "registration": _("SIREN"),
        "vat_number": _("Numéro de TVA"),
        "address": _("Adresse postale"),
        "language": _("Langue"),
        "regime": _("Régime"),
        "terms": _("Délai de paiement"),
    }[code]


def _said(code: str, values: tuple[Any, ...]) -> str:
    if code == "address":
        street, postcode, city, country = values
        place = " ".join(part for part in (postcode, city) if part)
        return ", ".join(part for part in (street, place, country if street or place else "") if part)
    if code == "language":
        return {"fr": _("français"), "en": _("anglais")}.get(values[0], str(values[0]))
    if code == "regime":
        return _assumed(telling.regime_name(values[0]), values[1])
    if code == "terms":
        days, mode, source = values
        return _assumed(telling.terms_name(days, mode or "net"), source) if days is not None else ""
    return str(values[0])


def _assumed(said: str, source: str) -> str:
    return _("%(said)s (supposé)") % {"said": said} if source == "assumed" else said


def moving(absorbed: Customer) -> list[tuple[str, str]]:
    """What follows: how many of each kind, counted up to a thousand."""
    told = []
    for label, name in _kinds():
        count = rows_of(apps.get_model(label)).filter(customer=absorbed).order_by()[: _MANY + 1].count()
        if count:
            told.append((name, f"{_MANY}+" if count > _MANY else str(count)))
    return told


def _kinds() -> tuple[tuple[str, str], ...]:
    return (
        ("receivables.Receivable", _("Factures et avoirs")),
        ("cash.Payment", _("Paiements")),
        ("parties.Contact", _("Contacts")),
        ("parties.Attachment", _("Documents")),
        ("encours_messages.Message", _("Messages")),
        ("encours_messages.Received", _("Courriels reçus")),
        ("cases.Note", _("Notes")),
        ("cases.Call", _("Appels")),
        ("cases.Hold", _("Suspensions")),
        ("disputes.Dispute", _("Litiges")),
        ("sales.Order", _("Commandes")),
        ("work.Task", _("Questions")),
    )


def balances(kept: Customer, absorbed: Customer, on: date) -> dict[int, Row]:
    """What each owes, by currency."""
    return {row.customer.pk: row for row in with_balances([kept, absorbed], on)}


def likely(visit: Visit, customer: Customer) -> list[Customer]:
    """Those that the last look over the data found alike."""
    pairs = Finding.objects.seen(visit.sight).filter(rule="duplicate_customer", accepted=False)
    keys = {
        (one.other_id if one.customer_id == customer.pk else one.customer_id) or 0
        for one in pairs.filter(Q(customer=customer) | Q(other=customer))[:_LIKELY]
    }
    return list(_others(visit, customer).filter(pk__in=keys).order_by("name"))


def found(visit: Visit, customer: Customer, words: str) -> list[Customer]:
    """Those whose name, account or SIREN hold the words."""
    if not words:
        return []
    return list(_others(visit, customer).filter(naming(words)).order_by("search_key", "pk")[:_FOUND])


def other_named(visit: Visit, customer: Customer, told: str) -> Customer | None:
    """The other customer that an address or a form names, among those that the person sees."""
    return _others(visit, customer).filter(pk=int(told)).first() if told.isdecimal() else None


def _others(visit: Visit, customer: Customer) -> QuerySet[Customer]:
    return Customer.objects.seen(visit.sight).exclude(pk=customer.pk)
