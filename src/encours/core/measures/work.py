"""What people do in a day, what it costs, and what a euro collected costs."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from encours.core.measures.book import Book, total
from encours.core.measures.measure import Found, Line, ratio
from encours.core.measures.ratios import received_in_bank
from encours.core.money import rounded

# Costs of issuing invoices are told apart: they are no cost of collecting them.
_OF_COLLECTION = ("staff", "channel", "provider", "legal", "storage")
KINDS = (*_OF_COLLECTION, "invoicing")
# What is done to collect: reminders sent, lines applied, acts of people. Deciding and agreeing are steps of these.
_ACTIONS = ("", "sending", "matching")
_SENDING = "sending"  # one click sends many: it is no work of as many acts


def cases_per_person(book: Book) -> Found:
    """Customers worked on by a person in a day, on average of the days on which a person worked."""
    touched = book.within("touched").unique(["on", "person", "customer_id"])
    days = touched.select("on", "person").unique().height
    facts = {"cases": touched.height, "person_days": days, "people": touched["person"].n_unique()}
    return Found(ratio(touched.height, days), facts)


def actions_per_person(book: Book) -> Found:
    """Acts of a person in a day, on average of the days on which a person worked."""
    acts = book.within("actions").filter((pl.col("person") != "") & (pl.col("stage") != _SENDING))
    done, days = total(acts, "count"), acts.select("on", "person").unique().height
    facts = {"acts": done, "person_days": days, "people": acts["person"].n_unique()}
    return Found(ratio(done, days), facts)


def _done(book: Book) -> pl.DataFrame:
    return book.within("actions").filter(pl.col("stage").is_in(_ACTIONS))


def hours_freed(book: Book) -> Found:
    """Actions done by a rule × the minutes that a person was recorded to take for one."""
    alone = _done(book).filter(pl.col("person") == "")
    timed = priced(book, alone).filter(pl.col("minutes").is_not_null())
    minutes = int(timed.select((pl.col("minutes") * pl.col("count")).sum()).item())
    counted = total(timed, "count")
    facts = {"minutes": minutes, "actions": counted}
    left_out = {"no_minutes_recorded": total(alone, "count") - counted}
    return Found(Fraction(minutes, 60) if counted else None, facts, left_out)


def costs_by_kind(book: Book) -> dict[str, int]:
    """What each kind of cost comes to in the period: sums by their days, prices by their actions."""
    sums = dict.fromkeys(KINDS, 0)
    for row in book.frame("costs").filter(pl.col("basis") == "period").iter_rows(named=True):
        sums[row["kind"]] += _share_of_period(book, row["from_on"], row["to_on"], row["amount_cents"])
    spent = (
        priced(book, _done(book)).group_by("cost_kind").agg((pl.col("amount_cents") * pl.col("count")).sum())
    )
    for kind, cents in spent.iter_rows():
        sums[kind] += cents
    return sums


def _share_of_period(book: Book, from_on: date, to_on: date | None, cents: int) -> int:
    """The part of a sum that falls in the period, by days; one without an end is of its first day."""
    last = to_on or from_on
    first_day, last_day = max(from_on, book.since + timedelta(days=1)), min(last, book.on)
    days = (last_day - first_day).days + 1
    return rounded(cents * days, (last - from_on).days + 1) if days > 0 else 0


def priced(book: Book, actions: pl.DataFrame) -> pl.DataFrame:
    """Actions with each price that was theirs on their day."""
    prices = (
        book.frame("costs")
        .filter(pl.col("basis") == "action")
        .rename({"kind": "cost_kind", "action": "priced"})
    )
    return actions.join(prices, left_on="kind", right_on="priced").filter(
        (pl.col("on") >= pl.col("from_on")) & (pl.col("on") <= pl.col("to_on").fill_null(date.max))
    )


def spent_on_collection(book: Book) -> int:
    """What collecting cost in the period; issuing the invoices is no part of it."""
    sums = costs_by_kind(book)
    return sum(sums[kind] for kind in _OF_COLLECTION)


def nothing_priced(book: Book) -> bool:
    """No cost recorded is no cost of nothing: the figure is then unknown."""
    return book.frame("costs").is_empty()


def operating_cost(book: Book) -> Found:
    """Every cost recorded of the period, with a line for each kind."""
    sums = costs_by_kind(book)
    lines = tuple(Line(kind, Fraction(sums[kind]), {"cost_cents": sums[kind]}) for kind in KINDS)
    whole = sum(sums.values())
    figure = None if nothing_priced(book) else Fraction(whole)
    return Found(figure, {"cost_cents": whole}, _unpriced(book), {}, lines if figure is not None else ())


def _unpriced(book: Book) -> dict[str, int]:
    """Actions of a kind that no price was recorded for."""
    priced = book.frame("costs").filter(pl.col("basis") == "action")["action"].unique()
    others = _done(book).filter(~pl.col("kind").is_in(priced.implode()))
    return {"action_without_price": total(others, "count")}


def cost_per_action(book: Book) -> Found:
    """Costs of collection ÷ actions, by people and by rules."""
    cents, actions = spent_on_collection(book), total(_done(book), "count")
    figure = None if nothing_priced(book) else ratio(cents, actions)
    return Found(figure, {"cost_cents": cents, "actions": actions}, _unpriced(book))


def cost_per_euro(book: Book) -> Found:
    """Costs of collection ÷ money received in the bank."""
    cents, received = spent_on_collection(book), total(received_in_bank(book), "amount_cents")
    figure = None if nothing_priced(book) else ratio(cents, received)
    return Found(figure, {"cost_cents": cents, "received_cents": received}, _unpriced(book))


def cost_per_case(book: Book) -> Found:
    """Costs of collection ÷ cases closed: the average cost of recovery."""
    cents, closed = spent_on_collection(book), book.within("cases", "closed_on").height
    figure = None if nothing_priced(book) else ratio(cents, closed)
    running = book.frame("cases").filter(pl.col("closed_on").is_null()).height
    return Found(figure, {"cost_cents": cents, "cases": closed}, {"still_open": running})


def cost_of_invoicing(book: Book) -> Found:
    """Costs of invoicing ÷ invoices issued."""
    cents = costs_by_kind(book)["invoicing"]
    issued = book.sold().filter((pl.col("kind") == "invoice") & (pl.col("issued_on") > book.since)).height
    recorded = book.frame("costs").filter(pl.col("kind") == "invoicing").height > 0
    return Found(ratio(cents, issued) if recorded else None, {"cost_cents": cents, "invoices": issued})
