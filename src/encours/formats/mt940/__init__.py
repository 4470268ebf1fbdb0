"""SWIFT statements: MT940 books an account, MT942 announces the movements of a day."""

from encours.formats.mt940.reading import read, sniff

__all__ = ["read", "sniff"]
