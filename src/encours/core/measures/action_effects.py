"""What each kind of action is followed by, beside what comes by itself: cash, with its interval.

What was reminded is compared with what was not, of the same kind (regime, amount) and at the same age in days: owed,
neither contested nor held, and nothing done to its customer for as long as the cash after is counted. Invoices unpaid
count like those paid. Each kind is weighed by what the action was about. An observation, no experiment: who was
written to may differ from who was not in ways that no file tells, so that the difference need not be caused by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Final, Literal

import polars as pl

from encours.core.measures.book import Book
from encours.core.measures.following import GROUPS, WINDOW, Sums, Watched, still_owed, summed, watched
from encours.core.measures.measure import Found, Line
from encours.core.money import rounded

FEWEST: Final = 30  # customers on each side before an interval is told
FEW: Final = 5  # customers of a kind and age left alone, fewer compare nothing
USELESS: Final = 100  # basis points: what at best brings less than one euro in a hundred asked for
NONE: Final = ""  # the action of what nothing was done about
STUDENT: Final = 2.093  # two-sided 95 % quantile of Student's law, 19 degrees of freedom (GROUPS − 1)
BANDS: Final = (-30, -14, -7, 0, 4, 8, 15, 22, 31, 46, 61, 91, 121, 181, 366)
"""Ages compared together: from each number of days past due to the day before the next one."""
SIZES: Final = (50_000, 500_000)
"""What is owed, in cents, from which an invoice is of the middle size, of the large one."""
_SLICES: Final = 10_000

Verdict = Literal["few", "shown", "useless", "contrary", "not_shown"]


@dataclass(frozen=True, slots=True)
class _Compared:
    """One action beside nothing: shares of what was owed, the difference, and what it is about."""

    collected: float
    without: float
    owed: int

    @property
    def effect(self) -> float:
        return self.collected - self.without


def action_effects(book: Book) -> Found:
    """Cash in the days after each kind of action less that of alike invoices left alone, on what it was about."""
    invoices = _invoices(book)
    settled = book.frame("settled").select("receivable_id", "settled_on", "amount_cents", "by")
    acted, contacts = _acted(book, invoices), book.frame("acted").select("customer_id", "on")
    sums: Sums = {}
    people = []
    for moments in (acted, *_left_alone(book, invoices, contacts)):
        told, who = watched(still_owed(moments, settled).pipe(_in_cells), settled, contacts, on=book.on)
        sums |= told
        people.append(who)
    table = _Table(sums, pl.concat(people))
    found = [_line(action, table) for action in table.actions]
    extra = sum(line.figure for line in found if line.figure is not None)
    return Found(
        Fraction(extra) if any(line.figure is not None for line in found) else None,
        {"days": WINDOW, "actions": len(found)},
        {"nothing_alike": sum(line.facts["apart"] for line in found)},
        {},
        tuple(found),
    )


def named(what: pl.Expr, how: pl.Expr) -> pl.Expr:
    """An action by its step (or `call`, `statement`) and the channel or way by which it was done: `firm:email`."""
    return pl.concat_str(what, how, separator=":")


def verdict(line: Line) -> Verdict:
    """What the interval of an action says: shown, useless (at best next to nothing), contrary, or not shown."""
    if "low_bps" not in line.facts:
        return "few"
    low, high = line.facts["low_bps"], line.facts["high_bps"]
    if low > 0:
        return "shown"
    if high < 0:
        return "contrary"
    return "useless" if high < USELESS else "not_shown"


class _Table:
    """Sums by action, kind and age, and group of customers; whole kinds only where enough were left alone."""

    def __init__(self, sums: Sums, people: pl.DataFrame) -> None:
        self._parts, self._people = sums, people
        alone = people.filter(pl.col("action") == NONE).group_by("cell").len().filter(pl.col("len") >= FEW)
        self._alike = frozenset(alone["cell"])
        cells: dict[tuple[str, str], list[Watched]] = {}
        for (action, cell, _part), one in sums.items():
            cells.setdefault((action, cell), []).append(one)
        self._whole = {key: summed(parts) for key, parts in cells.items()}
        self.actions = sorted({action for action, _cell in self._whole if action != NONE})

    def cells(self, action: str) -> list[str]:
        return sorted(cell for one, cell in self._whole if one == action)

    def alike(self, cell: str) -> bool:
        """Whether enough of that kind and age were left alone to compare with."""
        return cell in self._alike

    def customers(self, action: str, cells: list[str]) -> int:
        """How many are behind an action, in these kinds and ages."""
        mine = (pl.col("action") == action) & pl.col("cell").is_in(cells)
        return self._people.filter(mine)["customer_id"].n_unique()

    def of(self, action: str, cell: str, without: int | None = None) -> Watched:
        whole = self._whole.get((action, cell), Watched())
        return whole if without is None else whole.less(self._parts.get((action, cell, without)))


def _line(action: str, table: _Table) -> Line:
    every = table.cells(action)
    cells = [cell for cell in every if table.alike(cell)]
    told = summed(table.of(action, cell) for cell in cells)
    alone = summed(table.of(NONE, cell) for cell in cells)
    apart = sum(table.of(action, cell).rows for cell in every) - told.rows
    customers = table.customers(action, cells)
    facts = {"items": told.rows, "customers": customers, "asked_cents": told.owed, "alone": alone.rows}
    whole = _compared(action, cells, table)
    if whole is None:
        return Line(action, None, facts | {"apart": apart})
    facts |= {"collected_bps": _bps(whole.collected), "without_bps": _bps(whole.without)}
    facts |= {"effect_bps": _bps(whole.effect)}
    if min(customers, table.customers(NONE, cells)) < FEWEST:
        return Line(action, None, facts | {"apart": apart})
    reach = STUDENT * _error(action, cells, table)
    facts |= {"low_bps": _bps(whole.effect - reach), "high_bps": _bps(whole.effect + reach)}
    extra = rounded(facts["effect_bps"] * told.owed, _SLICES)
    return Line(action, Fraction(extra), facts | {"apart": apart})


def _compared(action: str, cells: list[str], table: _Table, without: int | None = None) -> _Compared | None:
    """The two shares over these kinds and ages, each weighed by what the action was about."""
    owed, collected, alone = 0, 0.0, 0.0
    for cell in cells:
        told = table.of(action, cell, without)
        here, there = told.share(), table.of(NONE, cell, without).share()
        if here is None or there is None:
            continue
        owed += told.owed
        collected += here * told.owed
        alone += there * told.owed
    return _Compared(collected / owed, alone / owed, owed) if owed else None


def _error(action: str, cells: list[str], table: _Table) -> float:
    """The standard error by leaving out each group of customers in turn: their invoices are not independent.

    The jackknife of Wolter, *Introduction to Variance Estimation*, 2007, chapter 4.
    """
    told = [_compared(action, cells, table, part) for part in range(GROUPS)]
    effects = [one.effect for one in told if one is not None]
    mean = sum(effects) / len(effects)
    return sqrt((len(effects) - 1) / len(effects) * sum((one - mean) ** 2 for one in effects))


def _bps(share: float) -> int:
    return round(share * _SLICES)


def _invoices(book: Book) -> pl.DataFrame:
    """Invoices with their due day, their customer's regime, and since when they may be told of."""
    told = book.frame("issued").filter((pl.col("kind") == "invoice") & ~pl.col("gone"))
    return (
        told.filter(pl.col("due_on").is_not_null() & (pl.col("amount_cents") > 0))
        .select("receivable_id", "customer_id", "issued_on", "due_on", "amount_cents")
        .join(book.frame("regimes"), on="customer_id", how="left")
    )


def _acted(book: Book, invoices: pl.DataFrame) -> pl.DataFrame:
    """Each invoice at each action about it: those a message named, all that were late where a customer was called."""
    told = book.within("acted").filter("counts")
    named = told.filter(pl.col("receivable_id").is_not_null()).join(
        invoices.drop("customer_id"), on="receivable_id"
    )
    called = told.filter(pl.col("receivable_id").is_null()).drop("receivable_id")
    late = called.join(invoices, on="customer_id").filter(pl.col("due_on") < pl.col("on"))
    columns = [
        "receivable_id",
        "customer_id",
        "issued_on",
        "due_on",
        "amount_cents",
        "regime",
        "action",
        "at",
    ]
    both = pl.concat(rows.rename({"on": "at"}).select(columns) for rows in (named, late))
    return (
        both.unique(["receivable_id", "action", "at"])
        .sort("receivable_id", "action", "at")
        .with_row_index("row")
    )


def _left_alone(book: Book, invoices: pl.DataFrame, contacts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Each invoice at the middle of each age that it reached, where nobody was doing anything about it."""
    for first, after in pairwise(BANDS):
        middle = timedelta(days=(first + after - 1) // 2)
        rows = (
            invoices.with_columns(at=pl.col("due_on") + middle, action=pl.lit(NONE))
            .filter(
                (pl.col("at") > book.since) & (pl.col("at") < book.on) & (pl.col("issued_on") <= pl.col("at"))
            )
            .with_row_index("row")
        )
        yield _untouched(rows, contacts).pipe(_undisturbed, book.frame("aside"))


def _untouched(rows: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Those whose customer had nothing done to it on that day nor in the days before."""
    last = contacts.select("customer_id", last_on="on").unique().sort("last_on")
    joined = rows.sort("at").join_asof(
        last,
        left_on="at",
        right_on="last_on",
        by="customer_id",
        strategy="backward",
        coalesce=False,
        check_sortedness=False,
    )
    long_ago = pl.col("last_on") < pl.col("at") - timedelta(days=WINDOW)
    return joined.filter(pl.col("last_on").is_null() | long_ago).drop("last_on")


def _undisturbed(rows: pl.DataFrame, aside: pl.DataFrame) -> pl.DataFrame:
    """Those that nobody contested and nothing held on that day: these would not have been reminded either."""
    for key in ("receivable_id", "customer_id"):
        whole = pl.col("receivable_id").is_null() == (key == "customer_id")
        spans = aside.filter(whole).select(key, "from_on", "to_on")
        within = (pl.col("from_on") <= pl.col("at")) & (
            pl.col("to_on").is_null() | (pl.col("at") < pl.col("to_on"))
        )
        held = rows.select("row", "at", key).join(spans, on=key).filter(within).select("row").unique()
        rows = rows.join(held, on="row", how="anti")
    return rows


def _in_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `cell`: regime, size of what is owed and age, within which one is compared with another."""
    age = (pl.col("at") - pl.col("due_on")).dt.total_days()
    band, size = pl.lit(-1), pl.lit(0)
    for number, first in enumerate(BANDS):
        band = pl.when(age >= first).then(number).otherwise(band)
    for number, least in enumerate(SIZES, 1):
        size = pl.when(pl.col("owed_cents") >= least).then(number).otherwise(size)
    cell = pl.format("{} {} {}", pl.col("regime").fill_null(""), size, band)
    within = (age >= BANDS[0]) & (age < BANDS[-1])
    return rows.filter(within).with_columns(cell=cell)
