"""What a message is written from: plain facts, whole cents and days, gathered by whoever sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict


class Party(TypedDict):
    """The creditor or the customer. `identity`: legal form and capital, RCS, VAT number, one a line."""

    name: str
    address_lines: Sequence[str]  # without the name
    email: str
    phone: str
    account: NotRequired[str]  # the customer's account in the creditor's books
    identity: NotRequired[Sequence[str]]
    fields: NotRequired[Mapping[str, str]]  # the customer's, declared by the creditor: only those filled


class Person(TypedDict):
    """Who signs, and who answers."""

    name: str
    role: str
    email: NotRequired[str]
    phone: NotRequired[str]


class Own(TypedDict):
    """An invoice in its own currency, where the books are kept in another (`core.own_currency`)."""

    currency: str
    amount_cents: int
    open_cents: int | None  # None: what is left of it is told in the currency of the books alone


class OwnTotal(TypedDict):
    """What is open in a currency other than that of the books."""

    currency: str
    cents: int


class Instalment(TypedDict):
    """What is due of an invoice that is paid in several times."""

    due_on: date
    open_cents: int
    days_late: int


class Item(TypedDict):
    """One invoice; `step_code` is its own step, which may be lower than the message's."""

    number: str
    issued_on: date
    due_on: date | None
    due_assumed: bool
    days_late: int  # negative or 0 when not late
    amount_cents: int
    open_cents: int
    disputed_cents: NotRequired[int]
    step_code: str
    order_number: NotRequired[str]
    basis: NotRequired[str]  # what it rests on: contract, order, delivery; a formal notice needs it
    fields: NotRequired[Mapping[str, str]]  # declared by the creditor: only those filled
    own: NotRequired[Own]
    instalments: NotRequired[Sequence[Instalment]]  # those due, where there are several in all


class Credit(TypedDict):
    """A credit note with something left of it; `open_cents` is negative."""

    number: str
    issued_on: date
    open_cents: int


class Totals(TypedDict):
    """`due_cents` = items − credits − unapplied cash: the principal to pay, interest and indemnity apart.

    `own` sums the items by their own currency; `payable` is the one in which all is to be paid, where there is one.
    """

    items_cents: int
    credits_cents: int  # negative or 0
    unapplied_cents: int  # positive or 0
    due_cents: int
    own: NotRequired[Sequence[OwnTotal]]
    payable: NotRequired[OwnTotal | None]


class Interest(TypedDict):
    """Late-payment interest to a day, and what each further day adds."""

    amount_cents: int
    daily_cents: int
    through_on: date
    rate: Decimal | None  # percent a year; None when several rates ran


class Indemnity(TypedDict):
    """The fixed recovery indemnity: so much an invoice."""

    amount_cents: int
    each_cents: int
    invoices: int


class Terms(TypedDict):
    """The customer's terms in words; with `recall`, a preventive message recalls rate and indemnity."""

    description: str
    recall: bool
    rate: Decimal | None
    indemnity_cents: int


class WayToPay(TypedDict):
    """By `kind`: transfer (iban, bic, holder), cheque (order, address), card (url), else `text`."""

    kind: str
    iban: NotRequired[str]
    bic: NotRequired[str]
    holder: NotRequired[str]
    order: NotRequired[str]
    address: NotRequired[str]
    url: NotRequired[str]
    text: NotRequired[str]


class Dispute(TypedDict):
    """Where to write, and to call, when something is wrong."""

    email: str
    phone: NotRequired[str]


class Earlier(TypedDict):
    """A reminder already delivered about these items: what it was, and by which way."""

    on: date
    step_code: str
    channel: str
    name: str
    way: str


class NextStep(TypedDict):
    """What follows if nothing is paid: never before that day; `tone` is `call` for a call."""

    on: date
    step_code: str
    tone: str
    name: str


class Deadline(TypedDict):
    """So many days, which lead to this day."""

    days: int
    on: date


class Copies(TypedDict):
    """Numbers of the invoices whose copy goes with the message, and of those whose copy is to be asked for."""

    enclosed: Sequence[str]
    left_out: Sequence[str]


class OfferedPart(TypedDict):
    """So much by a day."""

    due_on: date
    cents: int


class Offered(TypedDict):
    """When the customer may pay, as it is offered: `kind` undisputed, date or plan; its parts sum to `cents`."""

    kind: str
    cents: int
    instalments: Sequence[OfferedPart]


class MessageContext(TypedDict):
    """All that a wording may name.

    `items` are those that the message is about: overdue, or about to fall due in a preventive message;
    `not_due` and `noticed` (already under formal notice) are shown apart and never in the total. With
    `courtesy_only`, or for a consumer, interest and indemnity are left out whatever is given. A wording
    also sees `blocks` (statement, payment, dispute: each placed on a line of its own; offer, which stands by itself
    under the ways to pay where a wording does not place it) and `terms.law`,
    the article that the terms rest on; and `to_pay`, the sum in words, in the invoices' own currency where they
    have one.
    """

    on: date
    regime: str  # b2b | public | consumer
    currency: str
    courtesy_only: bool
    place: str
    creditor: Party
    customer: Party
    signature: Person
    contact: Person
    items: Sequence[Item]
    invoice: NotRequired[Item | None]  # the first of them
    not_due: Sequence[Item]
    noticed: Sequence[Item]
    credits: Sequence[Credit]
    totals: Totals
    interest: Interest | None
    indemnity: Indemnity | None
    terms: Terms
    ways_to_pay: Sequence[WayToPay]
    reference: str  # ISO 11649, or what the payer should quote
    dispute: Dispute
    earlier: Sequence[Earlier]
    next_steps: NotRequired[Sequence[NextStep]]
    deadline: Deadline | None
    consequence: str  # "" for the house's own sentence
    portal: None
    copies: NotRequired[Copies]
    offer: NotRequired[Offered | None]
    request: NotRequired[Mapping[str, Any]]  # for documents: asked, text, due_on, link, invoice
    debit: NotRequired[Mapping[str, Any]]  # announced: on, cents, ics, umr, account, items
    mention: str  # above the address of a letter: "Lettre recommandée avec avis de réception"


Words = Mapping[str, str]
