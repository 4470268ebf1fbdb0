"""How sure we are, from its first bytes and its name, that a file is a FEC."""

from __future__ import annotations

import re

from encours.formats.fec.blocks import BOM
from encours.formats.fec.layout import COMMON, canonical

NAMED = re.compile(r"\d{9}FEC\d{8}", re.IGNORECASE)
XML = re.compile(rb"<(?:\w+:)?comptabilite[\s>]")
SIGNS = frozenset(COMMON) | {"debit", "credit", "montant", "sens"}


def sniff(head: bytes, name: str) -> float:
    """Confidence between 0 and 1 that `head` opens a FEC called `name`."""
    if XML.search(head.replace(b"\0", b"")):
        return 1.0
    first = next((line for line in head.removeprefix(BOM).splitlines() if line.strip()), b"")
    cells = re.split(r"[\t|;,]", first.decode("latin-1"))
    known = len(SIGNS & {canonical(cell) for cell in cells})
    if known >= len(COMMON):
        return 1.0
    if NAMED.search(name):
        return 0.6
    return known / len(COMMON) * 0.9
