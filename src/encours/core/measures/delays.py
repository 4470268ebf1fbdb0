"""How long customers take to pay, and whether they pay on time."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import polars as pl

from encours.core.measures.book import YEAR, Book, total
from encours.core.measures.measure import Found, Line, ratio

_DEBTS = ("invoice", "bill")
WELL = 3  # elements, of four, that make a case well documented


def paid(book: Book) -> tuple[pl.DataFrame, dict[str, int], dict[str, int]]:
    """What money settled of invoices in the period; what of the settlements is left out, and noted."""
    every = book.within("settled", "settled_on")
    debts = every.filter(pl.col("kind").is_in(_DEBTS))
    by_money = debts.filter(pl.col("by") == "money")
    left_out = {
        "not_an_invoice": every.height - debts.height,
        "by_credit_note": debts.filter(pl.col("by") == "credit_note").height,
        "not_in_bank": debts.filter(pl.col("by") == "other").height,
    }
    noted = {"due_assumed": by_money.filter(pl.col("due_assumed")).height}
    return by_money, left_out, noted


def days_to_pay(book: Book) -> Found:
    """Σ amount × (paid − issued) ÷ Σ amount."""
    return _weighted(book, (pl.col("settled_on") - pl.col("issued_on")).dt.total_days())


def days_beyond_terms(book: Book) -> Found:
    """Σ amount × (paid − due) ÷ Σ amount; paying early counts in favour."""
    return _weighted(book, _late())


def days_delinquent_paid(book: Book) -> Found:
    """Σ amount × (paid − due, never below 0) ÷ Σ amount."""
    return _weighted(book, _late().clip(lower_bound=0))


def _late() -> pl.Expr:
    return (pl.col("settled_on") - pl.col("due_on")).dt.total_days()


def _weighted(book: Book, days: pl.Expr) -> Found:
    rows, left_out, noted = paid(book)
    dated = rows.filter(days.is_not_null())
    cents = total(dated, "amount_cents")
    weighted = int(dated.select((days * pl.col("amount_cents")).sum()).item())
    facts = {
        "weighted_days": weighted,
        "paid_cents": cents,
        "invoices": dated["receivable_id"].n_unique(),
    }
    return Found(
        ratio(weighted, cents), facts, {**left_out, "no_due_date": rows.height - dated.height}, noted
    )


def on_time_share(book: Book) -> Found:
    """Invoices settled in full by their due date ÷ invoices that fell due, in number."""
    fallen, left_out, noted = _fallen_due(book)
    kept = fallen.filter(pl.col("by_due_cents") >= pl.col("amount_cents"))
    facts = {"on_time": kept.height, "fallen_due": fallen.height}
    return Found(ratio(kept.height, fallen.height), facts, left_out, noted)


def on_time_amount(book: Book) -> Found:
    """What was settled by its due date ÷ what fell due, in amount."""
    fallen, left_out, noted = _fallen_due(book)
    kept, cents = total(fallen, "by_due_cents"), total(fallen, "amount_cents")
    return Found(ratio(kept, cents), {"on_time_cents": kept, "fallen_due_cents": cents}, left_out, noted)


def _fallen_due(book: Book) -> tuple[pl.DataFrame, dict[str, int], dict[str, int]]:
    """Invoices whose due date is past, in the period, with what of each was settled by then."""
    every = book.frame("issued").filter(pl.col("kind").is_in(_DEBTS) & (pl.col("amount_cents") > 0))
    live = every.filter(~pl.col("gone"))
    last = book.on - timedelta(days=1)
    fallen = live.filter(pl.col("due_on").is_between(last - timedelta(days=YEAR - 1), last))
    settled = (
        book.frame("settled")
        .filter(pl.col("settled_on") <= pl.col("due_on"))
        .group_by("receivable_id")
        .agg(by_due_cents=pl.col("amount_cents").sum())
    )
    counted = fallen.join(settled, on="receivable_id", how="left").with_columns(
        pl.min_horizontal(pl.col("by_due_cents").fill_null(0).clip(lower_bound=0), "amount_cents").alias(
            "by_due_cents"
        )
    )
    left_out = {
        "gone": every.height - live.height,
        "no_due_date": live.filter(pl.col("due_on").is_null()).height,
    }
    return counted, left_out, {"due_assumed": fallen.filter(pl.col("due_assumed")).height}


def documented_gain(book: Book) -> Found:
    """Days that poorly documented cases take to close, less those that well documented ones take."""
    closed = book.within("cases", "closed_on")
    running = book.frame("cases").filter(pl.col("closed_on").is_null()).height
    well, poor = (
        _span(closed.filter(pl.col("elements") >= WELL), "well_documented"),
        _span(closed.filter(pl.col("elements") < WELL), "poorly_documented"),
    )
    figure = None if well.figure is None or poor.figure is None else poor.figure - well.figure
    facts = {"well": well.facts["cases"], "poor": poor.facts["cases"], "elements": WELL}
    return Found(figure, facts, {"still_open": running}, {}, (well, poor))


def case_days(book: Book) -> Found:
    """Days from the opening of a case to its closing, on average, of the cases closed in the period."""
    closed = book.within("cases", "closed_on")
    span = _span(closed, "closed")
    running = book.frame("cases").filter(pl.col("closed_on").is_null()).height
    return Found(span.figure, span.facts, {"still_open": running})


def _span(cases: pl.DataFrame, label: str) -> Line:
    days = int(cases.select((pl.col("closed_on") - pl.col("opened_on")).dt.total_days().sum()).item())
    figure: Fraction | None = ratio(days, cases.height)
    return Line(label, figure, {"days": days, "cases": cases.height})
