"""FLOOR of `bench run`: the day's decision over open items as a plain Polars script, nothing written.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

Reads the same rows as the product, by ADBC, from SQLite (a path) or PostgreSQL (a libpq URI), with
the SQL it is given; then ageing, interest over the rate table, aggregates by customer, segment and
next step. `--items` must give, in any order, the columns receivable_id, customer_id, due_on,
open_cents, delivered_position and delivered_on; days may be text. `--customers` gives customer_id
and regime, and is optional. A value that starts with @ names a file that holds the SQL.

    python benchmarks/floor_run.py encours.sqlite3 --on 2026-03-10 --items @items.sql
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

# First day of each half-year, and its yearly rate in basis points (ECB + 10 points).
RATES = (
    ("2023-01-01", 1250), ("2023-07-01", 1400), ("2024-01-01", 1450), ("2024-07-01", 1425),
    ("2025-01-01", 1315), ("2025-07-01", 1215), ("2026-01-01", 1215), ("2026-07-01", 1215),
)  # fmt: skip
LADDER = (-7, 3, 15, 30, 45)
BUCKETS = (0, 30, 60, 90, 120)
_YEAR_BPS = 365 * 10_000
_LARGE_CENTS = 5_000_000
_COURTESY = 2


def read(database: str, sql: str) -> pl.DataFrame:
    """Every row of a query, by ADBC."""
    with connected(database) as handle, handle.cursor() as cursor:
        if not database.startswith("postgres"):
            # The driver guesses a column's type from its first batch: one batch, no wrong guess.
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": "4000000"})
        cursor.execute(sql)
        frame = pl.DataFrame(cursor.fetch_arrow_table())
    texts = [name for name, kind in frame.schema.items() if name.endswith("_on") and kind == pl.String]
    return frame.with_columns(pl.col(texts).str.to_date("%Y-%m-%d"))


def connected(database: str) -> Any:
    """An ADBC connection to a SQLite file or a PostgreSQL URI."""
    if database.startswith("postgres"):
        import adbc_driver_postgresql.dbapi as postgresql

        return postgresql.connect(database)
    import adbc_driver_sqlite.dbapi as sqlite

    return sqlite.connect(f"file:{database}?mode=ro")


def interest_cents(on: date) -> pl.Expr:
    """Interest from the day after the due date to `on`, cut at each half-year, rounded once, half up."""
    starts = [date.fromisoformat(start) for start, _ in RATES]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [date.max]
    total = pl.lit(0, pl.Int64)
    for rank, (start, end, (_, bps)) in enumerate(zip(starts, ends, RATES, strict=True)):
        after = pl.col("due_on") if rank == 0 else pl.max_horizontal("due_on", start - timedelta(days=1))
        days = (pl.lit(min(on, end)) - after).dt.total_days().clip(lower_bound=0)
        total += pl.col("open_cents") * days * bps
    return (total + _YEAR_BPS // 2) // _YEAR_BPS


def decided(items: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Each item with its days late, bucket, interest, next step and its day."""
    late = (pl.lit(on) - pl.col("due_on")).dt.total_days()
    offsets = pl.col("next_step").replace_strict(
        dict(enumerate(LADDER, start=1)), default=None, return_dtype=pl.Int64
    )
    following = pl.col("delivered_position") + 1
    bucket = pl.sum_horizontal(*(late > limit for limit in BUCKETS))
    return (
        items.with_columns(
            days_late=late,
            bucket=bucket,
            interest_cents=interest_cents(on),
            next_step=pl.when(following <= len(LADDER)).then(following),
        )
        .with_columns(next_on=pl.col("due_on") + pl.duration(days=offsets))
        .with_columns(is_due=(pl.col("next_on") <= on).fill_null(value=False))
    )


def by_customer(items: pl.LazyFrame, customers: pl.LazyFrame) -> pl.LazyFrame:
    """Each customer's totals by bucket, its interest, what is due today, and its segment."""
    owed = pl.col("open_cents")
    in_bucket = [
        owed.filter(pl.col("bucket") == rank).sum().alias(f"b{rank}") for rank in range(len(BUCKETS) + 1)
    ]
    totals = items.group_by("customer_id").agg(
        owed.sum().alias("owed_cents"),
        *in_bucket,
        pl.col("interest_cents").sum(),
        pl.col("due_on").min().alias("oldest_on"),
        pl.col("is_due").sum().alias("steps_due"),
        pl.col("delivered_position").max().alias("reached"),
    )
    segment = (
        pl.when(pl.col("regime") != "b2b")
        .then("regime")
        .when(pl.col("reached") > _COURTESY)
        .then(pl.lit("late"))
        .when(pl.col("owed_cents") >= _LARGE_CENTS)
        .then(pl.lit("large"))
        .otherwise(pl.lit("standard"))
    )
    return totals.join(customers, on="customer_id", how="left").with_columns(segment=segment)


def main() -> None:
    """Print the seconds of reading and deciding, and what was decided."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="a SQLite file or a postgresql:// URI")
    parser.add_argument("--items", required=True, help="SQL of the open items, or @file")
    parser.add_argument("--customers", help="SQL of the customers, or @file")
    parser.add_argument("--on", type=date.fromisoformat, required=True)
    asked = parser.parse_args()
    begun = time.perf_counter()
    items = read(asked.database, _sql(asked.items))
    customers = (
        read(asked.database, _sql(asked.customers))
        if asked.customers
        else items.select("customer_id").unique().with_columns(regime=pl.lit("b2b"))
    )
    read_seconds = time.perf_counter() - begun
    positions = decided(items.lazy(), asked.on).collect()
    totals = by_customer(positions.lazy(), customers.lazy()).collect()
    said = {
        "seconds": round(time.perf_counter() - begun, 3),
        "rows": len(positions),
        "read_seconds": round(read_seconds, 3),
        "customers": len(totals),
        "customers_due": int((totals["steps_due"] > 0).sum()),
        "owed_cents": int(totals["owed_cents"].sum()),
        "interest_cents": int(totals["interest_cents"].sum()),
    }
    print(json.dumps(said))


def _sql(given: str) -> str:
    return Path(given[1:]).read_text(encoding="utf-8") if given.startswith("@") else given


if __name__ == "__main__":
    main()
