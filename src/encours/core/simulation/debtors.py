"""Simulated debtors: the same invoices, paid as such debtors pay, drawn by a seed; some answer reminders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import Final

import polars as pl

from encours.core.replay.book import SHAPES, Book
from encours.core.simulation.habits import DISPUTE, HABIT, REMINDER, Habits

OWN: Final = 5  # invoices seen of a customer from which it is drawn from its own; else from those of all
APART: Final = 10**12  # keys of one draw from those of the next
_NOTHING_HELD: Final = (
    "moves",
    "cash",
    "disputes",
    "holds",
    "terms",
    "instalments",
    "leniencies",
    "refusals",
    "reach",
    "choices",
    "returned",
    "events",
    "promises",
    "agreements",
    "tasks",
    "heads",
)


class Debtors:
    """Several draws side by side, so that one replay follows all of them: each has its own keys, `APART`.

    `book` is what they owe and pay whatever is sent; `answers` what they pay once they are reminded. What is drawn of
    an invoice hangs on the seed and on its key alone: a part of the customers is drawn as it is among all of them.
    """

    def __init__(self, book: Book, habits: Habits, *, seeds: Sequence[str]) -> None:
        """Draw a fate for each invoice of `book`, once a seed: the same seed draws the same, whatever is followed.

        Raises
            ValueError: no invoice was ever observed.
        """
        if habits.seen.is_empty():
            raise ValueError("No invoice was observed: there is nothing to draw from.")
        # invoice: the step from which it answers, days after it, cents
        self._waiting: dict[int, tuple[int, int, int]] = {}
        self._everybody = list(habits.seen.select("kind", "days", "position").iter_rows())
        self._own: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
        theirs = habits.seen.filter(pl.col("customer_id").is_in(book.people["customer_id"].implode()))
        for customer, *told in theirs.select("customer_id", "kind", "days", "position").iter_rows():
            self._own[customer].append(tuple(told))
        drawn = [self._drawn(_shifted(book, run), seed) for run, seed in enumerate(seeds)]
        self.book = Book(
            **{one.name: pl.concat([getattr(each, one.name) for each in drawn]) for one in fields(Book)}
        )

    def _fate(self, seed: str, key: int, customer: int) -> tuple[str, int, int]:
        own = self._own.get(customer % APART, ())
        seen = own if len(own) >= OWN else self._everybody
        told = f"{seed}/{key % APART}".encode()
        return seen[int.from_bytes(blake2b(told, digest_size=8).digest(), "big") % len(seen)]

    def _drawn(self, book: Book, seed: str) -> Book:
        invoices = book.receivables.filter(pl.col("kind") == "invoice", pl.col("amount_cents") > 0)
        moves, disputes = [], []
        columns = ("receivable_id", "customer_id", "amount_cents", "due_on", "known_on")
        for key, customer, cents, due_on, known_on in (
            invoices.select(columns).sort("receivable_id").iter_rows()
        ):
            kind, days, position = self._fate(seed, key, customer)
            if kind == REMINDER:
                self._waiting[key] = (position, days, cents)
                continue
            on = max(known_on, due_on + timedelta(days=days)) if days is not None else known_on
            if kind == HABIT:
                moves.append((key, customer, on, on, -cents, False, False))
            elif kind == DISPUTE:
                disputes.append((key, customer, on, None, cents))
        empty = {name: pl.DataFrame(schema=SHAPES[name]) for name in _NOTHING_HELD}
        told = {
            "receivables": invoices.with_columns(
                factored_on=pl.lit(None, pl.Date), gone_on=pl.lit(None, pl.Date), double=pl.lit(value=False)
            ),
            "moves": pl.DataFrame(moves, schema=SHAPES["moves"], orient="row"),
            "disputes": pl.DataFrame(disputes, schema=SHAPES["disputes"], orient="row"),
        }
        return replace(book, **empty | told)

    def answers(self) -> Callable[[pl.DataFrame, date], pl.DataFrame]:
        """What the reminded pay, for one scenario: of lines (shape `MOVED`) sent on a day, rows of `moves`.

        One that paid after a step answers that step, or any that comes later in the ladder.
        """
        waiting = dict(self._waiting)

        def answered(lines: pl.DataFrame, on: date) -> pl.DataFrame:
            paid = []
            told = lines.group_by("receivable_id", "customer_id").agg(pl.col("position").max())
            for key, customer, reached in told.sort("receivable_id").iter_rows():
                from_step, days, cents = waiting.get(key, (reached + 1, 0, 0))
                if reached >= from_step:
                    waiting.pop(key)
                    day = on + timedelta(days=days)
                    paid.append((key, customer, day, day, -cents, False, False))
            return pl.DataFrame(paid, schema=SHAPES["moves"], orient="row")

        return answered


def _shifted(book: Book, run: int) -> Book:
    """The same book under the keys of a draw."""
    keys = {"customer_id", "receivable_id"}
    return Book(
        **{
            one.name: frame.with_columns(pl.col(name) + run * APART for name in frame.columns if name in keys)
            for one in fields(Book)
            for frame in [getattr(book, one.name)]
        }
    )
