"""CFONB240: operations told one by one before or beside their booking; they announce, they do not book."""

from encours.formats.cfonb240.reading import read, sniff

__all__ = ["read", "sniff"]
