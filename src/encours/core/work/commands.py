"""What somebody types to go somewhere: a verb perhaps, then words, a number or an amount; in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from encours.core.searching import folded

# Each verb as it may be typed, folded; the first word of what is typed.
VERBS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("SUSPENDRE", "SUSPENDS", "HOLD", "PAUSE"), "hold"),
    **dict.fromkeys(("NOTE", "NOTER"), "note"),
    **dict.fromkeys(("APPEL", "APPELER", "CALL"), "call"),
    **dict.fromkeys(("RELEVE", "STATEMENT"), "statement"),
    **dict.fromkeys(("PAIEMENT", "PAYE", "PAYER", "PAYMENT", "PAID"), "pay"),
    **dict.fromkeys(("DEMANDER", "QUESTION", "ASK"), "ask"),
    **dict.fromkeys(("CONTACT", "CONTACTS"), "contact"),
    **dict.fromkeys(("MODIFIER", "EDIT"), "edit"),
    **dict.fromkeys(("DELAI", "CONDITIONS", "TERMS"), "terms"),
    **dict.fromkeys(("LITIGE", "CONTESTER", "DISPUTE"), "dispute"),
    **dict.fromkeys(("ALLER", "VOIR", "OUVRIR", "GO", "OPEN", "SEE"), "go"),
}
_AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb (empty: none), what follows it, and that as whole cents where it reads as an amount."""

    verb: str
    words: str
    cents: int | None


def asked(text: str) -> Asked:
    """Read what was typed; a verb alone keeps no words."""
    words = " ".join(text[:_LONGEST].split())
    first, _space, rest = words.partition(" ")
    verb = VERBS.get(folded(first), "")
    left = rest if verb else words
    return Asked(verb, left, _cents(left))


def _cents(text: str) -> int | None:
    bare = _SPACES.sub("", text).removesuffix("€").upper().removesuffix("EUR")
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        return None
    euros, cents = found.groups()
    return int(euros) * 100 + int((cents or "0").ljust(2, "0"))
