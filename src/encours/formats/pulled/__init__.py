"""What a connector pulled, kept as lines of JSON so that it can be verified and read again."""

from encours.formats.pulled.reading import read
from encours.formats.pulled.sniffing import sniff
from encours.formats.pulled.writing import written

__all__ = ["read", "sniff", "written"]
