"""How each customer pays, or does not, and how what it pays is booked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random

from encours.core.days import add_business_days, next_business_day
from encours.jobs.demo_company.calendar import Calendar
from encours.jobs.demo_company.ledger import BankNote, Books, Entry, Line
from encours.jobs.demo_company.people import BANKS, Customer
from encours.jobs.demo_company.sales import Invoice, chance, customer_line

# Days after the due date, from and to, by behaviour.
_DELAYS = {
    "good": (-4, 4),
    "late": (9, 45),
    "slow": (35, 80),
    "public": (6, 28),
    "disputer": (-2, 8),
    "vanished": (2, 20),
    "advance": (-3, 3),
}
# The invoices (counted from the newest) that the disputer will not pay.
DISPUTED_RANKS = (3, 5)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money from a customer on a day, and how much of it is for which invoice."""

    on: date
    customer: Customer
    parts: tuple[tuple[Invoice, int], ...]

    @property
    def cents(self) -> int:
        """What is received in all."""
        return sum(cents for _, cents in self.parts)

    @property
    def numbers(self) -> str:
        """What it names, separated by a space: invoices, or an order when it comes before its invoice."""
        return " ".join(
            invoice.number if self.on >= invoice.on else f"ACOMPTE {invoice.po_number or 'CDE'}"
            for invoice, _ in self.parts
        )

    @property
    def piece(self) -> str:
        """The number of its only invoice, empty when there are several or none yet."""
        invoice = self.parts[0][0]
        return invoice.number if len(self.parts) == 1 and self.on >= invoice.on else ""


Plan = Callable[[list[Invoice], Calendar, Random], list[Receipt]]


def receipts_of(invoices: list[Invoice], calendar: Calendar, seed: int) -> list[Receipt]:
    """What one customer pays for its invoices (oldest first), in order of day."""
    customer = invoices[0].customer
    draw = chance(seed, calendar.on, "settlement", customer.account)
    plan = _PLANS.get(customer.behaviour, _whole)
    return _merged(plan(invoices, calendar, draw))


def post_receipt(books: Books, receipt: Receipt, *, rank: int) -> None:
    """Book a receipt, one customer line per invoice, and lower what is open."""
    customer, bank = receipt.customer, BANKS[receipt.customer.bank]
    direct = customer.behaviour == "direct_debit"
    verb = "PRLV SEPA" if direct else "VIR"
    label = f"{verb} {customer.name} {receipt.numbers}"
    piece = (receipt.piece if rank % 3 == 0 else "") or f"RGT{rank:05d}"
    lines = [Line(bank.ledger_account, debit_cents=receipt.cents)]
    for invoice, cents in receipt.parts:
        if customer.behaviour == "bill":
            lines.append(customer_line("413000", customer, -cents, bill_group(invoice)))
        else:
            lines.append(customer_line("411000", customer, -cents, invoice.group))
        invoice.open_cents -= cents
    note = BankNote(customer.name, customer.iban, f"REGLEMENT {receipt.numbers}", f"E2E{rank:07d}")
    books.post(Entry(bank.journal, receipt.on, piece, receipt.on, label, tuple(lines), note))


def _whole(invoices: list[Invoice], _calendar: Calendar, draw: Random) -> list[Receipt]:
    """Each invoice in full, some days before or after its due date; refused or vanished ones never."""
    customer = invoices[0].customer
    unpaid: set[int] = set()
    if customer.behaviour == "disputer":
        unpaid = {len(invoices) - rank for rank in DISPUTED_RANKS}
    elif customer.behaviour == "vanished":
        unpaid = set(range(len(invoices) // 2, len(invoices)))
    first, last = _DELAYS[customer.behaviour]
    return [
        _receipt(invoice, invoice.open_cents, draw.randint(first, last))
        for rank, invoice in enumerate(invoices)
        if rank not in unpaid
    ]


def _in_parts(invoices: list[Invoice], _calendar: Calendar, draw: Random) -> list[Receipt]:
    """Somewhat more than half soon after the due date, the rest weeks later."""
    found = []
    for invoice in invoices:
        first_cents = invoice.open_cents * draw.randint(45, 65) // 100
        found.append(_receipt(invoice, first_cents, draw.randint(3, 10)))
        found.append(_receipt(invoice, invoice.open_cents - first_cents, draw.randint(40, 75)))
    return found


def _in_advance(invoices: list[Invoice], _calendar: Calendar, draw: Random) -> list[Receipt]:
    """A third before the invoice is made, the rest on its due date."""
    found = []
    for invoice in invoices:
        first_cents = invoice.open_cents // 3
        before_on = add_business_days(invoice.on, -draw.randint(6, 12))
        found.append(Receipt(before_on, invoice.customer, ((invoice, first_cents),)))
        found.append(_receipt(invoice, invoice.open_cents - first_cents, draw.randint(-3, 3)))
    return found


def _on_due_date(invoices: list[Invoice], _calendar: Calendar, _draw: Random) -> list[Receipt]:
    """A bill or a direct debit is collected on its due date, at most one of them a day."""
    return [_receipt(invoice, invoice.open_cents, 0) for invoice in invoices]


def _direct_debits(invoices: list[Invoice], calendar: Calendar, _draw: Random) -> list[Receipt]:
    """Collected on the due date; the newest that can be is collected in the statements' first days."""
    returned_on = debit_to_return_on(calendar)
    known = [invoice for invoice in invoices if invoice.on < returned_on - timedelta(days=5)]
    found = [_receipt(invoice, invoice.open_cents, 0) for invoice in known[:-1]]
    found = [receipt for receipt in found if receipt.on < returned_on]
    return [*found, Receipt(returned_on, known[-1].customer, ((known[-1], known[-1].open_cents),))]


def bill_group(invoice: Invoice) -> str:
    """What letters a bill on account 413, apart from its invoice on 411."""
    return f"{invoice.group}b"


def debit_to_return_on(calendar: Calendar) -> date:
    """The day of the direct debit that the bank will give back."""
    return add_business_days(calendar.window_on, 6)


_PLANS: dict[str, Plan] = {
    "part": _in_parts,
    "advance": _in_advance,
    "bill": _on_due_date,
    "direct_debit": _direct_debits,
}


def _receipt(invoice: Invoice, cents: int, days: int) -> Receipt:
    on = next_business_day(max(invoice.due_on, invoice.on) + timedelta(days=days))
    return Receipt(on, invoice.customer, ((invoice, cents),))


def _merged(receipts: list[Receipt]) -> list[Receipt]:
    """Receipts of one day are one transfer."""
    ordered = sorted(receipts, key=lambda receipt: receipt.on)
    found = []
    for on, same_day in groupby(ordered, key=lambda receipt: receipt.on):
        members = list(same_day)
        found.append(Receipt(on, members[0].customer, tuple(part for one in members for part in one.parts)))
    return found
