"""Statements of one account follow one another: each opens where an earlier one closed, or a statement is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

_LOOKED_BACK: Final = 50  # statements: those of a day come in pages, those of a year do not


@dataclass(frozen=True, slots=True)
class Span:
    """What a statement tells of its account: two days, two balances."""

    from_on: date
    to_on: date
    opening_cents: int
    closing_cents: int


@dataclass(frozen=True, slots=True)
class Break:
    """Between two statements something is missing: the earlier closed at one balance, the later opens at another."""

    before: Span
    after: Span


def breaks(spans: Iterable[Span]) -> list[Break]:
    """Where statements do not follow, oldest first; statements told twice, or that overlap, are no break.

    A statement that begins inside an earlier one cannot be compared by its balances: its days are covered.
    """
    ordered = sorted(set(spans), key=lambda each: (each.from_on, each.to_on, each.opening_cents))
    closings: dict[int, list[Span]] = {}
    for each in ordered:
        closings.setdefault(each.closing_cents, []).append(each)
    found: list[Break] = []
    for rank, each in enumerate(ordered[1:], start=1):
        latest = max(ordered[:rank][-_LOOKED_BACK:], key=lambda one: one.to_on)
        follows = any(
            one is not each and one.to_on <= each.to_on for one in closings.get(each.opening_cents, ())
        )
        if not follows and latest.to_on <= each.from_on:
            found.append(Break(latest, each))
    return found
