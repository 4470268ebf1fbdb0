"""The lines behind a tile: invoices, contested parts, payments or proposals, found by what indexes serve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from encours.core.boards.figures import OVER_DAYS
from encours.desk.visits import Visit
from encours.records.cash.models import Payment
from encours.records.disputes.models import Dispute
from encours.records.receivables.due import dated
from encours.records.receivables.models import Receivable


@dataclass(frozen=True, slots=True)
class Line:
    """One line, whatever it is of."""

    key: int
    customer: str
    customer_key: int
    number: str
    url_name: str
    url_key: int
    on: Any
    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Lines:
    """What is listed: rows in lists that share none, each with its order, how one is told, its day and its amount."""

    cuts: list[tuple[QuerySet[Any], str]]
    told: Callable[[Any], Line]
    day: str
    amount: str


def lines(visit: Visit, code: str) -> Lines | None:
    """The lines behind a tile; None where another page of the house lists them."""
    key = visit.creditor.pk
    receivables = {
        "outstanding": lambda: dated(_open(visit), key),
        "currencies": lambda: dated(_open(visit), key),
        "overdue": lambda: dated(_owed(visit), key, lt=visit.on),
        "past_due": lambda: dated(_owed(visit), key, lt=visit.on),
        "over_90": lambda: dated(_owed(visit), key, lt=visit.on - timedelta(days=OVER_DAYS)),
        "risk": lambda: dated(_owed(visit), key, lt=visit.on - timedelta(days=OVER_DAYS)),
        "cases": lambda: dated(_owed(visit), key, lt=visit.on),
    }
    if code in receivables:
        return Lines(receivables[code]().cuts(), _receivable, _("Échéance"), _("Ouvert"))
    if code == "disputed":
        rows = Dispute.objects.seen(visit.sight).filter(closed_on__isnull=True)
        return Lines(
            [(rows.select_related("customer", "receivable"), "opened_on")],
            _dispute,
            _("Ouvert le"),
            _("Contesté"),
        )
    if code == "unapplied":
        waits = RawSQL("NOT (cash_payment.unapplied_cents = 0)", [], output_field=BooleanField())
        idle = Payment.objects.seen(visit.sight).filter(waits, gone_on__isnull=True)
        told = idle.select_related("customer")
        return Lines([(told, "pk")], lambda row: _payment(row, visit), _("Reçu le"), _("Non affecté"))
    return None


ELSEWHERE = {
    "proposals": "proposals",
    "ageing": "aged_balance",
    "debtors": "aged_balance",
    "cash": "bank",
    "cash_months": "bank",
    "dso": "aged_balance",
    "open_trend": "aged_balance",
}


def _open(visit: Visit) -> QuerySet[Receivable]:
    """What is open, credits included; written so that the partial index on open items serves."""
    still = RawSQL("NOT (receivables_receivable.open_cents = 0)", [], output_field=BooleanField())
    rows = Receivable.objects.seen(visit.sight).filter(still, gone_on__isnull=True)
    return rows.select_related("customer")


def _owed(visit: Visit) -> QuerySet[Receivable]:
    return _open(visit).filter(open_cents__gt=0)


def _receivable(row: Receivable) -> Line:
    return Line(
        row.pk, row.customer.name, row.customer_id, row.number, "invoice", row.pk,
        getattr(row, "part_due_on", row.due_on),
        row.open_cents, row.currency,
    )  # fmt: skip


def _dispute(row: Dispute) -> Line:
    invoice = row.receivable
    return Line(
        row.pk, row.customer.name, row.customer_id, invoice.number, "invoice", invoice.pk, row.opened_on,
        row.amount_cents, invoice.currency,
    )  # fmt: skip


def _payment(row: Payment, visit: Visit) -> Line:
    return Line(
        row.pk, row.customer.name, row.customer_id, visit.free_text(row.label or row.piece), "", 0, row.paid_on,
        row.unapplied_cents, row.currency,
    )  # fmt: skip
