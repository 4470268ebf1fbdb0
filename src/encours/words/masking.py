"""Card numbers in people's free text, masked before they are shown, indexed or sent (law 14)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from stdnum import iban, luhn
from stdnum.fr import siret

_SEPARATORS: Final = " .\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}-"
_GAP: Final = re.compile(f"[{re.escape(_SEPARATORS)}]")
# Digits in a row, single separators allowed between them; groups keep a card apart from its expiry date.
_RUN: Final = re.compile(rf"(?<![0-9])[0-9](?:[{re.escape(_SEPARATORS)}]?[0-9])+(?![0-9])")
_IBAN: Final = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ \N{NO-BREAK SPACE}]?[A-Z0-9]){11,30}\b")
_SHORTEST, _LONGEST, _SIRET_LENGTH = 13, 19, 14

# First digits and lengths by network (ISO/IEC 7812 ranges as the networks publish them).
_NETWORKS: Final = (
    (re.compile(r"4"), (13, 16, 19)),  # Visa, CB
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard, CB
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"30[0-5]|3095|36|3[89]"), (14, 16, 17, 18, 19)),  # Diners Club
    (re.compile(r"6011|64[4-9]|65"), (16, 17, 18, 19)),  # Discover
    (re.compile(r"352[89]|35[3-8]"), (16, 17, 18, 19)),  # JCB
    (re.compile(r"62"), (16, 17, 18, 19)),  # UnionPay
    (re.compile(r"50|5[6-9]|6[37]"), (13, 14, 15, 16, 17, 18, 19)),  # Maestro
)


def masked(text: str, known: Collection[str] = ()) -> str:
    """The text with every card number replaced by dots but its last four digits.

    A card number has 13 to 19 digits, a network's first digits and a right Luhn key. Left alone: a valid
    SIRET, a valid IBAN, and the numbers in `known` (invoices, references; separators do not count).
    """
    kept = {_digits(word) for word in known}
    spared = [match.span() for match in _IBAN.finditer(text) if _is_iban(match.group())]
    out, done = [], 0
    for start, end in _cards(text, kept):
        if start >= done and not any(left < end and start < right for left, right in spared):
            out += [text[done:start], f"•••• {_digits(text[start:end])[-4:]}"]
            done = end
    return "".join([*out, text[done:]])


def _cards(text: str, kept: Collection[str]) -> Iterator[tuple[int, int]]:
    """Spans of card numbers, longest first at each place, cut only where people put a separator."""
    for run in _RUN.finditer(text):
        words = run.group()
        cuts = [0, *(gap.end() for gap in _GAP.finditer(words)), len(words) + 1]
        position = 0
        while position < len(cuts) - 1:
            stop = _card_end(words, cuts, position, kept)
            if stop is None:
                position += 1
                continue
            yield run.start() + cuts[position], run.start() + cuts[stop] - 1
            position = stop


def _card_end(words: str, cuts: list[int], position: int, kept: Collection[str]) -> int | None:
    for stop in range(len(cuts) - 1, position, -1):
        number = _digits(words[cuts[position] : cuts[stop] - 1])
        if number not in kept and _is_card(number):
            return stop
    return None


def _is_card(number: str) -> bool:
    if not _SHORTEST <= len(number) <= _LONGEST or not luhn.is_valid(number):
        return False
    if len(number) == _SIRET_LENGTH and siret.is_valid(number):
        return False
    return any(len(number) in lengths and first.match(number) for first, lengths in _NETWORKS)


def _is_iban(words: str) -> bool:
    return bool(iban.is_valid(words, check_country=False))


def _digits(words: str) -> str:
    return re.sub(r"[^0-9]", "", words)
