"""The FEC, the accounting file every French company must be able to hand over (LPF A47 A-1)."""

from encours.formats.fec.reading import read
from encours.formats.fec.sniffing import sniff

__all__ = ["read", "sniff"]
