"""French as it is set: a sign of two parts keeps to the word beside it, and an apostrophe is a curly one.

Sentences are written in sources with plain spaces and read with no-break ones: `scripts/catalogue.py` sets the French
catalogue so, and what the floors below say in plain French passes here too (`words.refusals`). Source: *Lexique des
règles typographiques en usage à l'Imprimerie nationale*, but for its thin space, which not every typeface has.
"""

from __future__ import annotations

import re
from typing import Final

_HARD: Final = "\N{NO-BREAK SPACE}"
_BEFORE: Final = re.compile(r" (?=[:;?!»](?![\w/])|%(?:%|(?![(\w])))")
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")


def french(sentence: str) -> str:
    """The sentence with its no-break spaces and its apostrophes; what is so already is left as it is."""
    hard = _BEFORE.sub(_HARD, sentence).replace("« ", f"«{_HARD}").replace("n° ", f"n°{_HARD}")
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", hard)
