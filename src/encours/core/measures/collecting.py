"""How much of what could be collected was collected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import polars as pl

from encours.core.ageing import BUCKET_CODES, bucket
from encours.core.measures.book import BACK, YEAR, Book, gone_and_assumed, total
from encours.core.measures.measure import Found, Line, ratio

COHORT_DAYS = (30, 60, 90, 180)


def effectiveness(*, before: int, sales: int, months: int, outstanding: int, current: int) -> Fraction | None:
    """The collection effectiveness index: [R0 + S/N − R] ÷ [R0 + S/N − R current]; none unless that is positive."""
    top, bottom = (before - outstanding) * months + sales, (before - current) * months + sales
    return ratio(top, bottom)


def effectiveness_index(book: Book) -> Found:
    """The index over the last 30 days, N being one month of 30 days."""
    before, now, current = book.outstanding_before(), book.outstanding(), book.current()
    sales = book.sales(BACK)
    facts = {
        "before_cents": before,
        "sales_cents": sales,
        "receivable_cents": now,
        "current_cents": current,
        "months": 1,
        "days": BACK,
    }
    figure = effectiveness(before=before, sales=sales, months=1, outstanding=now, current=current)
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(figure, facts, left_out, noted)


def recovery_after(days: int) -> Callable[[Book], Found]:
    """The recovery rate of what was placed in collection, so many days after."""

    def recovered(book: Book) -> Found:
        """Money received on a cohort within T days of its placing ÷ what was placed."""
        last = book.on - timedelta(days=days)
        first = last - timedelta(days=YEAR)
        every = book.frame("placed")
        cohort = every.filter((pl.col("placed_on") > first) & (pl.col("placed_on") <= last))
        money = book.frame("settled").filter(pl.col("by") == "money")
        received = (
            cohort.join(money.select("receivable_id", "settled_on", "amount_cents"), on="receivable_id")
            .filter(
                (pl.col("settled_on") >= pl.col("placed_on"))
                & (pl.col("settled_on") <= pl.col("placed_on") + pl.duration(days=days))
            )
            .group_by("receivable_id")
            .agg(pl.col("amount_cents").sum().clip(lower_bound=0), pl.col("placed_cents").first())
            .select(pl.min_horizontal("amount_cents", "placed_cents").sum())
            .item()
        )
        collected, placed = int(received or 0), total(cohort, "placed_cents")
        facts = {
            "collected_cents": collected,
            "placed_cents": placed,
            "items": cohort.height,
            "days": days,
        }
        younger = every.filter(pl.col("placed_on") > last).height
        return Found(ratio(collected, placed), facts, {"placed_too_recently": younger})

    return recovered


def roll_rates(book: Book) -> Found:
    """Of what stood in each bucket 30 days before, the share that is now in the next one."""
    day = book.on - timedelta(days=BACK)
    before = book.debits("owed_before").select(
        "receivable_id", was=bucket(day), was_cents=pl.col("open_cents")
    )
    now = book.debits().select("receivable_id", "open_cents", now=bucket(book.on))
    rows = before.join(now, on="receivable_id", how="left")
    lines = tuple(_rolled(rows, here, there) for here, there in pairwise(BUCKET_CODES))
    rolled, stood = (sum(line.facts[name] for line in lines) for name in ("rolled_cents", "stood_cents"))
    left_out = {"already_oldest": before.filter(pl.col("was") == BUCKET_CODES[-1]).height}
    facts = {"rolled_cents": rolled, "stood_cents": stood, "days": BACK}
    return Found(ratio(rolled, stood), facts, left_out, {}, lines)


def _rolled(rows: pl.DataFrame, here: str, there: str) -> Line:
    stood = rows.filter(pl.col("was") == here)
    still = stood.filter(pl.col("now") == there).select(pl.min_horizontal("was_cents", "open_cents").sum())
    facts = {"rolled_cents": int(still.item() or 0), "stood_cents": total(stood, "was_cents")}
    return Line(there, ratio(facts["rolled_cents"], facts["stood_cents"]), facts)
