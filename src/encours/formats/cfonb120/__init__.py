"""French bank statements in 120-character records (CFONB, July 2004, with the August 2007 update)."""

from encours.formats.cfonb120.reading import read, sniff

__all__ = ["read", "sniff"]
