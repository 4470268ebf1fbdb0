"""`bench import` and `bench stop-free`: a big ledger into SQLite, and a note saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from encours.jobs.bench.children import Answer, floor, product, started
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import House, sqlite_house

DEFAULT_ROWS = 1_000_000
_FULL = 1_000_000
_RATIO, _PEAK_MB, _WAIT_SECONDS = 4, 1_500, 5
_TABLE_PEAK_MB, _FLAT = 600, 1.2
# The tables that an import fills; the floor writes their rows again with the same indexes.
_TABLES = (
    "parties_customer", "receivables_receivable", "cash_payment", "cash_application", "history_leaf",
)  # fmt: skip


def importing(rows: int) -> Iterator[Figure]:
    """A FEC of so many lines, then a CSV of so many invoices, into SQLite, against reading and writing alone."""
    with sqlite_house() as house:
        path, _ = _prepared(house, rows)
        taken = product("import_ledger", house, path=path)
        yield from _import_figures(house, path, rows, taken)
    yield from _table_figures(rows)


def _table_figures(rows: int) -> Iterator[Figure]:
    """A CSV of so many invoices, against reading it typed and writing the same rows."""
    with sqlite_house() as house:
        path = house.home / "big.csv"
        product("write_table", house, path=path, rows=rows)
        product("open_empty", house)
        taken = product("import_table", house, path=path)
        named = [part for table in _TABLES for part in ("--table", table)]
        least = floor("table", path, "--rows-of", house.uri, *named, "--folder", house.home)
        yield Figure(
            f"import {rows:_} invoices of a CSV, {least['rows']:_} rows written",
            taken.said["seconds"],
            "s",
            limit=_RATIO if rows >= _FULL else None,
            floor=least["seconds"],
        )
        yield Figure("import of the CSV, peak memory", taken.peak_mb, "MB", limit=_TABLE_PEAK_MB)
    yield _flatness(rows)


def _flatness(rows: int) -> Figure:
    """The peak memory of a CSV beside that of one four times shorter: it does not grow with the file."""
    short, long = rows // 10, rows * 4 // 10
    peaks = {count: _table_taken(count).peak_mb for count in (short, long)}
    what = f"peak memory of a CSV of {long:_} lines, beside one of {short:_}"
    return Figure(what, peaks[long], "MB", limit=_FLAT if rows >= _FULL else None, floor=peaks[short])


def _table_taken(rows: int) -> Answer:
    with sqlite_house() as house:
        path = house.home / "big.csv"
        product("write_table", house, path=path, rows=rows)
        product("open_empty", house)
        return product("import_table", house, path=path)


def stop_free(rows: int) -> Iterator[Figure]:
    """How long a note saved at the desk waits while a ledger is taken in."""
    with sqlite_house() as house:
        path, opened = _prepared(house, rows)
        flag = house.home / "imported"
        notes = started("save_notes", house, customer=opened["customer"], until=flag)
        try:
            product("import_ledger", house, path=path)
        finally:
            flag.touch()
            told = notes.finished().said
    what = f"stop-free {rows:_} lines, longest wait of {told['notes']} notes"
    yield Figure(what, told["longest"], "s", limit=_WAIT_SECONDS)


def _prepared(house: House, rows: int) -> tuple[Path, dict[str, Any]]:
    path = house.home / "big.txt"
    product("write_ledger", house, path=path, rows=rows)
    return path, product("open_empty", house).said


def _import_figures(house: House, path: Path, rows: int, taken: Answer) -> Iterator[Figure]:
    named = [part for table in _TABLES for part in ("--table", table)]
    least = floor("import", path, "--rows-of", house.uri, *named, "--folder", house.home)
    yield Figure(
        f"import {rows:_} lines, {least['rows']:_} rows written",
        taken.said["seconds"],
        "s",
        limit=_RATIO if rows >= _FULL else None,
        floor=least["seconds"],
    )
    yield Figure("import peak memory", taken.peak_mb, "MB", limit=_PEAK_MB)
