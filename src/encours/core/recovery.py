"""What share of a debt is still expected, by its days overdue: a curve that only falls, and what it rests on.

One curve serves the page of an invoice, the list of what is unpaid and the rank of the work list. A creditor's own is
estimated from its history (`core.measures.recovering`); where that is too thin stands a scale of the house, which is a
convention and is said to be one, never an observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

_ALL: Final = 100
SCALE_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Band:
    """Debts overdue by `first_day` days or more, up to the next band; without one, those not yet due.

    `percent` of what is still owed is expected, between `low` and `high` (95 %) where an interval is told. `invoices`
    were still unpaid at that age; of too few, `at_most` says that the figure is the last one told of a younger age.
    """

    first_day: int | None
    percent: int
    low: int | None = None
    high: int | None = None
    invoices: int = 0
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """Bands in the order of their age, the first of what is not due; `observed` on a day, else a convention.

    `horizon_days`: what is collected later than so many days past due does not count as expected. Of a convention,
    `on` is the day on which the history was found too thin, with the `invoices` and `customers` found; None: never.
    """

    bands: tuple[Band, ...]
    observed: bool
    version: int
    on: date | None = None
    horizon_days: int = 0
    invoices: int = 0
    customers: int = 0

    def __post_init__(self) -> None:
        """A curve that rises somewhere is none: a debt is never easier to collect for being older."""
        if any(older.percent > younger.percent for younger, older in pairwise(self.bands)):
            raise ValueError("the expected share must not rise with age")

    def band(self, days_late: int) -> Band:
        """The band of a debt so many days overdue (zero or less: not overdue)."""
        found = self.bands[0]
        for one in self.bands[1:]:
            if one.first_day is not None and days_late >= one.first_day:
                found = one
        return found

    def percent(self, days_late: int) -> int:
        """What share of a debt so late is expected, in whole percent."""
        return self.band(days_late).percent


def expected_cents(owed_cents: int, percent: int) -> int:
    """What is expected of a debt, in whole cents, rounded down: the same wherever it is shown or ranked by."""
    return max(owed_cents, 0) * percent // _ALL


# Version 1: what part of a debt comes in once it is asked for, as the house first supposed it. Nobody observed it.
DEFAULT: Final = Curve(
    tuple(Band(*step) for step in ((None, 40), (1, 40), (31, 30), (61, 22), (91, 15), (121, 8))),
    observed=False,
    version=SCALE_VERSION,
)
