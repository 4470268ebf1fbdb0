"""What a choice of customers, or of invoices, gives as a sheet: read a few hundred rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.desk.custom_fields.showing import fields_shown, of_fields
from encours.desk.customers.listing import with_balances
from encours.desk.items import lateness
from encours.desk.telling import regime_name
from encours.desk.visits import Visit
from encours.desk.work.bulk import MOST, named, named_items
from encours.records.parties.models import Customer
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.words.languages import nearest
from encours.words.sheets import Column

_PIECE = 500


def customer_columns(visit: Visit) -> list[Column]:
    """A line for each customer and currency, with the fields of the creditor's own."""
    return [
        Column(_("Compte"), width=14),
        Column(_("Client"), width=36),
        Column(_("Régime")),
        Column(_("Devise"), width=8),
        Column(_("Solde, avoirs déduits"), "amount"),
        Column(_("Échu"), "amount"),
        *_own_columns(visit, "customer"),
    ]


def _own_columns(visit: Visit, subject: str) -> list[Column]:
    language = nearest(get_language())
    return [Column(one.label(language)) for one in fields_shown(visit, subject)]


def customers_of(request: HttpRequest, visit: Visit) -> Iterator[list[Any]]:
    """The customers chosen, by name, with what each owes."""
    keys = list(named(request, visit).order_by("name", "pk").values_list("pk", flat=True)[:MOST])
    fields = fields_shown(visit, "customer")
    for at in range(0, len(keys), _PIECE):
        own = of_fields(fields, "customer", keys[at : at + _PIECE])
        some = Customer.objects.filter(pk__in=keys[at : at + _PIECE]).order_by("name", "pk")
        for row in with_balances(list(some), visit.on):
            for currency, owed, late in row.balances or [(visit.creditor.currency, 0, 0)]:
                one = row.customer
                said = [value for _heading, value in own.of(one.pk)]
                yield [one.account, one.name, regime_name(one.regime), currency, owed, late, *said]


def item_columns(visit: Visit) -> list[Column]:
    """A line for each invoice, with the fields of the creditor's own."""
    return [
        Column(_("Pièce")),
        Column(_("Compte"), width=14),
        Column(_("Client"), width=36),
        Column(_("Émise le"), "day", width=12),
        Column(_("Échéance"), "day", width=12),
        Column(_("Jours de retard"), "count", width=10),
        Column(_("Devise"), width=8),
        Column(_("Montant"), "amount"),
        Column(_("Reste dû"), "amount"),
        *_own_columns(visit, "invoice"),
    ]


def items_of(request: HttpRequest, visit: Visit) -> Iterator[list[Any]]:
    """The invoices chosen, the oldest due first."""
    keys = list(named_items(request, visit).order_by(due_day(), "pk").values_list("pk", flat=True)[:MOST])
    fields = fields_shown(visit, "invoice")
    for at in range(0, len(keys), _PIECE):
        own = of_fields(fields, "invoice", keys[at : at + _PIECE])
        rows = Receivable.objects.filter(pk__in=keys[at : at + _PIECE]).select_related("customer")
        some = list(rows.annotate(due_day=due_day()).order_by("due_day", "pk"))
        for one, late in zip(some, lateness([each.due_day for each in some], visit.on), strict=True):
            who = one.customer
            yield [
                one.number, who.account, who.name, one.issued_on, one.due_day, max(0, late), one.currency,
                one.amount_cents, one.open_cents, *(value for _heading, value in own.of(one.pk)),
            ]  # fmt: skip
