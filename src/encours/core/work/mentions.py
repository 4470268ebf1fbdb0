"""Who a text names with an @: by the address, its part before the @, the whole name, or an only first name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_NAMED = re.compile(r"(?<![\w.])@([\w.+\-]+(?:@[\w.\-]+)?)")
Person = tuple[int, str, str]  # key, name, e-mail address


def mentioned(text: str, people: Iterable[Person]) -> list[int]:
    """The keys of the people named, in the order of the text; a word that could be two people names nobody."""
    known = _known(people)
    found = (known.get(_folded(word.rstrip(".-"))) for word in _NAMED.findall(text))
    return list(dict.fromkeys(key for key in found if key is not None))


def _known(people: Iterable[Person]) -> dict[str, int]:
    bearers: dict[str, set[int]] = defaultdict(set)
    for key, name, email in people:
        words = _folded(name).split()
        local = _folded(email).partition("@")[0]
        handles = {_folded(email), local, ".".join(words), "-".join(words), "".join(words), *words[:1]}
        for handle in handles - {""}:
            bearers[handle].add(key)
    return {handle: keys.pop() for handle, keys in bearers.items() if len(keys) == 1}


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
