"""Life-cycle messages of electronic invoices (CDAR, UN/CEFACT D22B): where an invoice is, told by its platform."""

from encours.formats.lifecycle.reading import read
from encours.formats.lifecycle.sniffing import sniff

__all__ = ["read", "sniff"]
