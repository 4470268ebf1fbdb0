"""Cards banked in one credit less a fee that nobody told: what was sold on one day, only ever proposed.

Any set of items would be made by some fee, so none is searched for: all that was invoiced on one day is what its cards
may have paid. It is shown where a fee of a card lies between one day's items and the credit, and no other day's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import polars as pl

from encours.core.matching.allocation import OPTION
from encours.core.matching.nothing import nothing_without
from encours.core.money import split

SAID: Final = (
    r"\b(?:REMCB|REM(?:ISE)?S? ?(?:DE )?(?:CB|CARTES?)|TELECOLLECTE|TPE|CARD (?:BATCH|SETTLEMENT))\b"
)
LATE: Final = timedelta(days=7)
"""How long after a day its cards may be banked."""

LEAST_BPS: Final = 20
MOST_BPS: Final = 350
"""What an acquirer keeps, in hundredths of a percent of what was paid."""

MOST: Final = 200
"""Items of one day beyond which its sum says nothing."""

_LINES: Final = 50  # of one reading


@nothing_without(0, 1)
def proposed(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The day's items for each line that says so: the columns of Candidate, but for the score.

    `lines`, of payers that nobody knows: line_id, booked_on, currency, left_cents, words (folded); `items` what is
    left open. The fee is given up as charges, shared in proportion, to the cent.
    """
    told = lines.filter(pl.col("words").str.contains(SAID)).sort("line_id").head(_LINES)
    rows: list[tuple[Any, ...]] = []
    if len(told):
        first, last = told["booked_on"].sort().gather([0, -1])
        near = items.filter(pl.col("open_cents") > 0, pl.col("issued_on").is_between(first - LATE, last))
        rows = [row for line in told.iter_rows(named=True) for row in _of_one_day(line, near)]
    return pl.DataFrame(rows, schema=dict(OPTION), orient="row")


def _of_one_day(line: dict[str, Any], items: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    day = line["booked_on"]
    sold = items.filter(
        pl.col("issued_on").is_between(day - LATE, day), pl.col("currency") == line["currency"]
    )
    days = [each for _, each in sold.group_by("issued_on", maintain_order=True)]
    fits = [found for each in days for found in _fitting(line["left_cents"], each)]
    if len(fits) != 1:
        return
    rows = fits[0].sort("receivable_id").select("receivable_id", "customer_id", "open_cents").rows()
    cents = [each for *_, each in rows]
    fees = split(sum(cents) - line["left_cents"], cents)
    for (item, customer, owed), fee in zip(rows, fees, strict=True):
        yield line["line_id"], 1, item, customer, owed - fee, "charge" if fee else "", fee, "cards_of_a_day"


def _fitting(banked: int, sold: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Of one day, what was to be paid at once, and all of it: each where a fee of a card lies between."""
    at_once = sold.filter(pl.col("due_on") <= pl.col("issued_on"))
    for each in [sold] if len(at_once) in {0, len(sold)} else [at_once, sold]:
        paid = int(each["open_cents"].sum())
        if len(each) <= MOST and paid * LEAST_BPS <= (paid - banked) * 10_000 <= paid * MOST_BPS:
            yield each
