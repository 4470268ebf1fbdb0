"""Remittance advice: REMADV, X12 820, tables, PDF and mails that say what a payment pays, in one shape."""

from encours.formats.remittance.reading import read
from encours.formats.remittance.sniffing import sniff

__all__ = ["read", "sniff"]
