"""`bench match`: bank lines against open items, in memory, beside a plain Polars script over the same frames."""

from __future__ import annotations

from collections.abc import Iterator

from encours.jobs.bench.children import floor, product
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import sqlite_house

_FULL = 1_000_000
_ITEMS_A_LINE = 10
_REFERENCE_RATIO, _WHOLE_RATIO, _SLOWEST_SECONDS, _PRECISION, _RECALL = 3, 2, 1.0, 0.999, 0.9
_ENOUGH = 20_000  # automatic lines on which a precision is judged
_ITEMS_OF_ONE, _LINES_OF_ONE = 2_000, 40


def matching(rows: int) -> Iterator[Figure]:
    """A tenth as many lines as open items; then one payer who owes two thousand."""
    lines = max(rows // _ITEMS_A_LINE, 1)
    with sqlite_house() as house:
        product("draw_lines", house, folder=house.home, lines=lines, items=rows)
        told = product("match_lines", house, folder=house.home)
        least = floor("match", house.home)
    of = f"{lines:_} lines against {rows:_} items"
    judged = rows >= _FULL
    yield Figure(
        f"match {of}, references",
        told.said["reference_seconds"],
        "s",
        limit=_REFERENCE_RATIO if judged else None,
        floor=least["reference_seconds"],
    )
    yield Figure(
        f"match {of}, the whole",
        told.said["seconds"],
        "s",
        limit=_WHOLE_RATIO if judged else None,
        floor=least["seconds"],
    )
    yield Figure("match, peak memory", told.peak_mb, "MB")
    yield from _shares(told.said)
    with sqlite_house() as house:
        one = product("match_one_payer", house, items=_ITEMS_OF_ONE, lines=_LINES_OF_ONE)
    what = f"match, slowest of {_LINES_OF_ONE} lines of a payer with {_ITEMS_OF_ONE:_} items"
    yield Figure(what, one.said["slowest"], "s", limit=_SLOWEST_SECONDS)


def _shares(said: dict[str, float]) -> Iterator[Figure]:
    enough = said["automatic"] >= _ENOUGH
    yield Figure(
        f"match, precision of {said['automatic']:_} automatic lines (lower bound at 95 %)",
        said["precision_low"],
        "",
        limit=_PRECISION if enough else None,
        at_least=True,
    )
    yield Figure("match, recall", said["recall"], "", limit=_RECALL if enough else None, at_least=True)
