"""Open items as the day sees them: `core.frames.OpenItem`, from the tables as they stand or as known on a day.

The day itself reads all of a creditor's at once, and of each only what it decides on (`DAY_ITEM`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.frames import OpenItem
from encours.core.holds import past_hold_days, running_holds
from encours.core.matching.holding import held_by_cash
from encours.records.frames.delivered import day_of, delivered_steps, stands, steps_of_people
from encours.records.frames.doorway import fetch, only
from encours.records.frames.doubles import gone_as_known
from encours.records.frames.holds import holds_known, holds_of_cash
from encours.records.frames.instalments import by_instalment
from encours.records.frames.quality import doubts

_ITEM = {
    "receivable_id": pl.Int64,
    "creditor_id": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "number": pl.String,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "due_assumed": pl.Boolean,
    "amount_cents": pl.Int64,
    "open_cents": pl.Int64,
    "currency": pl.String,
    "gone": pl.Boolean,
}

# The plus keeps a table read in its own order: by an index that begins with the creditor, each row is looked up.
# What was assigned is the factor's; an invoice that a bill was drawn on waits for the bill's day.
_KIND = """CASE WHEN r.factor <> ''{then} THEN 'factored'
            WHEN r.root = '413' AND r.kind = 'invoice' THEN 'bill' ELSE r.kind END"""
_NOW = f"""
SELECT r.id, r.creditor_id, r.customer_id, {_KIND.format(then="")}, r.number, r.issued_on, r.due_on,
       CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END, r.amount_cents, r.open_cents, r.currency,
       CASE WHEN r.gone_on IS NULL THEN 0 ELSE 1 END
FROM receivables_receivable r
WHERE +r.creditor_id = %s AND r.open_cents <> 0
"""

_UNREAD = ("number", "issued_on", "amount_cents", "hold_reason")
DAY_ITEM = tuple(name for name in OpenItem.column_names() if name not in _UNREAD)
"""The columns of `OpenItem` on which the day decides."""

# What nearly every item says, an invoice in euros, comes as one null, and two marks in one number: a million texts are
# slow to hand over.
_OF_DAY = """
SELECT r.id, r.customer_id, {due_on}, r.open_cents,
       CASE WHEN r.factor = '' AND r.kind = 'invoice' AND r.root <> '413' AND r.currency = 'EUR' THEN NULL
            ELSE {kind} || ' ' || r.currency END,
       CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END + CASE WHEN r.gone_on IS NULL THEN 0 ELSE 2 END
FROM receivables_receivable r
WHERE +r.creditor_id = %s AND r.open_cents <> 0
"""
_OF_DAY_KINDS = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "due_on": pl.Date,
    "open_cents": pl.Int64,
    "unusual": pl.String,
    "marks": pl.Int64,
}

# What was known on a day: receivables known by then, less the applications known by then.
_THEN = f"""
SELECT r.id, r.creditor_id, r.customer_id, {_KIND.format(then=" AND r.factored_on <= %s")}, r.number,
       r.issued_on, r.due_on,
       CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END, r.amount_cents,
       r.amount_cents - COALESCE(paid.cents, 0) + COALESCE(used.cents, 0), r.currency,
       CASE WHEN ({gone_as_known("r", "receivable")}) <= %s THEN 1 ELSE 0 END
FROM receivables_receivable r
LEFT JOIN (SELECT receivable_id, SUM(amount_cents) AS cents FROM cash_application
           WHERE creditor_id = %s AND known_on <= %s GROUP BY receivable_id) paid ON paid.receivable_id = r.id
LEFT JOIN (SELECT credit_note_id, SUM(amount_cents) AS cents FROM cash_application
           WHERE creditor_id = %s AND known_on <= %s GROUP BY credit_note_id) used ON used.credit_note_id = r.id
WHERE r.creditor_id = %s AND r.known_on <= %s
"""

# Of a few customers: by the index of theirs, not by that of days (`NOT … >` and the plus keep SQLite from it).
_STEPS = """
SELECT i.receivable_id, i.position, d."on"
FROM encours_messages_delivery d
JOIN encours_messages_messageitem i ON i.message_id = d.message_id
WHERE +d.creditor_id = %s AND NOT d."on" > %s AND i.position IS NOT NULL AND d.state IN ('delivered', %s) {of}
  AND {stands}
"""

_DISPUTES = """
SELECT receivable_id, SUM(amount_cents) FROM disputes_dispute
WHERE creditor_id = %s AND opened_on <= %s AND (closed_on IS NULL OR closed_on > %s) {of}
GROUP BY receivable_id
"""

# Terms as they stood then; before the house knew the item at all, the day's own would say nothing.
_FORMER_TERMS = """
SELECT p.receivable_id, p.due_on, CASE WHEN p.due_source = 'assumed' THEN 1 ELSE 0 END, p.id
FROM receivables_receivablepast p
WHERE p.creditor_id = %s AND p.superseded_at > '{end}' AND p.recorded_at <= '{end}' ORDER BY p.id
"""


def open_items(
    creditor_id: int,
    *,
    on: date,
    shadow: bool,
    as_known: bool = False,
    customers: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Read every open item of a creditor, in the shape `OpenItem`.

    `shadow` says whether messages rendered in shadow mode count as delivered (they do while the creditor is
    in it). With `as_known`, amounts, terms, steps, holds and disputes are those known on `on`.
    `customers` keeps those of a few customers.
    """
    items = _as_known(creditor_id, on) if as_known else _as_stored(creditor_id, customers)
    if as_known and customers is not None:
        items = items.filter(pl.col("customer_id").is_in(list(customers)))
    steps = _steps(creditor_id, on, shadow=shadow, customers=customers)
    found = _with_facts(creditor_id, items, steps, on=on, as_known=as_known, customers=customers)
    return found.select(OpenItem.column_names()).collect()


def day_items(creditor_id: int, steps: pl.DataFrame, *, on: date, as_known: bool = False) -> pl.DataFrame:
    """Read every open item of a creditor, as `open_items` does, with the columns of `DAY_ITEM`.

    `steps` are those delivered, as `delivered_steps` reads them.
    """
    items = _as_known(creditor_id, on) if as_known else _of_day(creditor_id)
    found = _with_facts(creditor_id, items, steps, on=on, as_known=as_known, customers=None)
    return found.select(DAY_ITEM).collect()


def _steps(creditor_id: int, on: date, *, shadow: bool, customers: Sequence[int] | None) -> pl.DataFrame:
    if customers is None:
        return delivered_steps(creditor_id, on=on, shadow=shadow)
    counted = "shadowed" if shadow else "delivered"
    steps = fetch(
        _STEPS.format(of=only("d.customer_id", customers), stands=stands("d.message_id", on)),
        [creditor_id, on, counted],
        {"receivable_id": pl.Int64, "delivered_position": pl.Int64, "delivered_on": pl.Date},
    )
    done = steps_of_people(creditor_id, on=on, of=only("s.customer_id", customers))
    return (
        pl.concat([steps, done])
        .group_by("receivable_id")
        .agg(pl.col("delivered_position").max(), pl.col("delivered_on").max())
    )


def _with_facts(
    creditor_id: int,
    items: pl.DataFrame,
    steps: pl.DataFrame,
    *,
    on: date,
    as_known: bool,
    customers: Sequence[int] | None,
) -> pl.LazyFrame:
    """Add steps delivered, disputes, holds and doubts; of an invoice in instalments, what is due of it."""
    items, steps = by_instalment(creditor_id, items, steps, on=on, customers=customers)
    disputes = fetch(
        _DISPUTES.format(of=only("customer_id", customers)),
        [creditor_id, on, on],
        {"receivable_id": pl.Int64, "disputed_cents": pl.Int64},
    )
    known = holds_known(creditor_id, on=on, customers=customers)
    found = items.lazy()
    for side in (
        steps,
        disputes,
        running_holds(known, on=on, of_items=True),
        past_hold_days(known, items, steps, on=on),
    ):
        found = _joined(found, side)
    found = found.with_columns(
        pl.col("delivered_position", "disputed_cents", "held_days", "held_days_since_delivered").fill_null(0)
    )
    if not as_known:
        found = held_by_cash(found, holds_of_cash(creditor_id, on=on, customers=customers))
    return _joined(found, _doubts_of_items(creditor_id, as_known=as_known, customers=customers))


def _joined(items: pl.LazyFrame, found: pl.DataFrame) -> pl.LazyFrame:
    """Each item with what was found of it; without a join of so many rows where nothing was."""
    if not found.is_empty():
        return items.join(found.lazy(), on="receivable_id", how="left")
    return items.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in found.schema.items() if name != "receivable_id"
    )


def _doubts_of_items(creditor_id: int, *, as_known: bool, customers: Sequence[int] | None) -> pl.DataFrame:
    """The `doubt` of items: what the last look over the data found of them. A past day knew nothing of it."""
    found = doubts(creditor_id, customers)
    if found.is_empty() or as_known:
        return pl.DataFrame(schema={"receivable_id": pl.Int64, "doubt": pl.String})
    of_items = found.lazy().filter(pl.col("holds") == "item").group_by("receivable_id")
    return of_items.agg(doubt=pl.col("rule").min()).collect()


def _of_day(creditor_id: int) -> pl.DataFrame:
    items = fetch(
        _OF_DAY.format(kind=_KIND.format(then=""), due_on=day_of("r.due_on")), [creditor_id], _OF_DAY_KINDS
    )
    kind, currency = pl.col("unusual").str.head(-4), pl.col("unusual").str.tail(3)
    return items.with_columns(
        kind.fill_null("invoice").alias("kind"),
        currency.fill_null("EUR").alias("currency"),
        pl.lit(creditor_id, dtype=pl.Int64).alias("creditor_id"),
        (pl.col("marks") % 2 == 1).alias("due_assumed"),
        (pl.col("marks") >= 2).alias("gone"),  # noqa: PLR2004 — the second mark
    ).drop("marks", "unusual")


def _as_stored(creditor_id: int, customers: Sequence[int] | None) -> pl.DataFrame:
    return fetch(f"{_NOW} {only('r.customer_id', customers)}", [creditor_id], _ITEM)


def _as_known(creditor_id: int, on: date) -> pl.DataFrame:
    params = [on, on, creditor_id, on, creditor_id, on, creditor_id, on]
    items = fetch(_THEN, params, _ITEM).filter(pl.col("open_cents") != 0)
    former = (
        fetch(
            _FORMER_TERMS.format(end=f"{on.isoformat()} 23:59:59.999999"),
            [creditor_id],
            {"receivable_id": pl.Int64, "then_due_on": pl.Date, "then_assumed": pl.Boolean, "id": pl.Int64},
        )
        .unique("receivable_id", keep="first", maintain_order=True)
        .drop("id")
    )
    return (
        items.join(former, on="receivable_id", how="left")
        .with_columns(
            due_on=pl.coalesce("then_due_on", "due_on"),
            due_assumed=pl.coalesce("then_assumed", "due_assumed"),
        )
        .drop("then_due_on", "then_assumed")
    )
