"""Cheques banked in one credit of which no slip is known: sets of anybody's items that come to it, only ever proposed.

Nothing says whose they are, so nothing is chosen. Among more items than `MOST` some set makes almost any amount: on
drawn accounts the one set found was right 178 times of 180 among up to 150 items, 25 of 33 among 300, 7 of 36 among
1 000 (docs/labelled-lines.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from encours.core.matching.allocation import OPTION
from encours.core.matching.nothing import nothing_without
from encours.core.matching.subsets import making

MOST: Final = 150
"""Open items of a currency beyond which a set that comes to the amount says nothing."""

SAID: Final = r"\bREM(?:ISE)?S? ?(?:DE )?CH(?:E)?Q(?:UE)?S?\b|\bREMCHQ\b|\bCHEQUES? DEPOSIT\b"
_COUNT: Final = r"\b(?:NB|NBR|NOMBRE) ?(\d{1,2})\b"
_LINES: Final = 50  # of one reading


@nothing_without(0, 1)
def proposed(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Sets for the lines that say so: the columns of Candidate, but for the score.

    `lines`, of payers that nobody knows: line_id, currency, left_cents, words (folded); `items` what is left open.
    Where the bank tells how many cheques there are, a set has as many.
    """
    words = pl.col("words")
    said = lines.filter(words.str.contains(SAID)).sort("line_id").head(_LINES)
    told = said.with_columns(cheques=words.str.extract(_COUNT).cast(pl.Int64))
    few = _few(items) if len(told) else items
    rows = [row for line in told.iter_rows(named=True) for row in _sets(line, few)]
    return pl.DataFrame(rows, schema=dict(OPTION), orient="row")


def _few(items: pl.DataFrame) -> pl.DataFrame:
    """The least items of each currency, one more than may be looked among: of a million, no line looks at more."""
    owed = items.filter(pl.col("open_cents") > 0).select(
        "currency", "receivable_id", "customer_id", "open_cents", "due_on"
    )
    least = pl.exclude("currency").bottom_k_by("open_cents", MOST + 1)
    return owed.group_by("currency").agg(least).explode(owed.columns[1:])


def _sets(line: dict[str, Any], items: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    amount = line["left_cents"]
    open_ = items.filter(pl.col("open_cents") <= amount, pl.col("currency") == line["currency"])
    if not 1 < len(open_) <= MOST:
        return
    owed = open_.sort("due_on", "receivable_id", nulls_last=True)
    rows = owed.select("receivable_id", "customer_id", "open_cents").rows()
    found = making(amount, [cents for *_, cents in rows]).found
    fits = [ranks for ranks in found if line["cheques"] in (None, len(ranks))]
    for option, ranks in enumerate(fits, start=1):
        for rank in ranks:
            item, customer, cents = rows[rank]
            yield line["line_id"], option, item, customer, cents, "", 0, "cheques_together"
