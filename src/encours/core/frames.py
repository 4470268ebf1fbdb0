"""The shapes that cross the house: one class a shape, its columns and their rules.

Money is Int64 whole cents with its currency beside it; days are `Date`; instants never appear.
"""

from __future__ import annotations

import dataframely as dy


class LedgerLine(dy.Schema):
    """One line of an accounting ledger, as `formats.fec` reads it."""

    line = dy.Int64(nullable=False)
    journal = dy.String(nullable=False)
    journal_label = dy.String(nullable=False)
    entry_number = dy.String(nullable=False)
    entry_on = dy.Date(nullable=False)
    account = dy.String(nullable=False)
    account_label = dy.String(nullable=False)
    auxiliary = dy.String(nullable=True)
    auxiliary_label = dy.String(nullable=True)
    piece = dy.String(nullable=True)
    piece_on = dy.Date(nullable=True)
    label = dy.String(nullable=False)
    debit_cents = dy.Int64(nullable=False)
    credit_cents = dy.Int64(nullable=False)
    lettering = dy.String(nullable=True)
    lettered_on = dy.Date(nullable=True)
    validated_on = dy.Date(nullable=True)
    currency = dy.String(nullable=True)
    currency_cents = dy.Int64(nullable=True)


class LedgerCustomer(dy.Schema):
    """A customer as the ledger knows it; `account` is the key, unique in its creditor."""

    account = dy.String(nullable=False)
    name = dy.String(nullable=False)
    control_account = dy.String(nullable=False)


class LedgerReceivable(dy.Schema):
    """An invoice, a credit note or a carried-forward balance, rebuilt from ledger lines.

    `kind`: invoice, credit_note, opening (solde antérieur without detail), retention (4117),
    bill (413), returned (a debit in a bank journal: returned payment or refund).
    `amount_cents` is positive for what the customer owes, negative for a credit note;
    `open_cents` has the same sign and is never beyond the amount. `known_on` is the source's own
    day of knowledge (ValidDate, else EcritureDate).
    """

    key = dy.String(nullable=False)
    account = dy.String(nullable=False)
    number = dy.String(nullable=False)
    kind = dy.String(nullable=False)
    root = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    entry_on = dy.Date(nullable=False)
    label = dy.String(nullable=False)
    journal = dy.String(nullable=False)
    entry_number = dy.String(nullable=False)
    line = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    open_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    known_on = dy.Date(nullable=False)
    foreign_currency = dy.String(nullable=True)
    foreign_cents = dy.Int64(
        nullable=True
    )  # the amount in the currency of the invoice, where the books tell it
    due_on = dy.Date(nullable=True)  # of a bill, where its label tells it
    factor = dy.String(nullable=True)  # to whom the invoice was assigned
    factored_on = dy.Date(nullable=True)


class LedgerPayment(dy.Schema):
    """Money received (or given back), as the ledger posts it; amount positive when received."""

    key = dy.String(nullable=False)
    account = dy.String(nullable=False)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    unapplied_cents = dy.Int64(nullable=False)
    in_bank_journal = dy.Bool(nullable=False)
    journal = dy.String(nullable=False)
    entry_number = dy.String(nullable=False)
    piece = dy.String(nullable=True)
    label = dy.String(nullable=False)
    line = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    known_on = dy.Date(nullable=False)


class LedgerApplication(dy.Schema):
    """So much of a payment or credit note (`source_key`) extinguishes so much of a receivable."""

    source = dy.String(nullable=False)  # payment | credit_note
    source_key = dy.String(nullable=False)
    receivable_key = dy.String(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    applied_on = dy.Date(nullable=False)  # the day of the credit entry, never DateLet
    known_on = dy.Date(nullable=False)  # DateLet where lettered, else the entry's own
    reason = dy.String(nullable=False)  # lettering | same_piece | named | oldest


class BankLine(dy.Schema):
    """One booked movement of a bank statement; amount positive for money received."""

    position = dy.Int64(nullable=False)
    account = dy.String(nullable=False)
    currency = dy.String(nullable=False)
    booked_on = dy.Date(nullable=False)
    value_on = dy.Date(nullable=True)
    amount_cents = dy.Int64(nullable=False)
    counterparty = dy.String(nullable=True)
    iban = dy.String(nullable=True)
    end_to_end_id = dy.String(nullable=True)
    reference = dy.String(nullable=True)  # structured creditor reference (ISO 11649 or other)
    bank_reference = dy.String(nullable=True)
    return_reason = dy.String(nullable=True)  # R-transaction code when the line gives money back
    wording = dy.String(nullable=False)
    fingerprint = dy.String(nullable=False)  # content, plus an ordinal among equals of one day
    statement = dy.Int64(nullable=True)  # rank, from 0, of its statement in the file's facts
    ultimate = dy.String(nullable=True)  # who pays through `counterparty` (ultimate debtor), if told
    batch = dy.String(nullable=True)  # what the lines told apart of one entry of the bank have in common


class OpenItem(dy.Schema):
    """A receivable as the day sees it: stored facts only, nothing that the day itself changes.

    `kind` is that of the receivable, but `factored` for what was assigned to a factor, and `bill` for an invoice on
    which a bill was drawn. `delivered_position` is the position of the last step delivered for this item (0: none) and
    `delivered_on` its day; `scenario_version` says by which ladder it is chased. Of an invoice in instalments, `due_on`
    and the steps delivered are those of the earliest still open.
    """

    receivable_id = dy.Int64(nullable=False)
    creditor_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    number = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    due_on = dy.Date(nullable=True)
    due_assumed = dy.Bool(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    open_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    disputed_cents = dy.Int64(nullable=False)
    not_due_cents = dy.Int64(
        nullable=True
    )  # of an invoice in instalments: what is due after `due_on` and the day
    gone = dy.Bool(nullable=False)
    held_from = dy.Date(nullable=True)
    held_until = dy.Date(nullable=True)  # the last day held; null with held_from set: until released
    held_days = dy.Int64(nullable=False)  # days after due_on that past holds, item's or customer's, stopped
    held_days_since_delivered = dy.Int64(nullable=False)  # the same, counted after delivered_on
    hold_reason = dy.String(nullable=True)
    promised = dy.Bool(nullable=True)  # the hold is a promise to pay
    debited = dy.Bool(nullable=True)  # the hold is a direct debit announced
    doubt = dy.String(nullable=True)  # a rule of core.quality by which dates or amount may be wrong
    delivered_position = dy.Int64(nullable=False)
    delivered_on = dy.Date(nullable=True)


class CustomerFacts(dy.Schema):
    """A customer as the day sees it."""

    customer_id = dy.Int64(nullable=False)
    creditor_id = dy.Int64(nullable=False)
    regime = dy.String(nullable=False)  # b2b | public | consumer
    regime_assumed = dy.Bool(nullable=False)
    language = dy.String(nullable=False)
    has_email = dy.Bool(nullable=False)
    has_address = dy.Bool(nullable=False)
    refuses_email = dy.Bool(nullable=False)  # it asked for no more: a letter may still leave
    email_lost = dy.Bool(nullable=True)  # an address of theirs came back, or was refused, for good
    unapplied_cents = dy.Int64(nullable=False)  # unapplied payments, positive, in the creditor's currency
    other_cash = dy.List(
        dy.Struct({"currency": dy.String(nullable=False), "unapplied_cents": dy.Int64(nullable=False)}),
        nullable=True,
    )  # the same in each other currency, in their order; null without any
    held_from = dy.Date(nullable=True)
    held_until = dy.Date(nullable=True)  # the last day held; null with held_from set: until released
    hold_reason = dy.String(nullable=True)
    doubt = dy.String(nullable=True)  # a rule of core.quality by which no amount of the account is sure
    recipient_doubt = dy.String(nullable=True)  # rules by which an address is not used, apart by spaces
    hold_kind = dy.String(nullable=True)  # of its hold: pause | exempt | insolvency | judicial
    soft_until = dy.Date(nullable=True)  # in difficulty until that day: only courtesy leaves
    no_courtesy = dy.Bool(nullable=True)  # it wants no message of courtesy; a formal notice may still leave
    region = dy.String(
        nullable=True
    )  # whose holidays it keeps besides those of the creditor (`law.holidays`)
    last_message_on = dy.Date(nullable=True)  # last delivered message, any step
    wanted_channel = dy.String(nullable=True)  # by which it is written to whatever the step says
    wanted_because = dy.String(
        nullable=True
    )  # who says so: chosen (a person) | history (what it answered to)
    facts_version = dy.Int64(nullable=False)


class Position(dy.Schema):
    """Where one item stands: only what the mere passing of a day does not change.

    `reason` is a stable code; `reason_on` and `reason_figure` (days or cents) are its facts.
    """

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    step = dy.Int64(nullable=False)  # position of the last delivered step, 0 none
    next_step = dy.Int64(nullable=True)
    next_on = dy.Date(nullable=True)
    segment = dy.String(nullable=False)
    reason = dy.String(nullable=False)
    reason_on = dy.Date(nullable=True)
    reason_figure = dy.Int64(nullable=True)


class StepEvent(dy.Schema):
    """What happened to an item that a scenario may look at (`core.scenario.branches`)."""

    receivable_id = dy.Int64(nullable=False)
    event = dy.String(nullable=False)  # of core.scenario.branches.EVENTS, or `answered`
    event_on = dy.Date(nullable=False)
    cents = dy.Int64(nullable=False)  # of a cost, what it came to; else 0
    step = dy.Int64(nullable=True)  # of a message that came back, the step it made
    about = dy.String(nullable=True)  # of an answer, the event it was about


class Asked(dy.Schema):
    """What a person is asked to do about an item: a step of the ladder that is no message, or what a branch asks."""

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)  # call | manager | agency | lawyer | bailiff
    because = dy.String(nullable=False)  # step, or the event
    position = dy.Int64(nullable=False)  # of the step, or of the one after which it happened
    since_on = dy.Date(nullable=False)


class Proposal(dy.Schema):
    """A message that the day proposes to one customer; `position` is its highest step."""

    customer_id = dy.Int64(nullable=False)
    creditor_id = dy.Int64(nullable=False)
    position = dy.Int64(nullable=False)
    step_code = dy.String(nullable=False)
    channel = dy.String(nullable=False)
    channel_because = dy.String(nullable=True)  # why it is not the step's own (`core.day.channels`)
    needs_approval = dy.Bool(nullable=False)
    courtesy_only = dy.Bool(nullable=False)  # no interest nor indemnity may be claimed
    lacks_recipient = dy.Bool(nullable=False)  # shown in full, but no address to send it to
    segment = dy.String(nullable=False)  # the customer's that day (`core.segments`)
    currency = dy.String(nullable=False)
    total_cents = dy.Int64(nullable=False)  # due_step + overdue + credit lines - unapplied_cents
    unapplied_cents = dy.Int64(nullable=False)  # unapplied cash deducted, positive
    facts_version = dy.Int64(nullable=False)


class ProposalItem(dy.Schema):
    """One line of a proposed message; `position` is null for an item shown but not moved.

    A `not_due` line may have a position: a preventive step that rides in a later message.
    `open_cents` leaves out what is disputed, and is negative for a credit note.
    """

    customer_id = dy.Int64(nullable=False)
    step_code = dy.String(nullable=False)  # with customer_id, names the proposal
    receivable_id = dy.Int64(nullable=False)
    position = dy.Int64(nullable=True)
    role = dy.String(nullable=False)  # due_step | overdue | not_due | noticed | credit
    courtesy_only = dy.Bool(nullable=False)  # no interest nor indemnity on this line
    open_cents = dy.Int64(nullable=False)
