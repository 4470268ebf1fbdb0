"""An invoice number as it is compared: the same whatever its capitals, separators or the word written in front.

`FA-2026/0042`, `fa 2026 0042` and `Facture n° 2026-0042` have one key. Zeros are left out only where a series
begins (`VE-0012` is `VE12`), and a letter O between figures is a zero. Two numbers of one key are one invoice only
where nothing else says otherwise: who compares looks at the amount, and prefers the one written the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

LONGEST: Final = 100
_APART: Final = r"[^A-Z0-9]+"
_WORD: Final = (
    r"^(?:FACTURES?|FACT|FAC|FCT|FA|F|INVOICE|INV|AVOIRS?|AV|CREDIT NOTE|CN)"
    r" ?(?:(?:NUMERO|NUM|NO|NR|N|REF) ?)?([0-9].*)$"
)
_WORD_APART: Final = (
    r"^(?:FACTURES?|FACT|FAC|FCT|FA|INVOICE|INV|AVOIRS?|AV|CREDIT NOTE|CN|NUMERO|NUM|NO|NR|N|REF)"
    r" (?:(?:NUMERO|NUM|NO|NR|N|REF) )?(.*[0-9].*)$"
)
_BARE: Final = r"^(?:NUMERO|NUM|NO|NR|N|REF) ?([0-9].*)$"
_WORDS: Final = (_WORD, _WORD_APART, _BARE)
_LETTER_O: Final = r"([0-9])O([0-9])"
_ZEROS: Final = r"^([A-Z]*)0+([0-9])"


def number_key(number: str) -> str:
    """The key of one number; empty when it has neither letter nor figure."""
    told = _APART_AND_PLAIN.sub(" ", _plain(number)).strip()
    for word in _WORDS:
        told = re.sub(word, r"\1", told)
    key = told.replace(" ", "")
    for _ in range(2):
        key = re.sub(_LETTER_O, r"\g<1>0\2", key)
    return re.sub(_ZEROS, r"\1\2", key)[:LONGEST]


def written_key(number: str) -> str:
    """Its letters and figures alone: two numbers that differ here are written differently, not only spaced so."""
    return re.sub(_APART, "", _plain(number))[:LONGEST]


def number_keys(number: pl.Expr) -> pl.Expr:
    """The same as `number_key`, of a column."""
    told = _plains(number).str.replace_all(_APART, " ").str.strip_chars()
    for word in _WORDS:
        told = told.str.replace(word, "${1}")
    key = told.str.replace_all(" ", "", literal=True)
    for _ in range(2):
        key = key.str.replace_all(_LETTER_O, "${1}0${2}")
    return key.str.replace(_ZEROS, "${1}${2}").str.slice(0, LONGEST)


def written_keys(number: pl.Expr) -> pl.Expr:
    """The same as `written_key`, of a column."""
    return _plains(number).str.replace_all(_APART, "").str.slice(0, LONGEST)


_APART_AND_PLAIN: Final = re.compile(_APART)


def _plain(number: str) -> str:
    bare = (
        letter
        for letter in unicodedata.normalize("NFKD", number)
        if not unicodedata.category(letter).startswith("M")
    )
    return "".join(bare).upper()


def _plains(number: pl.Expr) -> pl.Expr:
    return number.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
