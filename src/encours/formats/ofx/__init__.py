"""OFX statements: 1 (SGML, tags left open) and 2 (XML), read by one hand."""

from encours.formats.ofx.reading import read, sniff

__all__ = ["read", "sniff"]
