"""What of the receivables is late, old, spread or applied to nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl

from encours.core.ageing import BUCKET_CODES, bucket, days_late, is_overdue
from encours.core.measures.book import Book, gone_and_assumed, total, unapplied
from encours.core.measures.measure import Found, Line, Measure, ratio

OVER_DAYS = 90
_LARGEST = 10


def past_due_ratio(items: pl.LazyFrame, *, on: date) -> Measure:
    """Open debits past due ÷ open debits; `facts` show the disputed part apart.

    `items` needs `due_on`, `open_cents` and `disputed_cents`, in one currency. Credits and unapplied
    cash are left out of both sides.
    """
    return _share_beyond(items, "past_due_ratio", 0, on)


def over_90_ratio(items: pl.LazyFrame, *, on: date) -> Measure:
    """Open debits more than 90 days past due ÷ open debits; otherwise as `past_due_ratio`."""
    return _share_beyond(items, "over_90_ratio", OVER_DAYS, on)


def _share_beyond(items: pl.LazyFrame, formula: str, days: int, on: date) -> Measure:
    beyond = (days_late(on) > days).fill_null(value=False)
    open_cents, disputed = pl.col("open_cents"), pl.col("disputed_cents")
    facts: dict[str, int] = (
        items.filter(open_cents > 0)
        .select(
            open_cents.sum().alias("receivable_cents"),
            open_cents.filter(beyond).sum().alias("beyond_cents"),
            disputed.filter(beyond).sum().alias("beyond_disputed_cents"),
        )
        .collect()
        .row(0, named=True)
    )
    figure = ratio(facts["beyond_cents"], facts["receivable_cents"])
    return Measure(formula, 1, on, "share", figure, facts | {"beyond_days": days})


def past_due(book: Book) -> Found:
    """Open debits past due ÷ open debits."""
    return _of_debits(book, past_due_ratio(book.debits().lazy(), on=book.on))


def over_90(book: Book) -> Found:
    """Open debits more than 90 days past due ÷ open debits."""
    return _of_debits(book, over_90_ratio(book.debits().lazy(), on=book.on))


def _of_debits(book: Book, made: Measure) -> Found:
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(made.figure, made.facts, left_out, noted)


def outstanding(book: Book) -> Found:
    """What is open, less credits and unapplied money, in cents."""
    live = book.live()
    debits = total(live.filter(pl.col("open_cents") > 0))
    facts = {
        "receivable_cents": debits,
        "credits_cents": total(live) - debits,
        "unapplied_cents": unapplied(book.frame("receipts")),
        "items": live.height,
        "customers": live["customer_id"].n_unique(),
    }
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(Fraction(book.outstanding()), facts, left_out, noted)


def overdue(book: Book) -> Found:
    """Open debits past due, in cents."""
    late = book.debits().filter(is_overdue(book.on))
    facts = {
        "overdue_cents": total(late),
        "items": late.height,
        "disputed_cents": total(late, "disputed_cents"),
    }
    left_out, noted = gone_and_assumed(book.frame("owed"))
    return Found(Fraction(total(late)), facts, left_out, noted)


def ageing_by_due_date(book: Book) -> Found:
    """Open debits by days past the due date."""
    return _aged(book, book.debits())


def ageing_by_issue_date(book: Book) -> Found:
    """Open debits by days since they were issued: the first bucket is what was issued that very day."""
    return _aged(book, book.debits().with_columns(due_on=pl.col("issued_on")), first="issued_that_day")


def _aged(book: Book, debits: pl.DataFrame, first: str = BUCKET_CODES[0]) -> Found:
    whole = total(debits)
    sums = {
        code: (cents, items)
        for code, cents, items in debits.group_by(bucket(book.on).alias("bucket"))
        .agg(pl.col("open_cents").sum(), pl.len())
        .iter_rows()
    }
    lines = tuple(
        Line(
            first if code == BUCKET_CODES[0] else code,
            Fraction(cents),
            {"open_cents": cents, "items": items},
        )
        for code in BUCKET_CODES
        for cents, items in (sums.get(code, (0, 0)),)
    )
    left_out, noted = gone_and_assumed(book.frame("owed"))
    aside = book.live().filter(pl.col("open_cents") < 0).height
    facts = {"receivable_cents": whole, "items": debits.height}
    return Found(Fraction(whole), facts, {**left_out, "credit": aside}, noted, lines)


def concentration(book: Book) -> Found:
    """What the ten customers that owe most owe ÷ what all owe."""
    by_customer = _by_customer(book)
    largest = int(by_customer.head(_LARGEST).sum())
    whole = int(by_customer.sum())
    facts = {"largest_cents": largest, "receivable_cents": whole, "customers": len(by_customer)}
    return Found(ratio(largest, whole), facts, gone_and_assumed(book.frame("owed"))[0])


def herfindahl(book: Book) -> Found:
    """Σ (share of each customer in what all owe)²: 1 when one customer owes everything."""
    by_customer = _by_customer(book)
    whole = int(by_customer.sum())
    squares = sum(cents * cents for cents in by_customer.to_list())  # beyond 64 bits
    facts = {"receivable_cents": whole, "customers": len(by_customer)}
    return Found(ratio(squares, whole * whole), facts, gone_and_assumed(book.frame("owed"))[0])


def _by_customer(book: Book) -> pl.Series:
    sums = book.debits().group_by("customer_id").agg(pl.col("open_cents").sum())
    return sums.sort("open_cents", descending=True)["open_cents"]


def unapplied_ratio(book: Book) -> Found:
    """Money applied to nothing ÷ money received in the period."""
    received = total(received_in_bank(book), "amount_cents")
    idle = unapplied(book.frame("receipts"))
    return Found(ratio(idle, received), {"unapplied_cents": idle, "received_cents": received})


def unapplied_age(book: Book) -> Found:
    """Days since it was received, weighted by amount, of the money applied to nothing."""
    idle = book.frame("receipts").filter(pl.col("unapplied_cents") > 0)
    days = (pl.lit(book.on) - pl.col("paid_on")).dt.total_days()
    weighted = int(idle.select((days * pl.col("unapplied_cents")).sum()).item())
    cents = unapplied(idle)
    facts = {"weighted_days": weighted, "unapplied_cents": cents, "payments": idle.height}
    back = book.frame("receipts").filter(pl.col("unapplied_cents") < 0).height
    return Found(ratio(weighted, cents), facts, {"given_back": back})


def received_in_bank(book: Book) -> pl.DataFrame:
    """Money received in the bank in the period, what was given back deducted."""
    return book.within("receipts", "paid_on").filter(pl.col("in_bank"))
