"""The tables that may accompany a ledger; null means that the file says nothing."""

from __future__ import annotations

import dataframely as dy


class CompanionCustomer(dy.Schema):
    """One row a customer account, or a contact of one: the same account may come several times."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    name = dy.String(nullable=True)
    address = dy.String(nullable=True)
    postcode = dy.String(nullable=True)
    city = dy.String(nullable=True)
    country = dy.String(nullable=True)  # ISO 3166, two letters
    siren = dy.String(nullable=True)
    vat_number = dy.String(nullable=True)
    regime = dy.String(nullable=True)  # b2b | public | consumer
    language = dy.String(nullable=True)  # fr | en
    terms_days = dy.Int64(nullable=True)
    terms_mode = dy.String(nullable=True)  # net | days_then_eom | eom_then_days
    contact_name = dy.String(nullable=True)
    contact_role = dy.String(nullable=True)
    contact_email = dy.String(nullable=True)
    contact_phone = dy.String(nullable=True)  # E.164


class CompanionInvoice(dy.Schema):
    """One row an invoice, or one of its instalments: its due date, its order; its amount for who has no ledger."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)
    name = dy.String(nullable=True)  # of the customer, where it is not known yet
    issued_on = dy.Date(nullable=True)
    due_on = dy.Date(nullable=True)
    po_number = dy.String(nullable=True)
    amount_cents = dy.Int64(nullable=True)
    open_cents = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)
    status = dy.String(nullable=True)  # open | paid | disputed
    paid_on = dy.Date(nullable=True)
    instalment_cents = dy.Int64(nullable=True)  # of the amount, what is due on `due_on`


class CompanionOrder(dy.Schema):
    """One row an order of a customer."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)
    ordered_on = dy.Date(nullable=True)
    amount_cents = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)
    label = dy.String(nullable=True)
    state = dy.String(nullable=True)  # open | delivered | invoiced | cancelled


class CompanionDeal(dy.Schema):
    """One row a deal with a customer."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    deal = dy.String(nullable=False)
    stage = dy.String(nullable=True)  # lead | qualified | proposed | negotiating | won | lost
    amount_cents = dy.Int64(nullable=True)
    currency = dy.String(nullable=True)
    closing_on = dy.Date(nullable=True)
    owner = dy.String(nullable=True)


class CompanionCampaign(dy.Schema):
    """One row a customer in a campaign, or kept out of it."""

    line = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    campaign = dy.String(nullable=False)
    from_on = dy.Date(nullable=True)
    until_on = dy.Date(nullable=True)
    excluded = dy.String(nullable=True)  # yes | no
    reason = dy.String(nullable=True)
