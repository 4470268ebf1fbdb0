"""A past day rebuilt from a book: items and customers in the shapes that the day decides on.

The same as the readings of the records say of that day (a test holds them equal), without asking a database each day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import dataframely as dy
import polars as pl

from encours.core.frames import CustomerFacts, OpenItem
from encours.core.holds import past_hold_days, running_holds
from encours.core.instalments import standing, steps_of
from encours.core.replay.book import Book

_CREDITOR = 1  # a book is of one creditor: its key changes nothing that is decided
_UNREAD = ("number", "issued_on", "amount_cents", "hold_reason")
ITEM = tuple(name for name in OpenItem.column_names() if name not in _UNREAD)
"""The columns of `OpenItem` on which a day decides."""


def items_known(book: Book, lines: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The items open on a day as known then; `lines` (shape `MOVED`) are the steps delivered before that day."""
    items = _open(book, on)
    items, steps = _by_instalment(book, items, lines, on)
    holds = book.holds.filter(pl.col("known_on") <= on)
    sides = [
        steps,
        _disputed(book, on),
        running_holds(holds, on=on, of_items=True),
        past_hold_days(holds, items, steps, on=on),
    ]
    found = items.lazy()
    for side in sides:
        found = _joined(found, side)
    zero = ("delivered_position", "disputed_cents", "held_days", "held_days_since_delivered")
    return (
        found.with_columns(
            pl.col(zero).fill_null(0),
            pl.lit(_CREDITOR, pl.Int64).alias("creditor_id"),
            *_unknown(OpenItem, found),
        )
        .select(ITEM)
        .collect()
    )


def _open(book: Book, on: date) -> pl.DataFrame:
    """What is open of each receivable known, by the terms that were held then."""
    moved = (
        book.moves.lazy()
        .filter(pl.col("known_on") <= on)
        .group_by("receivable_id")
        .agg(pl.col("cents").sum())
    )
    kind = pl.when(pl.col("factored_on") <= on).then(pl.lit("factored")).otherwise("kind")
    items = (
        book.receivables.lazy()
        .filter(pl.col("known_on") <= on)
        .join(moved, on="receivable_id", how="left")
        .with_columns(
            kind.alias("kind"),
            open_cents=pl.col("amount_cents") + pl.col("cents").fill_null(0),
            gone=(pl.col("gone_on") <= on).fill_null(value=False),
        )
        .filter(pl.col("open_cents") != 0)
        .drop("cents", "factored_on", "gone_on", "known_on", "double")
    )
    if book.terms.is_empty():
        return items.collect()
    former = (
        book.terms.lazy()
        .filter(within(on))
        .sort("rank")
        .unique("receivable_id", keep="first")
        .select("receivable_id", then_due_on="due_on", then_assumed="due_assumed")
    )
    return (
        items.join(former, on="receivable_id", how="left")
        .with_columns(
            due_on=pl.coalesce("then_due_on", "due_on"),
            due_assumed=pl.coalesce("then_assumed", "due_assumed"),
        )
        .drop("then_due_on", "then_assumed")
        .collect()
    )


def _by_instalment(
    book: Book, items: pl.DataFrame, lines: pl.DataFrame, on: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The items with what is not due of them yet, and the last step of each: of the instalment that is chased."""
    steps = lines.group_by("receivable_id").agg(
        delivered_position=pl.col("position").max(), delivered_on=pl.col("on").max()
    )
    none = items.with_columns(pl.lit(0, pl.Int64).alias("not_due_cents"))
    told = (
        book.instalments.drop("customer_id")
        if book.instalments.is_empty()
        else standing(book.instalments.drop("customer_id"), items, on=on)
    )
    if told.is_empty():
        return none, steps
    dated = none.drop("not_due_cents").join(
        told.select("receivable_id", "plan_due_on", "not_due_cents"), on="receivable_id", how="left"
    )
    found = dated.with_columns(
        pl.coalesce("plan_due_on", "due_on").alias("due_on"), pl.col("not_due_cents").fill_null(0)
    ).drop("plan_due_on")
    delivered = lines.select("receivable_id", "position", "on")
    others = steps.join(told, on="receivable_id", how="anti")
    return found, pl.concat([others, steps_of(delivered, told).select(steps.columns)])


def _disputed(book: Book, on: date) -> pl.DataFrame:
    return (
        book.disputes.filter(within(on)).group_by("receivable_id").agg(disputed_cents=pl.col("cents").sum())
    )


def _joined(items: pl.LazyFrame, side: pl.DataFrame) -> pl.LazyFrame:
    """Each item with what was found of it; no join where nothing was."""
    if not side.is_empty():
        return items.join(side.lazy(), on="receivable_id", how="left")
    return items.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in side.schema.items() if name != "receivable_id"
    )


def customers_known(book: Book, messages: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """The customers as they were held on a day; `messages` (shape `SENT`) are those sent by then."""
    holds = book.holds.filter(pl.col("known_on") <= on)
    told = messages.lazy().filter(pl.col("on") <= on)
    refused = book.refusals.lazy().filter(within(on)).select("customer_id").unique()
    sides = (
        refused.with_columns(refuses_email=pl.lit(value=True)),
        *_waiting_cash(book, on),
        told.group_by("customer_id").agg(last_message_on=pl.col("on").max()),
        running_holds(holds, on=on, of_items=False).lazy(),
        _spared(book, on),
        book.choices.lazy().filter(within(on)).drop("from_on", "until_on"),
    )
    facts = _as_held(book, on).lazy()
    for side in sides:
        facts = facts.join(side, on="customer_id", how="left")
    return (
        facts.with_columns(
            pl.col("refuses_email").fill_null(value=False),
            pl.col("unapplied_cents").fill_null(0),
            pl.lit(_CREDITOR, pl.Int64).alias("creditor_id"),
            pl.lit(0, pl.Int64).alias("facts_version"),
            *_unknown(CustomerFacts, facts),
        )
        .select(CustomerFacts.column_names())
        .collect()
    )


def _waiting_cash(book: Book, on: date) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The cash on account of a day: in the currency of the books, and in others."""
    cash = (
        book.cash.lazy()
        .filter(within(on))
        .group_by("customer_id", "currency")
        .agg(pl.col("cents").sum().alias("unapplied_cents"))
        .filter(pl.col("unapplied_cents") != 0)
    )
    others = cash.filter(pl.col("currency").is_not_null()).sort("customer_id", "currency")
    return (
        cash.filter(pl.col("currency").is_null()).drop("currency"),
        others.group_by("customer_id", maintain_order=True).agg(
            other_cash=pl.struct("currency", "unapplied_cents")
        ),
    )


def _spared(book: Book, on: date) -> pl.LazyFrame:
    """Who is spared on a day, and how."""
    kind = pl.col("kind")
    return (
        book.leniencies.lazy()
        .filter(within(on))
        .group_by("customer_id")
        .agg(
            soft_until=pl.col("soft_until").filter(kind == "difficulty").max(),
            no_courtesy=(kind == "no_courtesy").any(),
        )
    )


def _as_held(book: Book, on: date) -> pl.DataFrame:
    """Regime, language, address and reach as held then; of whom nothing older is kept, as held now."""
    former, people = book.former.filter(within(on)), _as_reached(book, on)
    if former.is_empty():
        return people
    state = [name for name in former.columns if name not in {"customer_id", "rank", "from_on", "until_on"}]
    first = former.sort("rank").unique("customer_id", keep="first").select("customer_id", *state)
    return (
        people.join(first, on="customer_id", how="left", suffix="_then")
        .with_columns(pl.coalesce(f"{name}_then", name).alias(name) for name in state)
        .drop(f"{name}_then" for name in state)
    )


def _as_reached(book: Book, on: date) -> pl.DataFrame:
    """The people, and whether an e-mail reached each of them then."""
    then = book.reach.filter(within(on)).select("customer_id", "has_email", "email_lost")
    return book.people if then.is_empty() else book.people.update(then, on="customer_id")


def _unknown(shape: type[dy.Schema], told: pl.LazyFrame) -> Iterator[pl.Expr]:
    """What no past day knew (doubts of the data) or a book does not keep: null, where the shape lets it be."""
    have = {*told.collect_schema().names(), "creditor_id", "facts_version"}
    for name, column in shape.columns().items():
        if name not in have and column.nullable:
            yield pl.lit(None, column.dtype).alias(name)


def within(on: date) -> pl.Expr:
    """Whether a fact was known and so on a day."""
    until = pl.col("until_on")
    return (pl.col("from_on") <= on) & (until.is_null() | (until > on))
