"""`bench run`: a day over a big portfolio, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from encours.jobs.bench.children import Answer, floor, product
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import HOUSES, House
from encours.jobs.bench.strategies import CONDITIONS, SCENARIOS, STEPS

_ON = date(2026, 3, 10)  # a Tuesday, as the day before is a Monday: both are worked
_FULL = 1_000_000
_ITEMS_A_CUSTOMER = 10
_RATIO, _PEAK_MB, _AGAIN, _LINEAR = 4, 2_000, 1.0, 1.3
_STRATEGIC_RATIO, _STRATEGIC_PEAK_MB = 7, 3_000
_ONE_IN, _CHANGED = 100, 0.15
_DUNNED = 50_000
_DUNNED_A_SECOND = {"sqlite": 19_000, "postgresql": 9_500}
_FLOOR_SQL = (
    "SELECT receivable_id, customer_id, due_on, open_cents, delivered_position, delivered_on FROM bench_item"
)


def running(rows: int, databases: Iterable[str]) -> Iterator[Figure]:
    """One day at full size, at a tenth, at a hundredth; one with a strategy; one on which every item is dunned."""
    for opened in (HOUSES[name] for name in databases):
        seconds: dict[int, float] = {}
        for size in (rows // 100, rows // 10, rows):
            with opened() as house:
                if house is None:
                    return
                day = _a_day(house, size)
                seconds[size] = day.said["seconds"]
                if size == rows:
                    yield from _day_figures(house, rows, day)
                    kind = house.kind
        yield _linearity(kind, rows, seconds)
        for measured, size in ((_strategic, rows), (_dunned, min(_DUNNED, rows))):
            with opened() as house:
                if house is not None:
                    yield from measured(house, size)


def _a_day(house: House, rows: int, *, strategic: bool = False) -> Answer:
    """The day measured comes after one that wrote every position."""
    customers = max(rows // _ITEMS_A_CUSTOMER, 1)
    product("seed", house, kind="open_items", rows=rows, customers=customers, on=_ON)
    if strategic:
        product("strategy", house)
    product("run", house, on=_ON - timedelta(days=1))
    return product("run", house, on=_ON)


def _day_figures(house: House, rows: int, day: Answer) -> Iterator[Figure]:
    again = product("run", house, on=_ON)
    changed = _after_change(house, rows, day)
    least = floor("run", house.uri, "--items", _FLOOR_SQL, "--on", str(_ON))
    full = rows >= _FULL
    name, seconds = f"run {house.kind} {rows:_} items", day.said["seconds"]
    yield Figure(
        f"{name}, {day.said['proposals']:_} proposals",
        seconds,
        "s",
        limit=_RATIO if full else None,
        floor=least["seconds"],
    )
    # SQLite is read by processes of their own: all count, as if they peaked together.
    yield Figure(f"{name}, peak memory", day.peak_mb + day.said["reader_mb"], "MB", limit=_PEAK_MB)
    yield Figure(f"{name}, entries added by a second run", again.said["entries"], "", limit=0)
    yield Figure(
        f"{name}, second run beside the first",
        again.said["seconds"],
        "s",
        limit=_AGAIN if full else None,
        floor=seconds,
    )
    yield changed


def _after_change(house: House, rows: int, day: Answer) -> Figure:
    """The same day once more, when an invoice of one customer in a hundred was contested since."""
    touched = product("touch", house, on=_ON, one_in=_ONE_IN)
    few = product("run", house, on=_ON)
    return Figure(
        f"run {house.kind} {rows:_} items, after {touched.said['customers']:_} customers changed, beside the whole",
        few.said["seconds"],
        "s",
        limit=_CHANGED if rows >= _FULL else None,
        floor=day.said["seconds"],
    )


def _linearity(kind: str, rows: int, seconds: dict[int, float]) -> Figure:
    """What one more item costs from a tenth to the whole, beside what it costs from a hundredth to a tenth."""
    small, middle = rows // 100, rows // 10
    late = (seconds[rows] - seconds[middle]) / (rows - middle) * 1e6
    early = (seconds[middle] - seconds[small]) / (middle - small) * 1e6
    what = f"run {kind}, one more item beyond {middle:_}"
    return Figure(what, late, "µs", limit=_LINEAR if rows >= _FULL else None, floor=early)


def _strategic(house: House, rows: int) -> Iterator[Figure]:
    """The same day where segments choose among scenarios: beside the same floor, which has one ladder for all."""
    day, full = _a_day(house, rows, strategic=True), rows >= _FULL
    least = floor("run", house.uri, "--items", _FLOOR_SQL, "--on", str(_ON))
    name = (
        f"run {house.kind} {rows:_} items, {len(CONDITIONS)} segments, {SCENARIOS} scenarios of {STEPS} steps"
    )
    yield Figure(
        f"{name}, {day.said['proposals']:_} proposals",
        day.said["seconds"],
        "s",
        limit=_STRATEGIC_RATIO if full else None,
        floor=least["seconds"],
    )
    yield Figure(f"{name}, peak memory", day.peak_mb + day.said["reader_mb"], "MB", limit=_STRATEGIC_PEAK_MB)
    yield _after_change(house, rows, day)


def _dunned(house: House, rows: int) -> Iterator[Figure]:
    customers = max(rows // _ITEMS_A_CUSTOMER, 1)
    product("seed", house, kind="dunned", rows=rows, customers=customers, on=_ON)
    day = product("run", house, on=_ON)
    sent = product("record_sending", house, on=_ON)
    seconds = day.said["seconds"] + sent.said["seconds"]
    yield Figure(
        f"run {house.kind} {rows:_} items all dunned (decided {day.said['seconds']:.2f} s,"
        f" sending recorded {sent.said['seconds']:.2f} s)",
        rows / seconds,
        "items/s",
        limit=_DUNNED_A_SECOND[house.kind] if rows >= _DUNNED else None,
        at_least=True,
    )
