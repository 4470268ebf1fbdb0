"""A scenario followed day after day through a company's own past, in memory: what it would have sent, and when.

Each day is decided by `core.day` and each message asked about at the one gate, from the facts as known that day
(`core.replay.book`). Only what was sent differs from what was: it is the scenario's own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.core.day import Plan, plan_day
from encours.core.days import is_business_day
from encours.core.refusals import RuleError
from encours.core.replay.agenda import Agenda
from encours.core.replay.as_of import customers_known, items_known
from encours.core.replay.at_gate import Round
from encours.core.replay.book import Book, Sent
from encours.core.replay.happened import events_known
from encours.core.replay.heads import heads_known
from encours.core.replay.queueing import Queue
from encours.core.replay.sending import HELD, House, through_gate
from encours.core.scenario import Scenario

Provisional = Callable[[date], frozenset[str]]
Progress = Callable[[int, int], object]
Answers = Callable[[pl.DataFrame, date], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a scenario did: what it sent, what the gate kept (`HELD`), and where each item stood at the end.

    `ended` says receivable_id, customer_id and reason of each item still open on the last day; `decided` how many
    customers were decided over all days.
    """

    sent: Sent
    held: pl.DataFrame
    ended: pl.DataFrame
    days: list[date]
    decided: int

    def joined(self, other: Replayed) -> Replayed:
        """This and what the same scenario did for other customers on the same days."""
        return Replayed(
            _together([self.sent, other.sent]),
            pl.concat([self.held, other.held]),
            pl.concat([self.ended, other.ended]),
            self.days,
            self.decided + other.decided,
        )


def business_days(from_on: date, to_on: date) -> list[date]:
    """The days on which a house decides, both ends among them.

    Raises
        RuleError: `replay_no_day`, there is none.
    """
    length = (to_on - from_on).days + 1
    days = [day for n in range(length) if is_business_day(day := from_on + timedelta(days=n))]
    if not days:
        raise RuleError("replay_no_day", "Aucun jour ouvré entre ces dates : élargir la période.")
    return days


def replay(
    book: Book,
    scenario: Scenario,
    days: list[date],
    *,
    house: House,
    provisional: Provisional,
    before: Sent | None = None,
    everybody: bool = False,
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> Replayed:
    """Follow `scenario` over `days` (business days, in order) from the facts of `book`.

    `before`: what was really sent before the first day, and what left since by no scenario (statements, requests), each
    at its day. `provisional` names, for a day, the regimes whose rate nobody
    has confirmed. `everybody` decides each customer on each day, which changes nothing but the time it takes.
    `answers` gives what is paid (rows of `moves`, of that day or later) because of the lines (shape `MOVED`) that left
    on a day, and of what people did.
    """
    course = _Course(book, scenario, house, provisional, before or Sent.nothing(), days)
    course.answers = answers
    held: list[pl.DataFrame] = []
    decided, known = 0, provisional(days[0])
    for done, on in enumerate(days):
        now = provisional(on)
        whom = course.agenda.due(on, all_of_them=everybody or now != known)
        known = now
        decided += len(whom)
        if len(whom):
            held.append(course.day(whom, on=on))
        if progress is not None:
            progress(done + 1, len(days))
    return Replayed(
        sent=course.since(),
        held=pl.concat([pl.DataFrame(schema=HELD), *held]),
        ended=course.standing(on=days[-1]),
        days=days,
        decided=decided,
    )


class _Course:
    """A scenario under way: the book, and what was sent up to now."""

    def __init__(
        self,
        book: Book,
        scenario: Scenario,
        house: House,
        provisional: Provisional,
        before: Sent,
        days: list[date],
    ) -> None:
        self.book, self.scenario, self.house, self.provisional = book, scenario, house, provisional
        self.agenda = Agenda(book, days)
        kin = {"customer_id": pl.Int64, "kin": pl.Int64}
        self._kin = pl.DataFrame(list(book.kin().items()), schema=kin, orient="row")
        self._limited, self._queue = house.limited(), Queue()
        self.answers: Answers | None = None
        self._before, self._now = before, [before]

    def _sent(self) -> Sent:
        """All that was sent up to now, kept as one frame once there are many."""
        if len(self._now) > 1:
            self._now = [_together(self._now)]
        return self._now[0]

    def since(self) -> Sent:
        """What this scenario sent itself."""
        whole, earlier = self._sent(), self._before
        return Sent(
            whole.messages.slice(len(earlier.messages)),
            whole.lines.slice(len(earlier.lines)),
        )

    def day(self, whom: pl.Series, *, on: date) -> pl.DataFrame:
        """Decide a day for some customers and send what may leave; returns what the gate kept."""
        decided = self._decided(self._with_kin(whom), on=on)
        plan, conditions = decided.plan, self.house.conditions(self.provisional(on), on=on)
        left, held = through_gate(decided, self.scenario, conditions, on=on, **self._room(plan, on=on))
        lines = pl.concat([left.lines, self._done(plan, on)])
        self._now.append(Sent(left.messages, lines))
        told = pl.concat([left.messages["customer_id"], plan.asked["customer_id"]])
        self.agenda.note(plan.positions, told, on=on)
        if self.answers is not None and not lines.is_empty():
            self._answered(self.answers(lines, on))
        return held

    def _decided(self, whom: pl.Series, *, on: date) -> Round:
        """What the one decider of days says of some customers, from what was known of them then."""
        book, whole = self.book.of(whom), self._sent().of(whom)
        sent = whole.standing(book.returned, on=on)
        items = items_known(book, sent.lines, on=on)
        customers = customers_known(book, sent.messages, on=on)
        heads = heads_known(book, customers, sent, on=on)
        price = self.house.on(on).sending_cents
        events = events_known(book, whole, items, self.scenario, on=on, sending_cents=price)
        plan = plan_day(
            items,
            customers,
            self.scenario,
            on=on,
            currency=self.house.currency,
            provisional=self.provisional(on),
            heads=heads,
            events=events,
        )
        return Round(plan, items, customers, sent, heads, events, book.agreements)

    def _with_kin(self, whom: pl.Series) -> pl.Series:
        """These customers, and those written to at the head of their groups."""
        if self._kin.is_empty():
            return whom
        asked = self._kin.filter(pl.col("customer_id").is_in(whom.implode()))["kin"]
        others = self._kin.filter(pl.col("kin").is_in(asked.unique().implode()))["customer_id"]
        return pl.concat([whom, others]).unique()

    def _room(self, plan: Plan, *, on: date) -> dict[str, Any]:
        """How many may leave today, and which first; nothing where there is no most."""
        if not self._limited:
            return {}
        self._queue.see(plan, on=on)
        standing = self.house.on(on)
        if standing.most is None:
            return {}
        today = self._sent().messages.filter(pl.col("on") == on).height
        return {"room": max(0, standing.most - today), "first": self._queue.order(largest=standing.largest)}

    def _done(self, plan: Plan, on: date) -> pl.DataFrame:
        """The steps that people do: as done on the day they are asked, but where they were really done another day."""
        asked = plan.asked.filter(pl.col("because") == "step")
        really = self.book.tasks.select("receivable_id", "position", "from_on", "done_on")
        if not asked.is_empty() and not really.is_empty():
            keys = ["receivable_id", "position"]
            done = pl.col("done_on")
            waits = really.filter(pl.col("from_on") <= on, done.is_null() | (done > on))
            asked = asked.join(waits, on=keys, how="anti")
        return asked.select(
            "customer_id",
            "receivable_id",
            "position",
            pl.lit(on).alias("on"),
            pl.col("kind").alias("step_code"),
            pl.lit(0, pl.Int64).alias("open_cents"),
        )

    def _answered(self, moves: pl.DataFrame) -> None:
        """Write down what debtors will pay because of a message, and look at them again that day."""
        self.book = dataclasses.replace(self.book, moves=pl.concat([self.book.moves, moves]))
        self.agenda.expect(moves.select("customer_id", on="known_on"))

    def standing(self, *, on: date) -> pl.DataFrame:
        """Where each item that this scenario wrote about stands at the end, if it is still open."""
        since = self.since()
        whom = since.messages["customer_id"].unique()
        plan = self._decided(self._with_kin(whom), on=on).plan
        told = since.written().select("receivable_id").unique()
        return plan.positions.join(told, on="receivable_id", how="semi").select(
            "receivable_id", "customer_id", "reason"
        )


def _together(parts: list[Sent]) -> Sent:
    return Sent(
        pl.concat([one.messages for one in parts]),
        pl.concat([one.lines for one in parts]),
    )
