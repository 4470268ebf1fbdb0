"""The six hundred invoices and the credit notes, and how they are booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from encours.core.days import next_business_day
from encours.core.terms import PaymentTerms, due_on
from encours.jobs.demo_company import ledger
from encours.jobs.demo_company.calendar import Calendar
from encours.jobs.demo_company.ledger import Books, Entry, Line
from encours.jobs.demo_company.people import Customer

# Which of its invoices (counted from the oldest) keep back 5 % as a guarantee.
_RETENTION_RANKS = frozenset({4, 6, 8})
# A vanished customer bought only in the first part of the story.
_VANISHED_SHARE = 0.45
_VAT_PERCENT = 20


@dataclass(slots=True)
class Invoice:
    """An invoice; `open_cents` is what the story's ledger still shows on account 411."""

    customer: Customer
    on: date
    due_on: date
    net_cents: int
    vat_cents: int
    retention_cents: int
    group: str
    po_number: str
    number: str = ""
    open_cents: int = 0

    @property
    def gross_cents(self) -> int:
        """Net and VAT."""
        return self.net_cents + self.vat_cents


def vat_of(net_cents: int, customer: Customer) -> int:
    """VAT at 20 %, rounded half up; none on an export."""
    return 0 if customer.country != "FR" else (net_cents * _VAT_PERCENT + 50) // 100


def plan_invoices(books: Books, customers: list[Customer], calendar: Calendar, seed: int) -> list[Invoice]:
    """Every invoice of the story, oldest first, numbered year by year without a gap."""
    found = [invoice for customer in customers for invoice in _of_customer(books, customer, calendar, seed)]
    found.sort(key=lambda invoice: (invoice.on, invoice.customer.account))
    _number(found, calendar)
    return found


def chance(*parts: object) -> Random:
    """A stream of chance of its own for each part of the story: one change leaves the others alone."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 — invented data, no secret


def post_sale(books: Books, invoice: Invoice) -> None:
    """Book an invoice: customer (and guarantee kept back) against sales and VAT."""
    customer = invoice.customer
    lines = [customer_line("411000", customer, invoice.open_cents, invoice.group)]
    if invoice.retention_cents:
        lines.append(customer_line("411700", customer, invoice.retention_cents, ""))
    export = customer.country != "FR"
    lines.append(Line("707200" if export else "707100", credit_cents=invoice.net_cents))
    if invoice.vat_cents:
        lines.append(Line("445710", credit_cents=invoice.vat_cents))
    label = f"Facture {invoice.number} {customer.name}"
    books.post(Entry("VE", invoice.on, invoice.number, invoice.on, label, tuple(lines)))


def post_credit_note(
    books: Books, invoice: Invoice, *, number: str, on: date, net_cents: int, group: str
) -> int:
    """Book a credit note and return its gross amount in cents; `group` letters it with its invoice."""
    customer = invoice.customer
    vat_cents = vat_of(net_cents, customer)
    lines = [Line("707100", debit_cents=net_cents)]
    if vat_cents:
        lines.append(Line("445710", debit_cents=vat_cents))
    lines.append(customer_line("411000", customer, -net_cents - vat_cents, group))
    label = f"Avoir {number} sur facture {invoice.number}"
    books.post(Entry("VE", on, number, on, label, tuple(lines)))
    return net_cents + vat_cents


def customer_line(account: str, customer: Customer, cents: int, group: str) -> Line:
    """A line of a customer's account: a debit when positive, a credit when negative."""
    return ledger.balance_line(
        account, cents, auxiliary=customer.account, auxiliary_label=customer.name, group=group
    )


def _of_customer(books: Books, customer: Customer, calendar: Calendar, seed: int) -> list[Invoice]:
    draw = chance(seed, calendar.on, "sales", customer.account)
    days = (calendar.last_on - calendar.invoicing_on).days
    if customer.behaviour == "vanished":
        days = round(days * _VANISHED_SHARE)
    slot = days / customer.invoices
    found = []
    for rank in range(customer.invoices):
        late = int(slot * rank + draw.random() * slot * 0.9)
        day = min(next_business_day(calendar.invoicing_on + timedelta(days=late)), calendar.last_on)
        found.append(_invoice(books, customer, rank, day, draw))
    return found


def _invoice(books: Books, customer: Customer, rank: int, day: date, draw: Random) -> Invoice:
    net_cents = customer.net_cents * draw.randint(40, 190) // 100 + draw.randint(0, 9_999)
    vat_cents = vat_of(net_cents, customer)
    kept = customer.situation == "retention" and rank in _RETENTION_RANKS
    retention_cents = ((net_cents + vat_cents) * 5 + 50) // 100 if kept else 0
    return Invoice(
        customer,
        day,
        due_on(day, PaymentTerms(customer.terms_days, customer.terms_mode)),
        net_cents,
        vat_cents,
        retention_cents,
        books.new_group(),
        f"BC-{draw.randint(10_000, 99_999)}" if rank % 3 == 0 else "",
        open_cents=net_cents + vat_cents - retention_cents,
    )


def _number(invoices: list[Invoice], calendar: Calendar) -> None:
    """Number by calendar year; the first year starts where its unseen months left off."""
    next_number = {calendar.invoicing_on.year: 40 * calendar.invoicing_on.month}
    for invoice in invoices:
        rank = next_number.get(invoice.on.year, 0) + 1
        next_number[invoice.on.year] = rank
        invoice.number = f"FA{invoice.on.year}-{rank:04d}"
