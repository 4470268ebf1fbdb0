"""The other side of the company's books: opening, purchases, wages, VAT, bank charges."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from encours.core.days import add_business_days, next_business_day
from encours.jobs.demo_company import people
from encours.jobs.demo_company.calendar import Calendar, end_of_month, months
from encours.jobs.demo_company.ledger import BankNote, Books, Entry, Line, balance_line
from encours.jobs.demo_company.people import Customer, Supplier
from encours.jobs.demo_company.sales import chance, customer_line

OPENING_CUSTOMER_CENTS = 248_000
_OPENING = {
    "101000": -8_000_000,
    "164000": -9_400_000,
    "215400": 21_500_000,
    "281540": -9_800_000,
    "512100": 41_613_427,
    "512200": 4_120_855,
}
_WAGES_CENTS = 2_870_000
_SOCIAL_CENTS = 1_190_000
_BANK_FEE_CENTS = 4_250


def post_opening(books: Books, debtor: Customer, first_on: date) -> None:
    """The first year's opening; its customers' balance comes without detail, as many ledgers have it."""
    lines = [balance_line(account, cents) for account, cents in _OPENING.items()]
    brought = customer_line("411000", debtor, OPENING_CUSTOMER_CENTS, "")
    lines.append(replace(brought, label="Solde antérieur"))
    rest = sum(line.balance_cents for line in lines)
    lines.append(balance_line("106100", -rest))
    books.post(Entry("AN", first_on, "-", first_on, "À nouveau", tuple(lines)))


def post_charges(books: Books, calendar: Calendar, seed: int) -> None:
    """Purchases and their payment, wages, bank charges, then VAT, month by month."""
    draw = chance(seed, calendar.on, "charges")
    for month in months(calendar.first_on, calendar.last_on):
        for rank, supplier in enumerate(people.suppliers()):
            net_cents = supplier.net_cents * draw.randint(80, 120) // 100
            _post_purchase(books, supplier, month + timedelta(days=4 + rank), net_cents, calendar)
        _post_wages(books, month, calendar)
        _post_bank_fee(books, month, calendar)
    for month in months(calendar.first_on, calendar.last_on):
        _post_vat(books, month, calendar)


def _post_purchase(books: Books, supplier: Supplier, day: date, net_cents: int, calendar: Calendar) -> None:
    on = next_business_day(day)
    if on > calendar.last_on:
        return
    vat_cents = (net_cents * 20 + 50) // 100
    gross_cents, group = net_cents + vat_cents, books.new_group()
    piece = f"{supplier.account[1:]}-{on:%y%m}"
    lines = (
        Line(supplier.charge_account, debit_cents=net_cents),
        Line("445660", debit_cents=vat_cents),
        Line("401000", 0, gross_cents, supplier.account, supplier.name, group),
    )
    books.post(Entry("AC", on, piece, on, f"Facture {supplier.name}", lines))
    paid_on = next_business_day(on + timedelta(days=30))
    if paid_on <= calendar.banked_on:
        _pay(books, supplier, on=paid_on, cents=gross_cents, piece=piece, group=group)


def _pay(books: Books, supplier: Supplier, *, on: date, cents: int, piece: str, group: str) -> None:
    """A transfer to a supplier from the main account."""
    lines = (
        Line("401000", cents, 0, supplier.account, supplier.name, group),
        Line(people.MAIN.ledger_account, credit_cents=cents),
    )
    note = BankNote(supplier.name, supplier.iban, f"VIR FOURNISSEUR {piece}", piece)
    books.post(Entry("BQ", on, piece, on, f"VIR {supplier.name} {piece}", lines, note))


def _post_wages(books: Books, month: date, calendar: Calendar) -> None:
    on = add_business_days(end_of_month(month) + timedelta(days=1), -2)
    if on > calendar.banked_on:
        return
    for piece, account, cents, label in (
        (f"PAIE-{month:%y%m}", "641100", _WAGES_CENTS, "Salaires nets"),
        (f"COTIS-{month:%y%m}", "645100", _SOCIAL_CENTS, "Cotisations sociales"),
    ):
        lines = (
            Line(account, debit_cents=cents),
            Line(people.MAIN.ledger_account, credit_cents=cents),
        )
        note = BankNote("", "", f"{label} {month:%m/%Y}", piece)
        books.post(Entry("BQ", on, piece, on, f"{label} {month:%m/%Y}", lines, note))


def _post_bank_fee(books: Books, month: date, calendar: Calendar) -> None:
    on = next_business_day(month + timedelta(days=1))
    if on > calendar.banked_on:
        return
    for account in people.BANKS.values():
        lines = (
            Line("627000", debit_cents=_BANK_FEE_CENTS),
            Line(account.ledger_account, credit_cents=_BANK_FEE_CENTS),
        )
        note = BankNote(wording="FRAIS DE TENUE DE COMPTE")
        piece = f"FRAIS-{month:%y%m}"
        books.post(Entry(account.journal, on, piece, on, "Frais de tenue de compte", lines, note))


def _post_vat(books: Books, month: date, calendar: Calendar) -> None:
    """Declare a month's VAT on the 19th of the next, and pay it on the 24th."""
    declared_on = next_business_day(end_of_month(month) + timedelta(days=19))
    if declared_on > calendar.last_on:
        return
    turned: dict[str, int] = defaultdict(int)
    for entry in books.between(month, end_of_month(month)):
        for line in entry.lines if entry.journal in {"VE", "AC"} else ():
            turned[line.account] += line.balance_cents
    collected, deducted = turned["445710"], turned["445660"]
    rest = -(collected + deducted)
    piece = f"TVA-{month:%y%m}"
    turned_over = {"445710": -collected, "445660": -deducted, "445510" if rest > 0 else "445670": -rest}
    lines = tuple(balance_line(account, cents) for account, cents in turned_over.items() if cents)
    books.post(Entry("OD", declared_on, piece, declared_on, f"Déclaration de TVA {month:%m/%Y}", lines))
    paid_on = add_business_days(declared_on, 3)
    if rest > 0 and paid_on <= calendar.banked_on:
        paid = (Line("445510", debit_cents=rest), Line(people.MAIN.ledger_account, credit_cents=rest))
        note = BankNote("DGFIP", "", f"PRLV TVA {month:%m/%Y}", piece)
        books.post(Entry("BQ", paid_on, piece, paid_on, f"Paiement TVA {month:%m/%Y}", paid, note))
