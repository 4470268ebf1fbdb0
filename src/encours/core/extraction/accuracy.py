"""How right printed invoices are read: each field against its truth, and those read as sure apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from encours.core.extraction.reading import FIELDS, SURE, Extraction


@dataclass(slots=True)
class Count:
    """Of one field: told by the truth, read right, read wrong, not read; of those read as sure, how many right."""

    of: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    sure: int = 0
    sure_right: int = 0


def judged(cases: Sequence[tuple[Mapping[str, Any], Extraction | None]]) -> dict[str, Count]:
    """The counts by field; of a document that cannot be read, every field is missing."""
    counts: dict[str, Count] = {}
    for truth, read in cases:
        for name in FIELDS:
            if name in truth:
                _count(counts.setdefault(name, Count()), name, truth[name], read)
    return counts


def _count(count: Count, name: str, truth: Any, read: Extraction | None) -> None:
    told = read.fields.get(name) if read else None
    count.of += 1
    if told is None:
        count.missing += 1
        return
    right = same(name, truth, told.value)
    count.right += right
    count.wrong += not right
    if told.confidence >= SURE:
        count.sure += 1
        count.sure_right += right


def same(name: str, truth: Any, value: Any) -> bool:
    """Whether a field was read right. A credit note's sums have a sign in some files, and none in others."""
    if name.endswith("_cents"):
        return abs(int(truth)) == abs(int(value))
    if name == "number":
        return str(truth).strip("# ").casefold() == str(value).strip("# ").casefold()
    return bool(truth == value)
