"""The tables that only a mapping brings: payments, credit data, owners."""

from __future__ import annotations

import dataframely as dy

from encours.formats.companion.reading import SHAPES as COMPANION


class MappedPayment(dy.Schema):
    """One row a payment received, for who has neither ledger nor bank statement."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    name = dy.String(nullable=True)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=True)
    reference = dy.String(nullable=True)
    number = dy.String(nullable=True)  # of the invoice that it pays


class MappedCredit(dy.Schema):
    """One row a customer: how much it may owe, how much is insured, how it is rated and by whom."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    limit_cents = dy.Int64(nullable=True)
    cover_cents = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)
    until_on = dy.Date(nullable=True)
    score = dy.String(nullable=True)
    decision = dy.String(nullable=True)
    said_on = dy.Date(nullable=True)
    source = dy.String(nullable=True)


class MappedOwner(dy.Schema):
    """One row a customer: who follows it, in which portfolio."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    owner = dy.String(nullable=True)
    portfolio = dy.String(nullable=True)


SHAPES = {**COMPANION, "payments": MappedPayment, "credit": MappedCredit, "owners": MappedOwner}
