"""Tables of bank movements as French banks, payment accounts and processors export them: a signature each, no code."""

from encours.formats.banktables.reading import read, sniff

__all__ = ["read", "sniff"]
