"""BAI2: the cash reports of American and Canadian banks."""

from encours.formats.bai2.reading import read, sniff

__all__ = ["read", "sniff"]
