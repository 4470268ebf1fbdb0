"""What a ledger shows beside invoices and their payment: one of each situation."""

from __future__ import annotations

from datetime import timedelta

from encours.core.days import add_business_days, next_business_day
from encours.jobs.demo_company import people
from encours.jobs.demo_company.calendar import Calendar
from encours.jobs.demo_company.ledger import BankNote, Books, Entry, Line
from encours.jobs.demo_company.people import Customer
from encours.jobs.demo_company.sales import Invoice, customer_line, post_credit_note
from encours.jobs.demo_company.settlement import bill_group, debit_to_return_on

# Customer, rank of the invoice from the oldest, percentage of it that is given back.
_CREDIT_NOTES = (("CAVOIR", 3, 20), ("CAVOIR", 7, 10), ("CALTER", 5, 25), ("CUSINA", 4, 15))
_OPEN_CREDIT_PERCENT = 15
UNAPPLIED_CENTS = 260_000
ADVANCE_419_CENTS = 150_000


def post_credit_notes(books: Books, by_account: dict[str, list[Invoice]], calendar: Calendar) -> list[str]:
    """Four credit notes lettered with their invoice, before it is paid; a last one open. Their numbers."""
    planned = []
    for account, rank, percent in _CREDIT_NOTES:
        invoice = by_account[account][rank]
        on = next_business_day(invoice.on + timedelta(days=8))
        planned.append((on, invoice, invoice.net_cents * percent // 100, invoice.group))
    given_back = by_account["CAVOIR"][2]
    last_net = given_back.net_cents * _OPEN_CREDIT_PERCENT // 100
    planned.append((add_business_days(calendar.last_on, -5), given_back, last_net, ""))
    numbers = []
    for rank, (on, invoice, net_cents, group) in enumerate(
        sorted(planned, key=lambda plan: plan[0]), start=1
    ):
        number = f"AV{on.year}-{rank:03d}"
        gross_cents = post_credit_note(books, invoice, number=number, on=on, net_cents=net_cents, group=group)
        invoice.open_cents -= gross_cents if group else 0
        numbers.append(number)
    return numbers


def post_bills(books: Books, invoices: list[Invoice], calendar: Calendar) -> int:
    """Accept a bill for each invoice three weeks old; how many were accepted."""
    accepted = 0
    for rank, invoice in enumerate(invoices, start=1):
        on = next_business_day(invoice.on + timedelta(days=21))
        if on > calendar.last_on:
            continue
        customer, cents = invoice.customer, invoice.open_cents
        lines = (
            customer_line("413000", customer, cents, bill_group(invoice)),
            customer_line("411000", customer, -cents, invoice.group),
        )
        label = f"LCR acceptée {invoice.number} échéance {invoice.due_on:%d/%m/%Y}"
        books.post(Entry("OD", on, f"LCR{rank:04d}", on, label, lines))
        accepted += 1
    return accepted


def post_doubtful(books: Books, invoices: list[Invoice], calendar: Calendar) -> int:
    """Move what the customer never paid to account 416, and write half of it down; how many invoices."""
    on = add_business_days(calendar.on, -50)
    unpaid = [invoice for invoice in invoices if invoice.open_cents]
    for invoice in unpaid:
        lines = (
            customer_line("416000", invoice.customer, invoice.open_cents, ""),
            customer_line("411000", invoice.customer, -invoice.open_cents, invoice.group),
        )
        label = f"Passage en douteux {invoice.number}"
        books.post(Entry("OD", on, invoice.number, invoice.on, label, lines))
    lost_cents = sum(invoice.net_cents for invoice in unpaid) // 2
    provision = (Line("681740", debit_cents=lost_cents), Line("491000", credit_cents=lost_cents))
    label = f"Dépréciation 50 % {invoices[0].customer.name}"
    books.post(Entry("OD", on, "DEPREC-01", on, label, provision))
    return len(unpaid)


def post_returned_debit(books: Books, invoices: list[Invoice], calendar: Calendar) -> Invoice:
    """Give back the newest direct debit, three business days later, for want of funds."""
    paid_on = debit_to_return_on(calendar)
    invoice = max((one for one in invoices if not one.open_cents), key=lambda one: one.on)
    customer, cents = invoice.customer, invoice.gross_cents
    on = add_business_days(paid_on, 3)
    note = BankNote(
        customer.name,
        customer.iban,
        f"REJET PRLV {invoice.number} PROVISION INSUFFISANTE",
        invoice.number,
        return_reason="AM04",
    )
    lines = (
        customer_line("411000", customer, cents, ""),
        Line(people.MAIN.ledger_account, credit_cents=cents),
    )
    label = f"REJET PRLV {customer.name} {invoice.number}"
    books.post(Entry("BQ", on, f"REJ-{invoice.number}", on, label, lines, note))
    return invoice


def post_advances(books: Books, customer: Customer, calendar: Calendar) -> None:
    """Two advances without an invoice: one left on the customer's account, one on 419."""
    for days, account, cents, order in (
        (-12, "411000", UNAPPLIED_CENTS, "BC-77120"),
        (-30, "419100", ADVANCE_419_CENTS, "BC-77035"),
    ):
        on = add_business_days(calendar.on, days)
        lines = (
            Line(people.MAIN.ledger_account, debit_cents=cents),
            customer_line(account, customer, -cents, ""),
        )
        label = f"VIR {customer.name} acompte commande {order}"
        note = BankNote(customer.name, customer.iban, f"ACOMPTE COMMANDE {order}", order)
        books.post(Entry("BQ", on, f"ACPT-{order}", on, label, lines, note))
