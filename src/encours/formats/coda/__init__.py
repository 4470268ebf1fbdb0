"""CODA: the coded statements of Belgian banks, records of 128 characters."""

from encours.formats.coda.reading import read, sniff

__all__ = ["read", "sniff"]
