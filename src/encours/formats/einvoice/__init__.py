"""Electronic invoices and orders: Factur-X and ZUGFeRD (PDF or XML), CII, UBL 2.1, Order-X.

One reader; a syntax is a mapping (`cii`, `ubl`) from the terms of EN 16931 to where it writes them.
"""

from encours.formats.einvoice.reading import read
from encours.formats.einvoice.sniffing import sniff

__all__ = ["read", "sniff"]
