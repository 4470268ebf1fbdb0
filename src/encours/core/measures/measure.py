"""What a measure says: its figure, its day, its formula and that formula's version, and what it left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from encours.core.money import rounded

if TYPE_CHECKING:
    from encours.core.measures.book import Book

Unit = Literal["days", "share", "cents", "count", "score", "hours", "index", "seconds"]
Known = Literal["then", "now"]

# How many parts of its unit a figure is kept in, once it leaves exact fractions.
PARTS: Final[Mapping[Unit, int]] = {
    "days": 10,
    "share": 10_000,
    "cents": 1,
    "count": 10,
    "score": 10,
    "hours": 10,
    "index": 10_000,
    "seconds": 1_000,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a measure that has several: a bucket, a stage, a person, an owner."""

    label: str
    figure: Fraction | None
    facts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What a formula finds in a book; its definition makes a measure of it.

    `left_out` counts the records that the figure does not count, `noted` those that it counts though they
    are uncertain, each by reason.
    """

    figure: Fraction | None
    facts: Mapping[str, int]
    left_out: Mapping[str, int] = field(default_factory=dict)
    noted: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what it takes to check it.

    `formula` and `version` name the definition (a changed definition is a new version), `facts` the
    whole numbers it was computed from; `figure` is None when its formula has nothing to divide by. Money is
    in whole cents of `currency`. `known` says whether the day is told as known then or as known now,
    `filtered` which part of the book is meant (nothing: all of it).
    """

    formula: str
    version: int
    on: date
    unit: Unit
    figure: Fraction | None
    facts: Mapping[str, int]
    currency: str = ""
    known: Known = "now"
    filtered: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)
    noted: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()

    @property
    def parts(self) -> int:
        """In how many parts of its unit the figure is shown and kept."""
        return PARTS[self.unit]

    def in_units_of(self, parts: int) -> int | None:
        """The figure in whole parts of its unit, rounded half up: 10 gives tenths, 10 000 basis points."""
        return in_parts(self.figure, parts)

    @property
    def value(self) -> int | None:
        """The figure in whole `parts`."""
        return self.in_units_of(self.parts)


def in_parts(figure: Fraction | None, parts: int) -> int | None:
    """A figure in whole parts of its unit, rounded half away from zero."""
    return None if figure is None else rounded(figure.numerator * parts, figure.denominator)


def ratio(numerator: int, denominator: int) -> Fraction | None:
    """The quotient; None when there is nothing to divide by."""
    return Fraction(numerator, denominator) if denominator > 0 else None


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure as it is defined: what pages, exports, objectives and own KPIs list and compute by code.

    `needs` names the frames of the book that it reads, `source` where the formula comes from, `room` under
    which heading it is listed, `better` which way is better ("" where neither is), `leaves_out` the reasons for
    which records may not count. Its name and formula in words are `words.measures`.
    """

    code: str
    version: int
    unit: Unit
    room: str
    source: str
    needs: tuple[str, ...]
    compute: Callable[[Book], Found]
    better: Literal["lower", "higher", ""] = ""
    leaves_out: tuple[str, ...] = ()

    def of(self, book: Book) -> Measure:
        """Compute it on a book; of some customers only, what is no customer's has no figure."""
        whole = book.partial and not all(name in book.frames for name in self.needs)
        found = Found(None, {}, {"of_the_whole_creditor": 1}) if whole else self.compute(book)
        others = {name: book.others(name) for name in self.needs}
        aside = sum(others.values())
        return Measure(
            formula=self.code,
            version=self.version,
            on=book.on,
            unit=self.unit,
            figure=found.figure,
            facts=found.facts,
            currency=book.currency,
            known=book.known,
            filtered=book.filtered,
            left_out={reason: count for reason, count in found.left_out.items() if count}
            | ({"other_currency": aside} if aside else {}),
            noted={reason: count for reason, count in found.noted.items() if count},
            lines=found.lines,
        )
