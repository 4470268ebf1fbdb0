"""What the floors below say in plain French, in the reader's language: refusals, remedies, notices.

`formats`, `core`, `channels` and `acts` write a sentence whole, or filled with values ("Ligne 12 : …"). The
first is a message of the catalogue as it stands; the second is known again by the French it was made from
(`locale/filled.json`, gathered by `scripts/catalogue.py`), so that what an import kept is told in English too.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from django.utils.translation import gettext

from encours.words.languages import speaking

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_WORDED: Final = frozenset({"what", "where", "read"})  # values that are themselves sentences of ours
_JOINED: Final = " ; "
_AGAIN: Final = {"fr": "\N{NO-BREAK SPACE}; ", "en": "; "}
_LONGEST: Final = 1_000  # signs: a longer text is no sentence of ours, and is not searched


def sentence(french: str, language: str) -> str:
    """`french` as a floor below said it, in `language`; as it is when it is not one of ours."""
    if not french.strip():
        return french
    with speaking(language):
        return _said(french, language)


@lru_cache(maxsize=2_048)
def _said(french: str, language: str) -> str:
    whole = gettext(french)
    if whole != french or len(french) > _LONGEST:
        return whole
    for own, pattern, template in _filled():
        if all(part in french for part in own) and (found := pattern.fullmatch(french)):
            return gettext(template) % {
                name: _value(name, value, language) for name, value in found.groupdict().items()
            }
    return french


def _value(name: str, value: str, language: str) -> str:
    if name not in _WORDED or not value:
        return value
    if (whole := _said(value, language)) != value:  # one sentence, which may hold the sign that joins several
        return whole
    return _AGAIN[language].join(_said(part, language) for part in value.split(_JOINED))


@cache
def _filled() -> tuple[tuple[list[str], re.Pattern[str], str], ...]:
    """Each filled sentence: its own words, the pattern they make, itself; the most telling first."""
    templates = json.loads(files("encours.words").joinpath("locale/filled.json").read_text("utf-8"))
    ordered = sorted(templates, key=lambda template: -len(_PLACE.sub("", template)))
    return tuple((_split(template)[::2], _pattern(template), template) for template in ordered)


def _split(template: str) -> list[str]:
    """Words and names of places by turns, words first."""
    return [part.replace("%%", "%") for part in _PLACE.split(template)]


def _pattern(template: str) -> re.Pattern[str]:
    parts, named = [], set()
    for place, part in enumerate(_split(template)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        elif part in named:
            parts.append(f"(?P={part})")
        else:
            named.add(part)
            parts.append(f"(?P<{part}>.*?)")  # nothing was typed: "« » n'est pas une adresse"
    return re.compile("".join(parts), re.DOTALL)
