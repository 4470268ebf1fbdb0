"""Names of columns, compared without case, accents, spaces or punctuation."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

_LEADING = re.compile(r"^(?:numero|num|nbr|nb|n|no)(?:de|du)?")
_BESIDE = re.compile(r"\([^)]*\)|\b(?:EUR|USD|GBP|CHF|CAD|euros?)\b|[€$£]", re.IGNORECASE)


def plain(text: str) -> str:
    """A name without case, accents, spaces or punctuation."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", letters.lower())


def ways(text: str) -> set[str]:
    """The same name as it may be listed: without « numéro de » before it, without « (EUR) » behind it."""
    short, bare = plain(text), plain(_BESIDE.sub(" ", text))
    return {short, bare, _LEADING.sub("", short), _LEADING.sub("", bare)} - {""}


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names each met once: a second « Montant » is « Montant (2) », one without name is « Colonne 3 »."""
    seen: dict[str, int] = {}
    told = []
    for rank, name in enumerate(names, start=1):
        clean = " ".join(name.split()) or f"Colonne {rank}"
        seen[clean] = seen.get(clean, 0) + 1
        told.append(clean if seen[clean] == 1 else f"{clean} ({seen[clean]})")
    return tuple(told)


def signature(names: Sequence[str]) -> str:
    """What recognises a layout: the names of its columns in their order, trailing empty ones left out."""
    short = [plain(name) for name in names]
    while short and not short[-1]:
        short.pop()
    return hashlib.sha256("|".join(short).encode()).hexdigest()
