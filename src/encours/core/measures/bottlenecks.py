"""Where money waits for something else than its day: a step, a segment, a template, a person; each with its size."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import polars as pl

from encours.core.ageing import is_overdue
from encours.core.measures.book import Book, total
from encours.core.measures.measure import Found, Line
from encours.core.money import rounded
from encours.core.reasons import ReasonCode

LONG_DAYS: Final = 7  # a thing to do that has waited for as long holds money up
BLOCKING: Final = tuple(
    str(code)
    for code in (
        ReasonCode.NEEDS_APPROVAL, ReasonCode.NO_ADDRESS, ReasonCode.RECIPIENT_DOUBTFUL, ReasonCode.OPTED_OUT,
        ReasonCode.HELD, ReasonCode.CUSTOMER_HELD, ReasonCode.DISPUTED, ReasonCode.DUE_DATE_ASSUMED,
        ReasonCode.REGIME_ASSUMED, ReasonCode.RATE_PROVISIONAL, ReasonCode.DATES_DOUBTFUL,
        ReasonCode.AMOUNT_DOUBTFUL, ReasonCode.DUPLICATE_DOUBTFUL, ReasonCode.ACCOUNT_DOUBTFUL,
        ReasonCode.LADDER_FINISHED, ReasonCode.PERSON_STEP, ReasonCode.BELOW_MINIMUM,
    )
)  # fmt: skip
"""Why an item does not move on though its day has come: somebody could do something about each."""


def held_back(book: Book) -> Found:
    """What is past due and waits for something else than its day, in cents; a line for each place where it waits."""
    owed = book.debits().join(book.frame("standing"), on="receivable_id")
    late = owed.filter(is_overdue(book.on))
    blocked = late.filter(pl.col("reason").is_in(BLOCKING))
    lines = (*_steps(blocked), *_segments(owed, late), *_templates(book), *_people(book, late))
    known = not book.frame("standing").is_empty()
    facts = {"overdue_cents": total(late), "items": blocked.height, "days": LONG_DAYS}
    return Found(Fraction(total(blocked)) if known else None, facts, {}, {}, lines)


def _line(label: str, cents: int, items: int, customers: int, **more: int) -> Line:
    return Line(label, Fraction(cents), {"items": items, "customers": customers, **more})


def _steps(blocked: pl.DataFrame) -> Iterator[Line]:
    """By what stops each: the most money first."""
    sums = blocked.group_by("reason").agg(
        pl.col("open_cents").sum(), pl.len(), pl.col("customer_id").n_unique()
    )
    for reason, cents, items, customers in sums.sort(
        "open_cents", "reason", descending=[True, False]
    ).iter_rows():
        yield _line(f"step:{reason}", cents, items, customers)


def _segments(owed: pl.DataFrame, late: pl.DataFrame) -> Iterator[Line]:
    """Segments with more past due than the whole portfolio's share: by how much."""
    whole, overdue = total(owed), total(late)
    if not whole:
        return
    sums = owed.group_by("segment").agg(owed=pl.col("open_cents").sum())
    lates = late.group_by("segment").agg(
        late=pl.col("open_cents").sum(), items=pl.len(), customers=pl.col("customer_id").n_unique()
    )
    rows = sums.join(lates, on="segment").sort("segment")
    found = [
        _line(f"segment:{row['segment']}", excess, row["items"], row["customers"])
        for row in rows.iter_rows(named=True)
        if (excess := row["late"] - rounded(row["owed"] * overdue, whole)) > 0
    ]
    yield from sorted(found, key=lambda line: -(line.figure or 0))


def _templates(book: Book) -> Iterator[Line]:
    """Texts whose messages came back in the period: what they asked for."""
    back = (
        book.within("returned")
        .group_by("template")
        .agg(pl.col("asked_cents").sum(), pl.len(), pl.col("customer_id").n_unique())
    )
    for text, cents, items, customers in back.sort(
        "asked_cents", "template", descending=[True, False]
    ).iter_rows():
        yield _line(f"template:{text}", cents, items, customers)


def _people(book: Book, late: pl.DataFrame) -> Iterator[Line]:
    """Who follows customers with something to do for a week or more: what these owe that is past due."""
    waits = book.frame("to_do").with_columns(days=(pl.lit(book.on) - pl.col("since_on")).dt.total_days())
    long = (
        waits.filter(pl.col("days") >= LONG_DAYS).group_by("customer_id").agg(pl.col("days").max(), pl.len())
    )
    owners = book.frame("owners")
    sums = late.group_by("customer_id").agg(pl.col("open_cents").sum())
    rows = (
        long.join(sums, on="customer_id")
        .join(owners, on="customer_id", how="left")
        .group_by(pl.col("owner").fill_null(""))
        .agg(
            pl.col("open_cents").sum(), pl.col("len").sum(), pl.len().alias("customers"), pl.col("days").max()
        )
        .sort("open_cents", "owner", descending=[True, False])
    )
    for owner, cents, things, customers, days in rows.iter_rows():
        yield _line(f"user:{owner}", cents, things, customers, longest_days=days)
