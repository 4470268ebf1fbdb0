"""What a tile says: plain values, from which pages, sheets and papers are made alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import get_language

from encours.core.money import rounded
from encours.words import amounts
from encours.words.languages import nearest
from encours.words.lasting import lasting

Kind = Literal["text", "amount", "count", "tenths", "share"]
PARTS: dict[str, int] = {
    "cents": 1,
    "days": 10,
    "hours": 10,
    "share": 10_000,
    "count": 10,
    "score": 10,
    "seconds": 10,
}
Columns = Sequence[tuple[str, Kind]]
_KINDS: dict[str, Kind] = {"cents": "amount", "share": "share"}
_TENTHS, _MS = 10, 1_000
_UNITS = {"days": {"fr": "j", "en": "days"}, "hours": {"fr": "h", "en": "h"}}
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a tile, as a table: the title and kind of each column, and raw cells."""

    columns: Columns
    rows: Sequence[Sequence[Any]]
    currency: str = "EUR"

    def shown(self) -> list[list[str]]:
        """The cells as the reader reads them."""
        return [
            [shown(kind, cell, self.currency) for (_, kind), cell in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a table: its first column names the points, the columns of `series` are drawn.

    `shape` is columns, bars or line; `tones` colours each point (one series) or each series; `labels` are names of
    points short enough for an axis.
    """

    shape: Literal["columns", "bars", "line"]
    series: Sequence[int]
    tones: Sequence[str]
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile told: `value` and `note` to read from afar, a table, and the chart that draws it.

    `absent` is a sentence where there is nothing to show. `figure` and `unit` are the exact figure of a tile that
    has one; `change` says what became of it in a month, in the tone that is good or bad news.
    """

    code: str
    title: str
    width: int = 2
    value: str = ""
    note: str = ""
    tone: str = ""
    change: str = ""
    change_tone: str = ""
    table: Table | None = None
    chart: Chart | None = None
    absent: str = ""
    figure: Fraction | None = None
    unit: str = ""
    links: Sequence[tuple[str, str, int]] = field(default_factory=tuple)  # (row's label, address name, key)


def said(figure: Fraction | None, unit: str, currency: str) -> str:
    """A figure in its unit, as the reader reads it."""
    if figure is None:
        return _DASH
    language = nearest(get_language())
    if unit == "cents":
        return amounts.money(in_parts(figure, 1), currency, language)
    if unit == "share":
        return amounts.percent(amounts.decimal(in_parts(figure, 1_000), 1), language)
    if unit == "seconds":
        return lasting(in_parts(figure, _MS), language)
    number = amounts.tenths(in_parts(figure, _TENTHS), language)
    if unit in _UNITS:
        return f"{number}\N{NO-BREAK SPACE}{_UNITS[unit][language]}"
    return number


def in_parts(figure: Fraction, parts: int) -> int:
    """The figure in whole parts, rounded half away from zero."""
    return rounded(figure.numerator * parts, figure.denominator)


def shown(kind: Kind, cell: Any, currency: str) -> str:
    """A raw cell as the reader reads it."""
    language = nearest(get_language())
    if cell is None:
        return _DASH
    if kind == "text":
        return str(cell)
    if kind == "amount":
        return amounts.money(cell, currency, language)
    if kind == "share":
        return amounts.percent(amounts.decimal(rounded(cell, 10), 1), language)
    return amounts.tenths(cell, language) if kind == "tenths" else amounts.number(cell, language)


def cell_of(figure: Fraction | None, unit: str) -> tuple[Kind, int | None]:
    """A figure as a raw cell of a table, and the kind of its column."""
    kind: Kind = _KINDS.get(unit, "tenths")
    return kind, None if figure is None else in_parts(figure, PARTS.get(unit, _TENTHS))
