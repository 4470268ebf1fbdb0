"""Reasons of rejects and returns, one code for each whatever the file: that of ISO 20022 where it says the same.

CFONB statements bear two figures of the interbank list (positions 41-42 of CFONB120, 227-228 of an unpaid operation of
CFONB240); the list is read from two independent public parsers, CFONB's own brochure not being at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ISO_OF_CFONB: Final[Mapping[str, str]] = {
    "12": "AC01",
    "14": "AC04",
    "18": "BE05",
    "20": "AM04",
    "31": "MD01",
    "34": "AC06",
    "35": "MD07",
    "52": "AG02",
    "54": "BE04",
    "57": "FF01",
    "58": "MS02",
    "59": "MS03",
    "60": "RC01",
    "61": "TM01",
    "62": "RR04",
    "63": "SL01",
    "64": "AM05",
    "65": "FOCR",
    "66": "MD02",
    "80": "MD06",
    "88": "CNOR",
    "99": "AG01",
}
"""What both lists say alike."""

CFONB_ALONE: Final = frozenset(
    {"01", "02", "03", "04", "05", "06", "11", "13", "16", "19", "32", "39"}
    | {"70", "71", "72", "73", "74", "75", "76", "90"}
)
"""Reasons of bills, cheques and national debits that ISO 20022 does not name."""


def known_cfonb(code: str) -> bool:
    """Whether these two figures are a reason of the interbank list."""
    return code in ISO_OF_CFONB or code in CFONB_ALONE


def reason_code(told: str) -> str:
    """The code by which the house names a reason that a bank line tells: ISO 20022 if there is one, else as told."""
    return ISO_OF_CFONB.get(told, told)
