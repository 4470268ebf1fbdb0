"""Words on a page, and what stands beside or below one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

_SAME_LINE: Final = 3.0  # points between two words of one line
_BELOW: Final = 40.0  # points: how far below its label a value stands
_ASIDE: Final = 60.0  # points: how far to the side of a label above it


@dataclass(frozen=True, slots=True)
class Word:
    """Some words drawn together: their page, and where the first begins (points from the bottom left)."""

    page: int
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """The words of one line of a page, from left to right; `number` counts lines of the page from the top."""

    page: int
    number: int
    y: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "  ".join(word.text for word in self.words)


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The lines of all pages, from the top."""
    rows: list[Row] = []
    ordered = sorted(words, key=lambda word: (word.page, -word.y, word.x))
    for page, own in groupby(ordered, key=lambda word: word.page):
        lines: list[list[Word]] = []
        for word in own:
            if lines and lines[-1][0].y - word.y <= _SAME_LINE:
                lines[-1].append(word)
            else:
                lines.append([word])
        rows += [
            Row(page, number, line[0].y, tuple(sorted(line, key=lambda word: word.x)))
            for number, line in enumerate(lines, start=1)
        ]
    return rows


def after(row: Row, rank: int) -> Iterator[str]:
    """The words to the right of one, nearest first."""
    for word in row.words[rank + 1 :]:
        yield word.text


def below(rows: Sequence[Row], at: int, word: Word) -> Iterator[tuple[Row, str]]:
    """The words of the lines just below, under one: the nearest line first, then the nearest to its left edge."""
    for row in rows[at + 1 :]:
        if row.page != word.page or rows[at].y - row.y > _BELOW:
            return
        near = sorted(row.words, key=lambda each: abs(each.x - word.x))
        for each in near:
            if abs(each.x - word.x) <= _ASIDE:
                yield row, each.text
