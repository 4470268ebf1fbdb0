"""The tables that only a mapping brings: payments, credit data, owners, lines of invoices, contracts and promotions."""

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


class MappedLine(dy.Schema):
    """One row a line of an invoice; exact numbers as text, a rate in hundredths of a percent."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=True)
    number = dy.String(nullable=False)
    line_number = dy.String(nullable=True)
    label = dy.String(nullable=False)
    item_number = dy.String(nullable=True)
    quantity = dy.String(nullable=True)
    unit = dy.String(nullable=True)
    unit_price = dy.String(nullable=True)
    net_cents = dy.Int64(nullable=False)
    tax_bps = dy.Int64(nullable=True)
    total_cents = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)


class MappedContract(dy.Schema):
    """One row a contract of a customer; rates in hundredths of a percent."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    contract = dy.String(nullable=False)
    from_on = dy.Date(nullable=False)
    until_on = dy.Date(nullable=True)
    terms_days = dy.Int64(nullable=False)
    terms_mode = dy.String(nullable=True)  # net | days_then_eom | eom_then_days
    discount_bps = dy.Int64(nullable=True)
    discount_days = dy.Int64(nullable=True)
    penalty_bps = dy.Int64(nullable=True)


class MappedPromotion(dy.Schema):
    """One row a promotion agreed with a customer: a rate or an amount, from one day to another."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    promotion = dy.String(nullable=False)
    from_on = dy.Date(nullable=False)
    until_on = dy.Date(nullable=True)
    rate_bps = dy.Int64(nullable=True)
    amount_cents = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)
    basis = dy.String(nullable=True)  # see `core.promotions.BASES`
    items = dy.String(nullable=True)


class MappedMandate(dy.Schema):
    """One row a mandate of direct debit."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    umr = dy.String(nullable=False)
    signed_on = dy.Date(nullable=False)
    iban = dy.String(nullable=False)
    bic = dy.String(nullable=True)
    debtor = dy.String(nullable=True)  # the customer itself, unless told
    scheme = dy.String(nullable=True)  # CORE | B2B
    sequence = dy.String(nullable=True)  # FRST | RCUR | OOFF | FNAL


SHAPES = {**COMPANION, "payments": MappedPayment, "credit": MappedCredit, "owners": MappedOwner,
          "lines": MappedLine, "contracts": MappedContract, "promotions": MappedPromotion,
          "mandates": MappedMandate}  # fmt: skip
