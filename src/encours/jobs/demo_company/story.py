"""The whole story of the invented company up to the day of the demo."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from encours.jobs.demo_company import charges, people, situations
from encours.jobs.demo_company.calendar import Calendar, calendar
from encours.jobs.demo_company.ledger import Books
from encours.jobs.demo_company.people import Customer
from encours.jobs.demo_company.sales import Invoice, plan_invoices, post_sale
from encours.jobs.demo_company.settlement import DISPUTED_RANKS, Receipt, post_receipt, receipts_of

# A bill waits for its date and a debit for its mandate: neither sends a transfer after the ledger.
_NEVER_PENDING = frozenset({"bill", "direct_debit", "advance"})
# These pay by the new statements, whatever the day, so the ledger leaves them one invoice to pay.
_KEPT_FOR_THE_BANK = [
    "CALTER",
    "CFONDE",
    "CGRAVI",
    "CHYDRA",
    "CKLEBE",
    "CLAITI",
    "CWAGON",
    "CTHORN",
    "CCARV2",
    "CCARV3",
    "CZHOPI",
]


@dataclass(frozen=True, slots=True)
class Story:
    """The books, and what the bank already knows that they do not: `pending`, in order of day."""

    calendar: Calendar
    books: Books
    customers: list[Customer]
    invoices: list[Invoice]
    credit_notes: list[str]
    pending: list[Receipt]
    returned: Invoice
    doubtful: int
    accepted_bills: int

    @property
    def by_account(self) -> dict[str, list[Invoice]]:
        """Each customer's invoices, oldest first."""
        return _by_account(self.invoices)

    @property
    def disputed(self) -> list[Invoice]:
        """The invoices that the disputer will not pay."""
        own = next(found for found in self.by_account.values() if found[0].customer.behaviour == "disputer")
        return [own[-rank] for rank in reversed(DISPUTED_RANKS)]


def tell(on: date, seed: int) -> Story:
    """Draw the story: the same day and seed always tell the same one."""
    days, books, customers = calendar(on), Books(), people.customers()
    named = {customer.account: customer for customer in customers}
    charges.post_opening(books, named[people.OPENING_ACCOUNT], days.first_on)
    invoices = plan_invoices(books, customers, days, seed)
    by_account = _by_account(invoices)
    for invoice in invoices:
        post_sale(books, invoice)
    credit_notes = situations.post_credit_notes(books, by_account, days)
    bills = situations.post_bills(books, by_account["CEFFET"], days)
    pending = _post_receipts(books, by_account, days, seed)
    doubtful = situations.post_doubtful(books, by_account["CDOUTE"], days)
    returned = situations.post_returned_debit(books, by_account["CPRELV"], days)
    situations.post_advances(books, named["CACOMP"], days)
    charges.post_charges(books, days, seed)
    return Story(days, books, customers, invoices, credit_notes, pending, returned, doubtful, bills)


def _post_receipts(
    books: Books, by_account: dict[str, list[Invoice]], days: Calendar, seed: int
) -> list[Receipt]:
    """Book what the ledger knows; hand back what the bank alone knows so far."""
    receipts = [receipt for own in by_account.values() for receipt in receipts_of(own, days, seed)]
    receipts.sort(key=lambda receipt: (receipt.on, receipt.customer.account))
    kept = {newest_payable(by_account[account], days).number for account in _KEPT_FOR_THE_BANK}
    receipts = [one for one in receipts if not kept & {invoice.number for invoice, _ in one.parts}]
    booked = [receipt for receipt in receipts if receipt.on <= days.banked_on]
    for rank, receipt in enumerate(booked, start=1):
        post_receipt(books, receipt, rank=rank)
    return [
        receipt
        for receipt in receipts
        if days.banked_on < receipt.on <= days.last_on and receipt.customer.behaviour not in _NEVER_PENDING
    ]


def newest_payable(own: list[Invoice], days: Calendar) -> Invoice:
    """A customer's newest invoice that was made before the ledger's last bank day, so can be paid."""
    return max((one for one in own if one.on < days.banked_on), key=lambda one: one.on)


def _by_account(invoices: list[Invoice]) -> dict[str, list[Invoice]]:
    found: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        found[invoice.customer.account].append(invoice)
    return found
