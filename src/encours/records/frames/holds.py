"""Holds as the day sees them: what runs now, and how many days past ones stopped an item's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.matching.holding import perhaps_paid
from encours.records.frames.doorway import fetch, only
from encours.records.frames.shapes import Kinds

# A promise holds the items that it is about, until its day and its grace are over or it is withdrawn; a direct debit
# those that it collects, until the bank could have returned it or it is not to be.
_HOLDS = """
SELECT h.receivable_id, h.customer_id, h.from_on, h.until_on, h.released_on, h.reason, h.kind, 0, 0
FROM cases_hold h WHERE h.creditor_id = %s AND h.from_on <= %s {of_hold}
UNION ALL
SELECT i.receivable_id, p.customer_id, p.made_on, p.until_on, p.withdrawn_on, p.text, 'pause', 1, 0
FROM promises_promise p JOIN promises_promiseditem i ON i.promise_id = p.id
WHERE p.creditor_id = %s AND p.made_on <= %s {of_promise}
UNION ALL
SELECT i.receivable_id, d.customer_id, d.announced_on, d.until_on, d.ended_on, '', 'pause', 0, 1
FROM debits_debit d JOIN debits_debititem i ON i.debit_id = d.id
WHERE d.creditor_id = %s AND d.announced_on <= %s {of_debit}
"""
# What lines that wait may pay, as matching proposed it last.
_PERHAPS = """
SELECT k.receivable_id, k.score, k.option, k.reason, l.recorded_at
FROM cash_candidate k JOIN cash_bankline l ON l.id = k.line_id
WHERE k.creditor_id = %s AND l.state IN ('unapplied', 'doubtful') {of}
"""
_OF_CUSTOMERS = (
    "AND k.receivable_id IN (SELECT r.id FROM receivables_receivable r WHERE r.open_cents <> 0 {of})"
)
_PERHAPS_KINDS: Kinds = {
    "receivable_id": pl.Int64,
    "score": pl.Int64,
    "option": pl.Int64,
    "reason": pl.String,
    "recorded_at": pl.Datetime("us"),
}
_KINDS = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "released_on": pl.Date,
    "reason": pl.String,
    "kind": pl.String,
    "promised": pl.Boolean,
    "debited": pl.Boolean,
}


_RUNNING: Kinds = {
    "held_from": pl.Date,
    "held_until": pl.Date,
    "hold_reason": pl.String,
    "hold_kind": pl.String,
}
_RUNNING_OF_ITEMS: Kinds = {
    "held_from": pl.Date,
    "held_until": pl.Date,
    "hold_reason": pl.String,
    "promised": pl.Boolean,
    "debited": pl.Boolean,
}
_PAST: Kinds = {"receivable_id": pl.Int64, "held_days": pl.Int64, "held_days_since_delivered": pl.Int64}


def _ended_on() -> pl.Expr:
    """The first day no longer held: the release, or the day after the last day held."""
    after = pl.col("until_on") + pl.duration(days=1)
    return pl.min_horizontal("released_on", after)


def holds_known(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Read every hold that had begun by a day, running or ended, of all customers or of a few.

    Columns receivable_id (null: of the whole customer), customer_id, from_on, until_on, released_on, reason, kind,
    promised, debited, and `end_on`, the first day no longer held (null: until released).
    """
    sql = _HOLDS.format(
        of_hold=only("h.customer_id", customers),
        of_promise=only("p.customer_id", customers),
        of_debit=only("d.customer_id", customers),
    )
    holds = fetch(sql, [creditor_id, on] * 3, _KINDS)
    return holds.with_columns(end_on=_ended_on())


def running_holds(known: pl.DataFrame, *, on: date, of_items: bool) -> pl.DataFrame:
    """The holds (`holds_known`) that run on a day: of items (`receivable_id`) or of customers (`customer_id`).

    Columns held_from, held_until (null: until released), hold_reason, of customers `hold_kind`, and of items `promised`
    and `debited`, where the hold is a promise to pay or a direct debit to come; of several, the one that ends last, an
    insolvency before all others.
    """
    key = "receivable_id" if of_items else "customer_id"
    told = _RUNNING_OF_ITEMS if of_items else _RUNNING
    if known.is_empty():
        return pl.DataFrame(schema={key: pl.Int64, **told})
    whole = pl.col("receivable_id").is_not_null() if of_items else pl.col("receivable_id").is_null()
    return (
        known.lazy()
        .filter(whole & (pl.col("end_on").is_null() | (pl.col("end_on") > on)))
        .sort(
            pl.col("kind") == "insolvency",
            pl.col("until_on").fill_null(date.max),
            "from_on",
            "promised",
            descending=[True, True, False, False],
        )
        .unique(key, keep="first", maintain_order=True)
        .select(
            key,
            held_from=pl.col("from_on"),
            held_until=pl.col("until_on"),
            hold_reason=pl.col("reason"),
            **(
                {name: pl.col(name) for name in ("promised", "debited")}
                if of_items
                else {"hold_kind": pl.col("kind")}
            ),
        )
        .collect()
    )


def holds_of_cash(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Items that money which waits may pay, held on a day (`core.matching.holding.perhaps_paid`)."""
    of = "" if customers is None else _OF_CUSTOMERS.format(of=only("r.customer_id", customers))
    waiting = fetch(_PERHAPS.format(of=of), [creditor_id], _PERHAPS_KINDS)
    held = perhaps_paid(waiting.lazy().with_columns(came_on=pl.col("recorded_at").dt.date()))
    return held.filter(pl.col("paid_from") <= on, pl.col("paid_until") >= on).collect()


def past_hold_days(
    known: pl.DataFrame, items: pl.DataFrame, steps: pl.DataFrame, *, on: date
) -> pl.DataFrame:
    """Count, per item, the days on which an ended hold (its own or its customer's) stopped its clocks.

    `known` as `holds_known` says; `items` has receivable_id, customer_id, due_on, `steps` receivable_id, delivered_on.
    Columns: held_days, after the due date; held_days_since_delivered, after the last delivery. Overlapping holds count
    once.
    """
    if known.is_empty():
        return pl.DataFrame(schema=dict(_PAST))
    ended = known.lazy().filter(pl.col("end_on") <= on, pl.col("from_on") < pl.col("end_on"))
    own = ended.filter(pl.col("receivable_id").is_not_null()).drop("customer_id")
    whole = ended.filter(pl.col("receivable_id").is_null()).drop("receivable_id")
    columns = ["receivable_id", "due_on", "from_on", "end_on"]
    spans = pl.concat(
        [
            items.lazy().join(own, on="receivable_id").select(columns),
            items.lazy().join(whole, on="customer_id").select(columns),
        ]
    )
    day = pl.col("day")
    return (
        spans.join(steps.lazy().select("receivable_id", "delivered_on"), on="receivable_id", how="left")
        .with_columns(day=pl.date_ranges("from_on", "end_on", closed="left"))
        .explode("day")
        .unique(["receivable_id", "day"])
        .group_by("receivable_id")
        .agg(
            held_days=day.filter(day > pl.col("due_on")).n_unique().cast(pl.Int64),
            held_days_since_delivered=day.filter(day > pl.col("delivered_on")).n_unique().cast(pl.Int64),
        )
        .collect()
    )
