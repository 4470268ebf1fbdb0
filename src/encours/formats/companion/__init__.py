"""Companion tables: what a ledger does not say of customers and of invoices."""

from encours.formats.companion.reading import read
from encours.formats.companion.shapes import CompanionCustomer, CompanionInvoice
from encours.formats.companion.tables import sniff

__all__ = ["CompanionCustomer", "CompanionInvoice", "read", "sniff"]
