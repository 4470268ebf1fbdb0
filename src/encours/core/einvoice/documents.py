"""What an electronic invoice, credit note or order says; `BT-n` are the terms of the norm EN 16931.

Amounts are whole cents as the document prints them: a credit note's are positive. Quantities and unit prices are
millionths, rates parts per million (20 % is 200 000): the norm gives them more decimals than money has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

MICRO: Final = 1_000_000
CREDIT_CODES: Final = frozenset(
    ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"]
)  # UNTDID 1001: credit notes of every sort
ORDER_KINDS: Final = {"220": "order", "230": "order_change", "231": "order_response"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and the list it belongs to (`0009` is SIRET, `0088` GLN), empty when it is not said."""

    value: str
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, buys, is paid; `ids` are those that only the parties understand, or a public list."""

    name: str = ""
    trading_name: str = ""
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    tax_number: str = ""
    legal_id: Identifier | None = None
    ids: tuple[Identifier, ...] = ()
    endpoint: Identifier | None = None
    address: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Reduction:
    """An allowance (or, where `charge`, a charge) on a document or a line."""

    amount_cents: int
    charge: bool = False
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """One line of the VAT breakdown (BG-23)."""

    category: str = ""
    rate_ppm: int | None = None
    basis_cents: int | None = None
    tax_cents: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line (BG-25). `counts` is false where an extended profile only groups or informs."""

    id: str
    name: str = ""
    description: str = ""
    item_number: str = ""
    buyer_item_number: str = ""
    item_code: str = ""  # GTIN and the like
    quantity_micros: int | None = None
    unit: str = ""
    price_micros: int | None = None  # for one unit
    net_cents: int | None = None
    category: str = ""
    rate_ppm: int | None = None
    order_line: str = ""
    note: str = ""
    from_on: date | None = None
    to_on: date | None = None
    reductions: tuple[Reduction, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Means:
    """How to pay (BG-16): the code of UNTDID 4461, and the account where it is a transfer."""

    code: str = ""
    text: str = ""
    iban: str = ""
    bic: str = ""
    account_name: str = ""
    mandate: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document named by its number, and the day it bears when that is said."""

    number: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """One of several due dates, and the amount due then where it is said."""

    due_on: date
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note and what it is about (BT-21): PMT, PMD and AAB are the French terms of payment."""

    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that comes inside (`content`) or is named (`url`)."""

    name: str
    media_type: str = ""
    description: str = ""
    url: str = ""
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the document (BG-22); None where it does not print one."""

    lines_cents: int | None = None
    allowances_cents: int | None = None
    charges_cents: int | None = None
    net_cents: int | None = None
    tax_cents: int | None = None
    total_cents: int | None = None
    prepaid_cents: int | None = None
    rounding_cents: int | None = None
    payable_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice, credit note or order."""

    syntax: str
    profile: str
    kind: str
    type_code: str
    number: str
    issued_on: date
    due_on: date | None
    currency: str
    seller: Party
    buyer: Party
    totals: Totals
    payee: Party | None = None
    terms: str = ""
    payment_reference: str = ""
    order_number: str = ""
    sales_order: str = ""
    contract: str = ""
    project: str = ""
    buyer_reference: str = ""
    delivered_on: date | None = None
    from_on: date | None = None
    to_on: date | None = None
    lines: tuple[Line, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    taxes: tuple[Tax, ...] = ()
    means: tuple[Means, ...] = ()
    instalments: tuple[Instalment, ...] = ()  # where there are several due dates
    preceding: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    attached: tuple[Attached, ...] = ()

    @property
    def is_order(self) -> bool:
        """Whether it asks for goods rather than money."""
        return self.kind in ORDER_KINDS.values()

    @property
    def whole_due_on(self) -> date | None:
        """When the whole of it is due: the last of several due dates."""
        return max((each.due_on for each in self.instalments), default=self.due_on)

    @property
    def owed_cents(self) -> int:
        """What it adds to what the buyer owes, before anything paid: negative for a credit."""
        total = (self.totals.total_cents or 0) + (self.totals.rounding_cents or 0)
        return -total if self.type_code in CREDIT_CODES else total

    @property
    def paid_cents(self) -> int:
        """What the document says is already paid of it."""
        return self.totals.prepaid_cents or 0


def kind_of(type_code: str, total_cents: int) -> str:
    """What a type code of UNTDID 1001 makes of it; an invoice of a negative total is a credit note."""
    if type_code in ORDER_KINDS:
        return ORDER_KINDS[type_code]
    return "credit_note" if (type_code in CREDIT_CODES) != (total_cents < 0) else "invoice"
