"""The IBAN behind a French account number (RIB)."""

from __future__ import annotations

import re

_RIB_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_RIB = re.compile(r"[0-9]{5} [0-9]{5} [0-9A-Z]{11}")


def iban_of(bank: str, branch: str, number: str) -> str:
    """The IBAN rebuilt with its RIB key; the raw parts when they are no French account."""
    if not _RIB.fullmatch(f"{bank} {branch} {number}"):
        return "".join(filter(None, (bank, branch, number)))
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(number.translate(_RIB_DIGITS))) % 97
    bban = f"{bank}{branch}{number}{key:02d}"
    # ISO 13616: letters count from 10, the country and 00 come last.
    whole = int("".join(str(int(each, 36)) for each in f"{bban}FR00"))
    return f"FR{98 - whole % 97:02d}{bban}"
