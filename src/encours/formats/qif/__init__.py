"""QIF: movements without account, currency nor balances, which is said."""

from encours.formats.qif.reading import read, sniff

__all__ = ["read", "sniff"]
