"""How much of the process runs by itself, and how often what it did alone had to be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Final

import polars as pl

from encours.core.behaviour import ELECTRONIC
from encours.core.measures.book import YEAR, Book, total
from encours.core.measures.measure import Found, Line, ratio

UNDONE_WITHIN: Final = 30  # days after which what was not undone counts as right

# The levels of automation and the share from which each begins.
LEVELS: Final = (
    ("fully", Fraction(9, 10)),
    ("rather", Fraction(1, 2)),
    ("somewhat", Fraction(1, 10)),
    ("not", Fraction(0)),
)
STAGES: Final = ("intake", "matching", "deciding", "approving", "sending")


def level(share: Fraction | None) -> str:
    """The level that a share of automated steps makes: not, somewhat, rather, fully; "" without a share."""
    return "" if share is None else next(code for code, least in LEVELS if share >= least)


def automatic_steps(book: Book) -> Found:
    """Steps that a rule did ÷ all steps, with a line for each stage."""
    done = book.within("actions").filter(pl.col("stage").is_in(STAGES))
    by_stage = {
        stage: (automatic, every)
        for stage, automatic, every in done.group_by("stage")
        .agg(
            automatic=pl.col("count").filter(pl.col("person") == "").sum(),
            every=pl.col("count").sum(),
        )
        .iter_rows()
    }
    lines = tuple(
        Line(stage, ratio(automatic, every), {"automatic": automatic, "steps": every})
        for stage in STAGES
        for automatic, every in (by_stage.get(stage, (0, 0)),)
    )
    automatic, steps = (sum(line.facts[name] for line in lines) for name in ("automatic", "steps"))
    others = book.within("actions").height - done.height
    return Found(
        ratio(automatic, steps), {"automatic": automatic, "steps": steps}, {"no_stage": others}, {}, lines
    )


def _received(book: Book, days: int = YEAR) -> tuple[pl.DataFrame, dict[str, int]]:
    """Credits of customers by the day on which they were decided, else came; what the ledger already held is apart."""
    decided = book.frame("lines").with_columns(day=pl.coalesce("applied_on", "booked_on"))
    every = decided.filter(pl.col("day") > book.on - timedelta(days=days), pl.col("day") <= book.on)
    ours = every.filter(~pl.col("outcome").is_in(["set_aside", "confirmed"]))
    aside, held = (every.filter(pl.col("outcome") == one).height for one in ("set_aside", "confirmed"))
    return ours, {"not_a_customers": aside, "already_in_ledger": held}


def automatic_lines(days: int) -> Callable[[Book], Found]:
    """Bank credits applied with no human touch ÷ credits of customers to apply, in number, over so many days."""

    def found(book: Book) -> Found:
        ours, left_out = _received(book, days)
        alone = ours.filter(pl.col("outcome") == "automatic").height
        return Found(ratio(alone, ours.height), {"automatic": alone, "lines": ours.height}, left_out)

    return found


def automatic_cash(book: Book) -> Found:
    """The same in amount."""
    ours, left_out = _received(book)
    alone = total(ours.filter(pl.col("outcome") == "automatic"), "amount_cents")
    cents = total(ours, "amount_cents")
    return Found(ratio(alone, cents), {"automatic_cents": alone, "received_cents": cents}, left_out)


def electronic_cash(book: Book) -> Found:
    """Of what customers paid by a means that is told, the share that came electronically, in amount; by means.

    Transfers, debits, cards and bills presented by file are electronic; cheques and cash are not.
    """
    rows = book.within("tendered")
    told = rows.filter(pl.col("means") != "unknown")
    whole = total(told, "amount_cents")
    by_means = told.group_by("means").agg(pl.col("amount_cents").sum(), pl.col("payments").sum())
    lines = tuple(
        Line(f"paid_by_{means}", ratio(cents, whole), {"received_cents": cents, "payments": payments})
        for means, cents, payments in by_means.sort(
            ["amount_cents", "means"], descending=[True, False]
        ).iter_rows()
    )
    electronic = total(told.filter(pl.col("means").is_in(ELECTRONIC)), "amount_cents")
    unknown = int(rows.filter(pl.col("means") == "unknown")["payments"].sum())
    facts = {"electronic_cents": electronic, "received_cents": whole}
    return Found(ratio(electronic, whole), facts, {"means_not_told": unknown}, {}, lines)


def _alone(book: Book, days: int = YEAR) -> pl.DataFrame:
    """Credits applied with no human touch in so many days, by the day on which they were."""
    since = book.on - timedelta(days=days)
    applied = book.frame("lines").filter(pl.col("outcome") == "automatic")
    return applied.filter(pl.col("applied_on") > since, pl.col("applied_on") <= book.on)


def automatic_precision(book: Book) -> Found:
    """Of the credits applied with no human touch, the share that nobody undid within 30 days."""
    alone = _alone(book)
    judged = alone.filter(pl.col("applied_on") <= book.on - timedelta(days=UNDONE_WITHIN))
    days = (pl.col("undone_on") - pl.col("applied_on")).dt.total_days()
    undone = judged.filter(days <= UNDONE_WITHIN).height
    facts = {"lines": judged.height, "undone": undone, "days": UNDONE_WITHIN}
    return Found(
        ratio(judged.height - undone, judged.height), facts, {"too_recent": alone.height - judged.height}
    )


def wrong_matches(days: int) -> Callable[[Book], Found]:
    """Of the credits applied with no human touch in so many days, the share undone within 30 days; by matcher.

    Those that may still be undone are counted, and noted.
    """

    def found(book: Book) -> Found:
        after = (pl.col("undone_on") - pl.col("applied_on")).dt.total_days()
        judged = _alone(book, days).select(
            "applied_on", "matcher", wrong=(after <= UNDONE_WITHIN).fill_null(value=False)
        )
        by_matcher = judged.group_by("matcher").agg(pl.col("wrong").sum(), pl.len().alias("lines"))
        rows = by_matcher.sort("lines", "matcher", descending=[True, False]).iter_rows()
        lines = tuple(
            Line(matcher, ratio(undone, count), {"undone": undone, "lines": count})
            for matcher, undone, count in rows
        )
        young = judged.filter(pl.col("applied_on") > book.on - timedelta(days=UNDONE_WITHIN)).height
        undone = int(judged["wrong"].sum())
        facts = {"lines": judged.height, "undone": undone, "days": UNDONE_WITHIN}
        return Found(ratio(undone, judged.height), facts, {}, {"too_recent": young}, lines)

    return found
