"""Creditor references (ISO 11649): the one word a payer copies, by which a payment finds its invoice.

`RF`, two check digits, up to 21 letters and digits. Separators and accents of an invoice number do not
survive: two numbers that differ by them alone share a reference, so whoever stores them keeps them unique.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_LONGEST: Final = 21
_DIGEST: Final = 6  # letters that keep two long numbers apart once cut: one chance in two thousand million
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIGURES: Final = str.maketrans({sign: str(rank) for rank, sign in enumerate(_ALPHABET)})
_SHAPE: Final = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")


class NoReferenceError(Exception):
    """A number without one letter or digit cannot be made a reference."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"« {number} » ne contient ni lettre ni chiffre : aucune référence ne peut en être tirée."
        )
        self.number = number


def creditor_reference(number: str) -> str:
    """The reference of an invoice number: `F-2026-000123` makes `RF86F2026000123`.

    A number longer than 21 signs keeps its last 15 and gains six drawn from the whole of it.
    Raises NoReferenceError.
    """
    base = _folded(number)
    if not base:
        raise NoReferenceError(number)
    if len(base) > _LONGEST:
        base = base[-(_LONGEST - _DIGEST) :] + _drawn(base)
    return f"RF{98 - _remainder(f'{base}RF00'):02}{base}"


def customer_reference(account: str) -> str:
    """The reference of all that one customer owes: its account after the letter C."""
    return creditor_reference(f"C{account}")


def is_reference(words: str) -> bool:
    """Whether this is a creditor reference with right check digits, spaces between groups allowed."""
    return parsed(words) is not None


def parsed(words: str) -> str | None:
    """The reference in its written form without spaces, or None when it is none."""
    compact = re.sub(r"\s", "", words).upper()
    return compact if _is_right(compact) else None


def grouped(reference: str) -> str:
    """The reference in groups of four, as it is printed: `RF86 F202 6000 123`."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def _is_right(compact: str) -> bool:
    return bool(_SHAPE.fullmatch(compact)) and _remainder(compact[4:] + compact[:4]) == 1


def _remainder(signs: str) -> int:
    """What ISO 7064 MOD 97-10 leaves of letters and digits, a letter told by its rank after the digits."""
    return int(signs.translate(_FIGURES)) % 97


def _folded(number: str) -> str:
    plain = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]", "", plain.upper())


def _drawn(base: str) -> str:
    figure = int.from_bytes(hashlib.sha256(base.encode()).digest()[:8])
    signs = ""
    for _ in range(_DIGEST):
        figure, sign = divmod(figure, len(_ALPHABET))
        signs += _ALPHABET[sign]
    return signs
