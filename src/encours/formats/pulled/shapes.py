"""The tables that a pulled file holds: those of companion tables, and what pays what."""

from __future__ import annotations

import dataframely as dy

from encours.formats.companion.shapes import (
    CompanionCampaign,
    CompanionCustomer,
    CompanionDeal,
    CompanionInvoice,
    CompanionOrder,
)


class PulledCustomer(CompanionCustomer):
    """A customer, and who sells to it there, by e-mail address."""

    owner = dy.String(nullable=True)


class PulledPayment(dy.Schema):
    """One row a payment, under a key that stays; what it pays is told by allocations."""

    line = dy.Int64(nullable=False)
    id = dy.String(nullable=False)
    account = dy.String(nullable=False)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    reference = dy.String(nullable=True)


class PulledAllocation(dy.Schema):
    """One row what a payment, or a credit note (by its number), takes off an invoice.

    Where `paid_on` is told the payment is known by this part alone, and is as much as it pays here.
    """

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)
    payment = dy.String(nullable=True)
    credit = dy.String(nullable=True)
    amount_cents = dy.Int64(nullable=False)
    paid_on = dy.Date(nullable=True)
    reference = dy.String(nullable=True)
    part = dy.Bool(nullable=False)


class PulledGone(dy.Schema):
    """One row an invoice that the source no longer has."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)


TABLES: dict[str, type[dy.Schema]] = {
    "customers": PulledCustomer,
    "invoices": CompanionInvoice,
    "payments": PulledPayment,
    "allocations": PulledAllocation,
    "orders": CompanionOrder,
    "deals": CompanionDeal,
    "campaigns": CompanionCampaign,
    "gone": PulledGone,
}
