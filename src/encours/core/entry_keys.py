"""The key that an entry bears at the head of its label, by which the ledger that brings it back is known to.

Consonants alone: no word, no number, hence nothing that matching takes for an invoice or for a name.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_LENGTH: Final = 5
KEY: Final = r"\bENC-([BCDFGHJKLMNPQRSTVWXZ]{5,12})\b"
"""The key in a label, whatever the software put around it."""


def key_of(sequence: int) -> str:
    """The key of the entry of that rank (from 1) among those of its creditor.

    Raises
        ValueError: no entry has such a rank.
    """
    if sequence < 1:
        raise ValueError(f"Entries are counted from 1, not {sequence}.")
    return "ENC-" + lettered(sequence).rjust(_LENGTH, _LETTERS[0])


def lettered(number: int) -> str:
    """A number above zero in letters."""
    found = ""
    while number:
        number, rest = divmod(number, len(_LETTERS))
        found = _LETTERS[rest] + found
    return found


def keys_in(label: pl.Expr) -> pl.Expr:
    """The key that a label bears, null where it bears none."""
    return pl.lit("ENC-") + label.str.to_uppercase().str.extract(KEY)
