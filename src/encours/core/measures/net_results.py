"""What the reminders of each segment, or each action, brought in, less what sending them cost: its net result.

What none of them alone causes (staff, providers, court costs, storage, other actions) is on a line of its own,
never shared out by a key that somebody would have to invent: the lines add up to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import polars as pl

from encours.core.measures.book import Book
from encours.core.measures.measure import Found, Line
from encours.core.measures.work import nothing_priced, priced, spent_on_collection

WINDOW: Final = 60  # days after a reminder in which money counts as brought in by it
UNKNOWN: Final = "segment_not_kept"
COMMON: Final = "common_costs"


def net_by_segment(book: Book) -> Found:
    """Money received after a reminder, by the segment of the reminder, less the price of its reminders."""
    return _net(book, "segment")


def net_by_action(book: Book) -> Found:
    """Money received after a reminder, by its step and channel (`firm:email`), less the price of such reminders."""
    return _net(book, "action")


def _net(book: Book, by: str) -> Found:
    followed = _followed(book, by)
    counted = followed.filter("counted")
    money, prices = _summed(counted, by, "amount_cents"), _prices(book, by)
    letters = _summed(book.within("sent"), by, "count")
    whole = spent_on_collection(book)
    known = not nothing_priced(book)
    lines = tuple(
        _line(label, money, prices, letters, known=known) for label in sorted({*money, *prices, *letters})
    )
    common = whole - sum(prices.values())
    collected = sum(money.values())
    reminded = followed.filter(pl.col("told_on").is_not_null())
    return Found(
        Fraction(collected - whole) if known else None,
        {"collected_cents": collected, "cost_cents": whole, "common_cents": common, "days": WINDOW},
        {
            "no_reminder_before": followed.height - reminded.height,
            "long_after_reminder": reminded.height - counted.height,
        },
        {},
        (*lines, Line(COMMON, Fraction(-common) if known else None, {"cost_cents": common})),
    )


def _followed(book: Book, by: str) -> pl.DataFrame:
    """Money received in the period, with the last reminder before it and whether it counts as brought in by it.

    The day of the reminder itself does not count: that money was on its way. What is taken back is taken back
    from the segment or the action that had it, however late.
    """
    received = book.within("settled", "settled_on").filter(pl.col("by") == "money").sort("settled_on")
    told = book.frame("reminded").select("receivable_id", by, told_on="on").sort("told_on")
    soon = (pl.col("settled_on") - pl.col("told_on")).dt.total_days() <= WINDOW
    return received.join_asof(
        told,
        left_on="settled_on",
        right_on="told_on",
        by="receivable_id",
        strategy="backward",
        allow_exact_matches=False,
        coalesce=False,
        check_sortedness=False,
    ).with_columns(counted=(soon | (pl.col("amount_cents") < 0)) & pl.col("told_on").is_not_null())


def _prices(book: Book, by: str) -> dict[str, int]:
    """What sending the reminders of each cost, at the price of their day."""
    rows = priced(book, book.within("sent")).filter(pl.col("cost_kind") != "invoicing")
    return _summed(rows.with_columns(pl.col("amount_cents") * pl.col("count")), by, "amount_cents")


def _summed(rows: pl.DataFrame, by: str, column: str) -> dict[str, int]:
    named = rows.group_by(pl.col(by).replace("", UNKNOWN)).agg(pl.col(column).sum())
    return dict(named.iter_rows())


def _line(
    label: str,
    money: Mapping[str, int],
    prices: Mapping[str, int],
    letters: Mapping[str, int],
    *,
    known: bool,
) -> Line:
    collected, cost = money.get(label, 0), prices.get(label, 0)
    facts = {"collected_cents": collected, "cost_cents": cost, "reminders": letters.get(label, 0)}
    return Line(label, Fraction(collected - cost) if known else None, facts)
