"""An invented past: a year of invoices of many customers, paid by habit, as a replay reads them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from encours.core.replay import Book

_A_MONTH = 30
_NEVER, _DISPUTED, _NO_EMAIL = 0.02, 0.01, 0.1
_TERMS_DAYS = 30


def drawn(customers: int, *, to_on: date, months: int = 12, seed: int = 2026) -> Book:
    """One invoice a month of each customer over so many months, and the two before; each paid by its customer's habit.

    Payments are known one to five days after their date; one invoice in fifty is never paid, one in a hundred disputed.
    """
    draw = np.random.default_rng(seed)
    rounds = months + 2
    rows = customers * rounds
    owner = np.tile(np.arange(1, customers + 1), rounds)
    issued = np.repeat(np.arange(rounds), customers) * _A_MONTH + draw.integers(0, _A_MONTH, rows)
    habit = draw.normal(8, 14, customers).clip(-15, 90)
    late = (habit[owner - 1] + draw.normal(0, 6, rows)).round().astype(np.int64)
    first = to_on - timedelta(days=_A_MONTH * rounds)
    cents = draw.integers(2_000, 900_000, rows)
    due = issued + _TERMS_DAYS
    paid_on = np.maximum(due + late, issued)
    known_on = paid_on + draw.integers(1, 6, rows)
    pays = draw.random(rows) > _NEVER
    key = np.arange(1, rows + 1)
    facts = pl.DataFrame({"receivable_id": key, "customer_id": owner})
    receivables = facts.with_columns(
        pl.lit("invoice").alias("kind"),
        pl.lit(None, pl.Date).alias("factored_on"),
        pl.lit("EUR").alias("currency"),
        pl.Series("amount_cents", cents),
        _days("due_on", first, due),
        pl.lit(value=False).alias("due_assumed"),
        _days("known_on", first, issued),
        pl.lit(None, pl.Date).alias("gone_on"),
        pl.lit(value=False).alias("double"),
    )
    moves = facts.with_columns(
        _days("known_on", first, known_on),
        _days("applied_on", first, paid_on),
        pl.Series("cents", -cents),
        pl.lit(value=False).alias("granted"),
        pl.lit(value=False).alias("corrected"),
    ).filter(pl.Series(pays), pl.col("known_on") <= to_on)
    contested = draw.random(rows) < _DISPUTED
    disputes = facts.with_columns(
        _days("from_on", first, due + 5), _days("until_on", first, due + 40), pl.Series("cents", cents)
    ).filter(pl.Series(contested))
    people = pl.DataFrame({"customer_id": np.arange(1, customers + 1)}).with_columns(
        pl.lit("b2b").alias("regime"),
        pl.lit(value=False).alias("regime_assumed"),
        pl.lit("fr").alias("language"),
        pl.lit(value=True).alias("has_address"),
        pl.Series("has_email", draw.random(customers) > _NO_EMAIL),
        pl.lit(None, pl.Boolean).alias("email_lost"),
        pl.lit(None, pl.String).alias("region"),
    )
    return Book.empty(receivables=receivables, moves=moves, disputes=disputes, people=people)


def _days(name: str, first: date, after: np.ndarray) -> pl.Series:
    origin = (first - date(1970, 1, 1)).days
    return pl.Series(name, after + origin).cast(pl.Int32).cast(pl.Date)
