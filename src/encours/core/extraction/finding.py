"""Values beside what names them: to the right on the same line, else just below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from encours.core.extraction.labels import Label
from encours.core.extraction.words import Row, after, below

_BELOW: Final = 8  # of a hundred: what is below its label is a little less sure than what is beside it
_FAR: Final = 4
Values = Callable[[str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """A value, how sure its label makes it (of a hundred), and the line where it stands."""

    value: Any
    weight: int
    page: int
    line: int
    said: str


def beside(
    rows: Sequence[Row], labels: Sequence[Label], values: Values, *, skip: Callable[[str], bool] | None = None
) -> list[Found]:
    """Every value that stands beside one of these labels, the surest first."""
    found = [
        one
        for at, row in enumerate(rows)
        if skip is None or not skip(row.text)
        for one in _of_row(rows, at, row, labels, values)
    ]
    return sorted(found, key=lambda one: -one.weight)


def _of_row(
    rows: Sequence[Row], at: int, row: Row, labels: Sequence[Label], values: Values
) -> Iterator[Found]:
    for rank, word in enumerate(row.words):
        label, rest = _named(word.text, labels)
        if label is None:
            continue
        told = [Found(one, label.weight, row.page, row.number, row.text) for one in values(rest)]
        if not told:
            told = [
                Found(one, label.weight - _FAR * min(far, 2), row.page, row.number, row.text)
                for far, text in enumerate(after(row, rank))
                for one in values(text)
            ]
        if not told:
            told = [
                Found(one, label.weight - _BELOW, under.page, under.number, f"{word.text} / {text}")
                for under, text in below(rows, at, word)
                for one in values(text)
            ][:4]
        yield from told


def _named(text: str, labels: Sequence[Label]) -> tuple[Label | None, str]:
    """The surest label in these words, and what follows it there."""
    for label in labels:
        match = label.pattern.search(text)
        if match is not None:
            return label, text[match.end() :]
    return None, ""
