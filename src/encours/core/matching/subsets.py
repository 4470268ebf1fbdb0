"""Which of a payer's items make an amount: a true search for subset sums, bounded, that says what it knows.

Among many items some set makes almost any amount by chance. So a set is told with how many sets of chance
would be expected to make the same amount: `chance_bps`, in hundredths of a percent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

WHOLE_SEARCH: Final = 30
"""Items among which every subset is weighed (two halves of 32 768 sums)."""

SHOWN: Final = 3
"""Sets told of an amount that several make."""

MET: Final = SHOWN + 1
"""Sets looked for: one beyond those that are told, which says that they are not all."""

PAIRS_AMONG: Final = 2_000
"""Items among which pairs are looked for when there are too many for every subset."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of ranks of items that make the amount, the smallest first; `complete`: there is no other.

    `complete` is false when the search stopped at its bound, or when there are more than are told.
    """

    found: tuple[tuple[int, ...], ...]
    complete: bool
    chance_bps: int


def making(amount: int, cents: Sequence[int]) -> Sets:
    """The sets of at least two items that come to `amount`; credit notes are negative, never alone."""
    if len(cents) > WHOLE_SEARCH:
        found = tuple(_of_many(amount, cents))
        return Sets(found[:SHOWN], complete=False, chance_bps=10_000)
    ranks = _useful(amount, cents)
    useful = [cents[rank] for rank in ranks]
    several = (bits for bits in _of_halves(amount, useful) if bits & (bits - 1))
    met = sorted((tuple(_picked(ranks, bits)) for bits in islice(several, MET)), key=_plainest)
    chance = _chance_bps(amount, cents) if met else 0
    return Sets(tuple(met[:SHOWN]), complete=len(met) < MET, chance_bps=chance)


def _useful(amount: int, cents: Sequence[int]) -> list[int]:
    """The ranks of what may be in a set: without credit notes, an item beyond the amount is in none."""
    most = amount if min(cents, default=0) > 0 else max(cents, default=0)
    return [rank for rank, value in enumerate(cents) if value <= most]


def _of_halves(amount: int, cents: Sequence[int]) -> Iterator[int]:
    """The bits of every subset that makes the amount, the least first: a half of the left and a half of the right."""
    middle = len(cents) // 2
    sums, missing = _sums(0, cents[:middle]), _sums(amount, [-value for value in cents[middle:]])
    common = set(sums).intersection(missing)
    if len(common) > _MANY:
        highs: Iterable[int] = (high for high, value in enumerate(missing) if value in common)
    else:
        highs = sorted(high for value in common for high in _places(missing, value))
    for high in highs:
        yield from (low | high << middle for low in _places(sums, missing[high]))


_MANY: Final = 8  # sums in common beyond which one look at each costs less than a search for each


def _places(sums: Sequence[int], value: int) -> Iterator[int]:
    place = -1
    for _ in range(sums.count(value)):
        place = sums.index(value, place + 1)
        yield place


def _sums(first: int, cents: Sequence[int]) -> list[int]:
    """`first` and each subset, at the place that its bits say."""
    sums = [first]
    for value in cents:
        sums += [value + other for other in sums]
    return sums


def _picked(ranks: Sequence[int], mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        yield ranks[bit.bit_length() - 1]
        mask ^= bit


def _plainest(ranks: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return len(ranks), ranks


def _chance_bps(amount: int, cents: Sequence[int]) -> int:
    """How many sets would make the amount by chance: the density of all sums where it lies, as a bell."""
    step = math.gcd(amount, *cents) or 1
    spread = math.sqrt(sum(value * value for value in cents)) / 2
    if not spread:
        return 10_000
    away = (amount - sum(cents) / 2) / spread
    density = math.exp(-away * away / 2) / (spread * math.sqrt(2 * math.pi))
    expected = math.ldexp(step, len(cents)) * density
    return min(10_000, math.ceil(expected * 10_000))


def _of_many(amount: int, cents: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Where there are too many: the first so many in order, the last so many, then pairs."""
    yield from _runs(amount, cents)
    at: dict[int, int] = {}
    for rank, value in enumerate(cents[:PAIRS_AMONG]):
        other = at.get(amount - value)
        if other is not None:
            yield (other, rank)
        at.setdefault(value, rank)


def _runs(amount: int, cents: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Neighbours in order that come to the amount: all of a month, the oldest so many."""
    sums = {0: 0}
    running = 0
    for rank, value in enumerate(cents):
        running += value
        start = sums.get(running - amount)
        if start is not None and rank - start >= 1:
            yield tuple(range(start, rank + 1))
        sums[running] = rank + 1
