"""The frames that measures read: each only when a definition names it.

Every frame is as of one day and one knowledge; amounts are whole cents with their currency beside them.
"""

from __future__ import annotations

import dataframely as dy

from encours.core.measures.held_back_shapes import Departure, Returned, Standing, ToDo


class Owed(dy.Schema):
    """What is open on a day, credits included (negative)."""

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    due_on = dy.Date(nullable=True)
    due_assumed = dy.Bool(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    open_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    disputed_cents = dy.Int64(nullable=False)
    gone = dy.Bool(nullable=False)
    reconstructed = dy.Bool(nullable=False)


class Issued(dy.Schema):
    """Invoices and credit notes issued (negative), paid or not."""

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    due_on = dy.Date(nullable=True)
    due_assumed = dy.Bool(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    gone = dy.Bool(nullable=False)


class Settled(dy.Schema):
    """So much of a receivable settled on a day: by money in the bank, by a credit note, or otherwise."""

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    due_on = dy.Date(nullable=True)
    due_assumed = dy.Bool(nullable=False)
    settled_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    by = dy.String(nullable=False)  # money | credit_note | other


class Receipt(dy.Schema):
    """Money received (negative: given back), and what of it is applied to nothing."""

    payment_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    paid_on = dy.Date(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    unapplied_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    in_bank = dy.Bool(nullable=False)


class Placed(dy.Schema):
    """A receivable placed in collection: the first reminder delivered after its due date, and what was open."""

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    placed_on = dy.Date(nullable=False)
    placed_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class CashLine(dy.Schema):
    """A credit of the bank; `outcome`: automatic, person, confirmed, waiting or set_aside; `undone_on` when undone.

    `confirmed`: the ledger already held that payment, nobody had to match it. `matcher` is the code of what applied it.
    """

    line_id = dy.Int64(nullable=False)
    booked_on = dy.Date(nullable=False)
    applied_on = dy.Date(nullable=True)  # the day on which the house applied or confirmed it
    undone_on = dy.Date(nullable=True)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    outcome = dy.String(nullable=False)
    matcher = dy.String(nullable=False)


class Action(dy.Schema):
    """What was done on a day, counted: by stage, by kind, by whom ("" where a rule did it).

    `customers` are the distinct customers touched by that person on that day with that kind of act.
    """

    on = dy.Date(nullable=False)
    stage = dy.String(nullable=False)
    kind = dy.String(nullable=False)
    person = dy.String(nullable=False)
    count = dy.Int64(nullable=False)


class Touched(dy.Schema):
    """A customer whose case a person worked on, on a day."""

    on = dy.Date(nullable=False)
    person = dy.String(nullable=False)
    customer_id = dy.Int64(nullable=False)


class Cost(dy.Schema):
    """What collection costs: a sum over a period, or the price of one action of a kind."""

    kind = dy.String(nullable=False)  # staff | channel | provider | legal | invoicing
    basis = dy.String(nullable=False)  # period | action
    action = dy.String(nullable=False)  # the kind of action priced; "" for a period
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    minutes = dy.Int64(nullable=True)  # that one such action takes a person
    from_on = dy.Date(nullable=False)
    to_on = dy.Date(nullable=True)


class Outcome(dy.Schema):
    """What collection lost or brought beside the debts themselves."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)  # written_off | depreciated | reversed | interest | indemnity
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class Voice(dy.Schema):
    """What a customer, or a department of the house, said: a complaint, an opt-out, a score of 0 to 10."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)  # complaint | opt_out | survey
    source = dy.String(nullable=False)  # customer | department
    score = dy.Int64(nullable=True)


class Reached(dy.Schema):
    """A customer to whom a message was delivered, and the day."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)


class Reminded(dy.Schema):
    """A reminder delivered of a receivable past due, not come back, and the customer's segment when it was proposed."""

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    on = dy.Date(nullable=False)
    segment = dy.String(nullable=False)  # "" where it was not kept
    action = dy.String(
        nullable=False
    )  # its step and its channel, as `core.measures.action_effects` names them


class Sent(dy.Schema):
    """Reminders that left on a day to a customer; one e-mail to a group is of the member that carries it."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)  # the channel, as actions name it
    segment = dy.String(nullable=False)
    action = dy.String(nullable=False)
    count = dy.Int64(nullable=False)


class CaseSpan(dy.Schema):
    """A case from its opening to its closing, and how many of the elements of a good file it has."""

    case_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    opened_on = dy.Date(nullable=False)
    closed_on = dy.Date(nullable=True)
    elements = dy.Int64(nullable=False)


class Owner(dy.Schema):
    """Who answers for a customer."""

    customer_id = dy.Int64(nullable=False)
    owner = dy.String(nullable=False)


class Promised(dy.Schema):
    """A promise to pay and what became of it on the day (`core.promises`)."""

    promise_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    until_on = dy.Date(nullable=False)
    state = dy.String(nullable=False)
    promised_cents = dy.Int64(nullable=False)
    paid_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class Tendered(dy.Schema):
    """Money that customers paid on a day by one means of payment (`core.behaviour.MEANS`, or `unknown`)."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)
    means = dy.String(nullable=False)
    payments = dy.Int64(nullable=False)
    amount_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)


class Stopped(dy.Schema):
    """What was to leave or be done for a debt, cancelled on a day since it was paid, so long after word of it came."""

    on = dy.Date(nullable=False)
    customer_id = dy.Int64(nullable=False)
    kind = dy.String(nullable=False)  # email | letter | task | call | recall
    how = dy.String(nullable=False)  # bank | person | ledger
    after_ms = dy.Int64(nullable=False)


class Acted(dy.Schema):
    """What was done to a customer on a day, about one receivable or (null) all that was late; none that came back.

    `action` as `core.measures.action_effects` names it; without `counts`, it is known only as having been done.
    """

    receivable_id = dy.Int64(nullable=True)
    customer_id = dy.Int64(nullable=False)
    on = dy.Date(nullable=False)
    action = dy.String(nullable=False)
    counts = dy.Bool(nullable=False)


class Aside(dy.Schema):
    """From one day to the day before another (null: still), a receivable or (null) a whole customer not chased."""

    receivable_id = dy.Int64(nullable=True)
    customer_id = dy.Int64(nullable=False)
    from_on = dy.Date(nullable=False)
    to_on = dy.Date(nullable=True)


class OfRegime(dy.Schema):
    """The regime of a customer."""

    customer_id = dy.Int64(nullable=False)
    regime = dy.String(nullable=False)


SHAPES: dict[str, type[dy.Schema]] = {
    "owed": Owed,
    "owed_before": Owed,
    "issued": Issued,
    "settled": Settled,
    "receipts": Receipt,
    "receipts_before": Receipt,
    "placed": Placed,
    "lines": CashLine,
    "actions": Action,
    "touched": Touched,
    "costs": Cost,
    "outcomes": Outcome,
    "voices": Voice,
    "reached": Reached,
    "reminded": Reminded,
    "sent": Sent,
    "cases": CaseSpan,
    "owners": Owner,
    "promises": Promised,
    "stops": Stopped,
    "tendered": Tendered,
    "acted": Acted,
    "aside": Aside,
    "regimes": OfRegime,
    "standing": Standing,
    "to_do": ToDo,
    "returned": Returned,
    "departures": Departure,
}
