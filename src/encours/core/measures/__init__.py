"""Measures of a receivables book: definitions with versions, pure and by columns.

`DEFINITIONS` lists them by code; `compute(codes, book)` answers with `Measure`s, each saying its figure, its day,
its formula's version, the whole numbers it was computed from, and what it left out.
"""

from encours.core.measures.book import Book
from encours.core.measures.dso import MonthOfSales, dso_count_back, dso_simple
from encours.core.measures.measure import Definition, Known, Line, Measure
from encours.core.measures.ratios import over_90_ratio, past_due_ratio
from encours.core.measures.registry import DEFINITIONS, compute, definition, needed

__all__ = [
    "DEFINITIONS",
    "Book",
    "Definition",
    "Known",
    "Line",
    "Measure",
    "MonthOfSales",
    "compute",
    "definition",
    "dso_count_back",
    "dso_simple",
    "needed",
    "over_90_ratio",
    "past_due_ratio",
]
