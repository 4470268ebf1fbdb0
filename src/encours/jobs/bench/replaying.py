"""`bench replay`: a year of a big company replayed, in memory, beside a plain Polars script over the same past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from encours.jobs.bench.children import floor, product
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import sqlite_house

_ON = date(2026, 3, 10)
_FULL = 1_000_000
_ROWS_A_CUSTOMER = 10  # at full size a hundred thousand customers, each invoiced every month
_SECONDS, _PEAK_MB = 600, 3_000
_YEAR = timedelta(days=364)


def replaying(rows: int) -> Iterator[Figure]:
    """Twelve months, day after day; a tenth of the customers of `rows`."""
    customers = max(rows // _ROWS_A_CUSTOMER, 1)
    with sqlite_house() as house:
        drawn = product("draw_past", house, folder=house.home, customers=customers, on=_ON)
        told = product("replay_past", house, folder=house.home, first=_ON - _YEAR, last=_ON)
        least = floor("replay", house.home, "--from", str(_ON - _YEAR), "--to", str(_ON))
    of = f"replay, 12 months of {customers:_} customers"
    said = told.said
    full = rows >= _FULL
    yield Figure(
        f"{of}: {drawn.said['receivables']:_} invoices, {said['messages']:_} messages",
        said["seconds"],
        "s",
        limit=_SECONDS if full else None,
    )
    yield Figure(f"{of}, beside a plain script", said["seconds"], "s", floor=least["seconds"])
    # Two processes: both count, as if they peaked together.
    yield Figure(f"{of}, peak memory", told.peak_mb + said["beside_mb"], "MB", limit=_PEAK_MB)
    yield Figure(f"{of}, customers decided of all on each day", said["decided_share"], "%")
