"""Write the two companion files: what a ledger does not know of customers and invoices."""

from __future__ import annotations

import csv
import io

from encours.jobs.demo_company.people import WITHOUT_TERMS, Customer
from encours.jobs.demo_company.sales import Invoice

CUSTOMER_COLUMNS = [
    "account",
    "name",
    "address",
    "postcode",
    "city",
    "country",
    "siren",
    "vat",
    "regime",
    "language",
    "terms_days",
    "terms_mode",
    "contact_name",
    "contact_role",
    "contact_email",
    "contact_phone",
]
INVOICE_COLUMNS = ["account", "number", "due_on", "po_number"]


def customers_text(customers: list[Customer]) -> str:
    """`clients.csv`, one row a customer; two of them have no terms, so a due date is assumed."""
    rows = []
    for customer in customers:
        row = {column: str(getattr(customer, column)) for column in CUSTOMER_COLUMNS}
        if customer.account in WITHOUT_TERMS:
            row |= {"terms_days": "", "terms_mode": ""}
        rows.append(row)
    return _text(CUSTOMER_COLUMNS, rows)


def invoices_text(invoices: list[Invoice]) -> str:
    """`factures.csv`: the due date and order number of every invoice that bears an order number."""
    rows = [
        {
            "account": invoice.customer.account,
            "number": invoice.number,
            "due_on": invoice.due_on.isoformat(),
            "po_number": invoice.po_number,
        }
        for invoice in invoices
        if invoice.po_number
    ]
    return _text(INVOICE_COLUMNS, rows)


def _text(columns: list[str], rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
