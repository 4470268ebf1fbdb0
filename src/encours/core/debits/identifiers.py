"""The identifiers of a direct debit: creditor, mandate, and the characters that SEPA lets through."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from stdnum import bic, iban
from stdnum.eu import at_02

LONGEST_UMR: Final = 35
_LATIN: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SPELT: Final = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "€": "EUR", "&": "+", "’": "'"}
)


def creditor_id(text: str) -> str:
    """A creditor identifier (ICS, SCI) as it is written in files; "" when its check digits are wrong (EPC262-08)."""
    told = at_02.compact(text).upper()
    return told if at_02.is_valid(told) else ""


def mandate_reference(text: str) -> str:
    """A unique mandate reference (UMR) as it is written in files; "" when SEPA does not let it through."""
    told = text.strip()
    wrong = _LATIN.search(told) or told.startswith("/") or told.endswith("/") or "//" in told
    return "" if wrong or not 0 < len(told) <= LONGEST_UMR else told


def account(text: str) -> str:
    """An IBAN without its spaces; "" when it is none."""
    told = iban.compact(text)
    return told if iban.is_valid(told, check_country=False) else ""


def bank(text: str) -> str:
    """A BIC in capitals; "" when it is none."""
    told = bic.compact(text)
    return told if bic.is_valid(told) else ""


def latin(text: str, longest: int) -> str:
    """Any text in the characters that SEPA lets through, one line, cut (EPC217-08): accents fall, the rest is a dot."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELT))
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    told = " ".join(_LATIN.sub(".", " ".join(plain.split())).split())
    return told.replace("//", "/").lstrip("/")[:longest].rstrip("/ ")
