"""Money that left a payment or came from another customer, on a timeline."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.desk.visits import Visit
from encours.records.cash.models import Payment
from encours.records.parties.models import Customer
from encours.words import amounts
from encours.words.languages import nearest


def of_moved(row: Payment, visit: Visit) -> dict[str, Any] | None:
    """A refund or a transfer as an entry of the timeline; None where a payment is neither."""
    amount = amounts.money(abs(row.amount_cents), row.currency, nearest(get_language()))
    told: Any
    if told := getattr(row, "refund", None):
        title = _("Remboursement de %(amount)s") % {"amount": amount}
    elif told := getattr(row, "transfer_out", None):
        title = _("%(amount)s transférés à %(name)s") % {
            "amount": amount,
            "name": _name(told.to_customer, visit),
        }
    elif told := getattr(row, "transfer_in", None):
        title = _("%(amount)s reçus de %(name)s") % {"amount": amount, "name": _name(told.customer, visit)}
    else:
        return None
    off = row.gone_on is not None and not row.ledger_key
    return {
        "title": title,
        "detail": " · ".join([told.reason, *([_("annulé")] if off else [])]),
        "icon": "arrow-back-up",
        "tone": "quiet" if off else "watch",
        "who": told.by,
        **_leading(row.pk if row.amount_cents > 0 else told.payment_id, visit),
    }


def _leading(payment: int, visit: Visit) -> dict[str, str]:
    return {"url": reverse("payment", args=[payment])} if visit.uses("bank") else {}


def _name(customer: Customer, visit: Visit) -> str:
    return customer.name if visit.sees(customer) else _("un autre client")
