"""Names made findable: what people type without accents, capitals or punctuation finds what is written with them."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

import polars as pl

LONGEST = 300
_TWO_LETTERS = {"Œ": "OE", "Æ": "AE"}
_APART = re.compile(r"[\W_]+")
_LONGEST_WORD = 40
_MOST_WORDS = 20_000  # different ones, of one document
_PLURAL = re.compile(r"(?<=[A-Z]{4})[SX]$")


def folded(words: str) -> str:
    """Capitals without accents; each run of punctuation or spaces is one space."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", words)
        if not unicodedata.category(letter).startswith("M")
    ).upper()
    for letter, two in _TWO_LETTERS.items():
        bare = bare.replace(letter, two)
    return _APART.sub(" ", bare).strip()


def search_key(*told: str) -> str:
    """What a customer is found by: its name first, then its account and its SIREN."""
    return " ".join(filter(None, map(folded, told)))[:LONGEST]


def words_of(text: str, *, most: int = _MOST_WORDS) -> list[str]:
    """The different words of a text as a document is found by them, in their order; a plural is its singular."""
    told = (_PLURAL.sub("", word) for word in folded(text).split() if len(word) <= _LONGEST_WORD)
    return list(islice(dict.fromkeys(told), most))


def search_keys(*told: pl.Expr) -> pl.Expr:
    """The same, of columns."""
    words = [_folded(one) for one in told]
    kept = [pl.when(one != "").then(one) for one in words]
    return pl.concat_str(kept, separator=" ", ignore_nulls=True).str.slice(0, LONGEST)


def _folded(words: pl.Expr) -> pl.Expr:
    bare = words.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    for letter, two in _TWO_LETTERS.items():
        bare = bare.str.replace_all(letter, two, literal=True)
    return bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
