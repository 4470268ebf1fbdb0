"""The frames that cash matching takes and gives."""

from __future__ import annotations

from functools import cache

import dataframely as dy
import polars as pl


class Received(dy.Schema):
    """A bank line as matching reads it; what its bank leaves untold is null."""

    line_id = dy.Int64(nullable=False)
    booked_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    wording = dy.String(nullable=False)
    reference = dy.String(nullable=True)
    end_to_end_id = dy.String(nullable=True)
    iban = dy.String(nullable=True)
    counterparty = dy.String(nullable=True)
    ultimate = dy.String(nullable=True)
    return_reason = dy.String(nullable=True)


class Payable(dy.Schema):
    """An item as matching sees it: what is open of it, of a credit note negative, of a settled one zero.

    `discount_cents` may be deducted by whoever pays until `discount_until`. Its debtor has the more interest to settle
    it the more `pressing` it is; `accessory`: interest or costs, no principal. `by_hand`: why only a person may say
    that it is paid (`item_contested`, `payer_insolvent`), null of most.
    """

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    number = dy.String(nullable=False)
    due_on = dy.Date(nullable=True)
    open_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    reference = dy.String(nullable=True)  # its own creditor reference (ISO 11649)
    amount_cents = dy.Int64(nullable=True)  # what it was issued for
    discount_cents = dy.Int64(nullable=True)
    discount_until = dy.Date(nullable=True)
    po_number = dy.String(nullable=True)
    issued_on = dy.Date(nullable=True)
    pressing = dy.Int64(nullable=True)
    accessory = dy.Bool(nullable=True)
    by_hand = dy.String(nullable=True)


class Payer(dy.Schema):
    """How a payer is recognised; without a customer, it is remembered as not one of ours."""

    kind = dy.String(nullable=False)  # iban | alias
    value = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=True)
    confirmed = dy.Bool(nullable=False)


class CustomerName(dy.Schema):
    """A customer's name, the creditor reference of all that it owes, and how the State knows it, if told."""

    customer_id = dy.Int64(nullable=False)
    name = dy.String(nullable=False)
    reference = dy.String(nullable=True)
    siren = dy.String(nullable=True)
    vat_number = dy.String(nullable=True)
    group_id = dy.Int64(nullable=True)


class Settled(dy.Schema):
    """An earlier payment of a customer, by which a double one is known."""

    customer_id = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    paid_on = dy.Date(nullable=False)


class Refusal(dy.Schema):
    """What a person said that a payer does not pay: items by their keys joined by commas, "" for the customer."""

    line_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)  # iban | alias, "" of a payer that says neither
    value = dy.String(nullable=False)
    items = dy.String(nullable=False)
    refused_on = dy.Date(nullable=False)


FACTS = {
    "field": dy.String(nullable=True),  # reference | wording | end_to_end_id: where the number stands
    "found": dy.String(nullable=True),  # the number as it was recognised
    "payer_kind": dy.String(nullable=True),  # iban | alias | reference | vat | siren | group | name
    "payer_value": dy.String(nullable=True),
    "line_cents": dy.Int64(nullable=True),
    "open_cents": dy.Int64(nullable=True),  # of the item, before this application
    "named": dy.Int64(nullable=True),  # items that the line settles with it
    "chance_bps": dy.Int64(nullable=True),  # sets expected to make the amount by chance, of 10 000
}


@cache
def _schema(shape: type[dy.Schema]) -> pl.Schema:
    return shape.create_empty().schema


def whole(frame: pl.DataFrame, shape: type[dy.Schema]) -> pl.DataFrame:
    """The columns of a shape; those that a caller has nothing to say about are null."""
    schema = _schema(shape)
    missing = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items() if name not in frame.columns
    ]
    return frame.with_columns(missing).select(schema.names())


class Match(dy.Schema):
    """So much of an item is settled by a line; `reason` is the code of the matcher that says so.

    `kind`: `payment` takes cents of the line; `credit_note` takes them of `credit_note_id`; `discount`,
    `charge` and `difference` are given up.
    """

    line_id = dy.Int64(nullable=False)
    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    credit_note_id = dy.Int64(nullable=True)
    reason = dy.String(nullable=False)
    facts = dy.Struct(FACTS, nullable=False)


class OnAccount(dy.Schema):
    """A credit of a known customer that settles no item and is its own until somebody says."""

    line_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    reason = dy.String(nullable=False)


class Candidate(dy.Schema):
    """What a line left unapplied may pay; `receivable_id` null: this customer, no item in view.

    `option` 0 is an item alone; rows of one other option are a set, taken together, with the amount of each
    (a credit note's negative) and what is given up of it beside. `reason`: why it is shown, or the matcher that was
    not allowed to apply it.
    """

    line_id = dy.Int64(nullable=False)
    receivable_id = dy.Int64(nullable=True)
    customer_id = dy.Int64(nullable=False)
    score = dy.Int64(nullable=False)
    reason = dy.String(nullable=False)
    option = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=True)
    given_up = dy.String(nullable=False)  # discount | charge | difference, "" for nothing
    given_up_cents = dy.Int64(nullable=False)


class SetAside(dy.Schema):
    """A credit of a payer remembered as not a customer, and how it was recognised."""

    line_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    value = dy.String(nullable=False)


class Outcome(dy.Schema):
    """What becomes of each line; `applied_cents` + `unapplied_cents` is the amount of a credit.

    `state`: applied, unapplied, set_aside, debit, returned. `customer_id` is the one customer that it
    pays or that sent it, null when nobody or several; `known_by` says how a payer was recognised.
    """

    line_id = dy.Int64(nullable=False)
    state = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=True)
    known_by = dy.String(nullable=True)  # iban | alias | reference | vat | siren
    applied_cents = dy.Int64(nullable=False)
    unapplied_cents = dy.Int64(nullable=False)


class LedgerFact(dy.Schema):
    """A payment as the ledger posts it, by its key; positive when received."""

    key = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=False)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    in_bank_journal = dy.Bool(nullable=False)


class Confirmed(dy.Schema):
    """A bank line and a ledger payment that are one fact."""

    line_id = dy.Int64(nullable=False)
    key = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=False)
    days_apart = dy.Int64(nullable=False)


class Doubtful(dy.Schema):
    """A bank line that may be this ledger payment. `reason`: two_possible, unknown_customer."""

    line_id = dy.Int64(nullable=False)
    key = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=False)
    days_apart = dy.Int64(nullable=False)
    reason = dy.String(nullable=False)


class Returned(dy.Schema):
    """What a returned line gives back: an earlier credit line, else a ledger payment; null when untold.

    `reason`: same_end_to_end_id, same_bank_reference, same_number_and_amount, same_iban_and_amount,
    same_name_and_amount, same_customer_and_amount, not_found. `certain` is false when a person should look.
    """

    line_id = dy.Int64(nullable=False)
    credit_line_id = dy.Int64(nullable=True)
    payment_key = dy.String(nullable=True)
    customer_id = dy.Int64(nullable=True)
    reason = dy.String(nullable=False)
    certain = dy.Bool(nullable=False)
