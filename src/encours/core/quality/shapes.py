"""The frames that quality takes and gives."""

from __future__ import annotations

import dataframely as dy


class CustomerSheet(dy.Schema):
    """What we hold of a customer."""

    customer_id = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    name = dy.String(nullable=False)
    siren = dy.String(nullable=False)
    vat_number = dy.String(nullable=False)
    address = dy.String(nullable=False)
    postcode = dy.String(nullable=False)
    city = dy.String(nullable=False)
    country = dy.String(nullable=False)
    regime = dy.String(nullable=False)
    regime_assumed = dy.Bool(nullable=False)
    terms_told = dy.Bool(nullable=False)  # by a file or a person, of this customer or of all
    ordered = dy.Bool(nullable=False)  # an order is known, or kept as a document
    proved = dy.Bool(nullable=False)  # a delivery note or a contract is kept
    terms_days = dy.Int64(nullable=True)
    terms_mode = dy.String(nullable=False)


class ContactSheet(dy.Schema):
    """What we hold of a person to write to."""

    contact_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    email = dy.String(nullable=False)
    phone = dy.String(nullable=False)
    role = dy.String(nullable=False)


class ItemSheet(dy.Schema):
    """An open receivable, with what another source says of its amount or of its due date, if one does.

    `twin`: another file told an open invoice of the same customer whose number differs by its writing alone.
    """

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    number = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    due_on = dy.Date(nullable=True)
    due_assumed = dy.Bool(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    open_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    told_cents = dy.Int64(nullable=True)
    told_due_on = dy.Date(nullable=True)
    twin = dy.Bool(nullable=False)


class PaymentSheet(dy.Schema):
    """A payment of a customer that has cash unapplied."""

    payment_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    unapplied_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class Found(dy.Schema):
    """An error that a rule found. `value` is what stands there, `count` of how many items it is said.

    `other_id` is the customer that this one seems to be. `at_stake_cents` is what of the open amount
    rests on it, in `currency`.
    """

    rule = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=False)
    receivable_id = dy.Int64(nullable=True)
    contact_id = dy.Int64(nullable=True)
    other_id = dy.Int64(nullable=True)
    value = dy.String(nullable=False)
    count = dy.Int64(nullable=False)
    at_stake_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class FileMark(dy.Schema):
    """How complete and how right one customer's file is; `missing` are the codes of what lacks."""

    customer_id = dy.Int64(nullable=False)
    percent = dy.Int64(nullable=False)
    missing = dy.String(nullable=False)  # codes of core.completeness, apart by spaces
    worst = dy.String(nullable=False)  # the gravest severity standing, empty for none
    at_stake_cents = dy.Int64(nullable=False)  # the customer's open amount
    currency = dy.String(nullable=False)
