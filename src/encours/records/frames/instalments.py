"""Invoices in instalments as the day sees them: due by the earliest still open, chased for what is due of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.instalments import standing, steps_of
from encours.records.frames.delivered import stands, steps_of_people
from encours.records.frames.doorway import fetch, only

_STANDING = """
i.entry_id = (SELECT MAX(j.entry_id) FROM receivables_instalment j WHERE j.receivable_id = i.receivable_id)
"""
# A due date that a person wrote is the whole invoice's; and where an amount was corrected since, they do not make it.
_PLANS = f"""
SELECT i.receivable_id, i.due_on, i.amount_cents FROM receivables_instalment i
JOIN receivables_receivable r ON r.id = i.receivable_id
WHERE i.creditor_id = %s AND r.due_source <> 'person' AND {_STANDING} {{of}} AND r.amount_cents = (
    SELECT SUM(k.amount_cents) FROM receivables_instalment k
    WHERE k.receivable_id = i.receivable_id AND k.entry_id = i.entry_id)
"""
_TOLD = f"""
SELECT i.receivable_id, i.due_on, i.amount_cents, e.act FROM receivables_instalment i
JOIN history_entry e ON e.id = i.entry_id WHERE i.creditor_id = %s AND {_STANDING} {{of}}
"""
_DELIVERED = """
SELECT i.receivable_id, i.position, d."on" FROM encours_messages_delivery d
JOIN encours_messages_messageitem i ON i.message_id = d.message_id
JOIN parties_creditor c ON c.id = d.creditor_id
WHERE d.creditor_id = %s AND d."on" <= %s AND i.position IS NOT NULL AND {stands} {of}
  AND (d.state = 'delivered' OR (d.state = 'shadowed' AND c.shadow))
"""


def by_instalment(
    creditor_id: int,
    items: pl.DataFrame,
    steps: pl.DataFrame,
    *,
    on: date,
    customers: Sequence[int] | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The items with `not_due_cents`, and the steps delivered, of the instalment that is chased."""
    plans = standing_plans(creditor_id, customers)
    none = items.with_columns(pl.lit(0, pl.Int64).alias("not_due_cents"))
    told = standing(plans, items, on=on) if not plans.is_empty() else plans
    if told.is_empty():
        return none, steps
    delivered = fetch(
        _DELIVERED.format(
            stands=stands("d.message_id", on),
            of=only("i.receivable_id", told["receivable_id"].to_list()),
        ),
        [creditor_id, on],
        {"receivable_id": pl.Int64, "position": pl.Int64, "on": pl.Date},
    )
    done = steps_of_people(
        creditor_id, on=on, of=only("s.receivable_id", told["receivable_id"].to_list())
    ).rename({"delivered_position": "position", "delivered_on": "on"})
    delivered = pl.concat([delivered, done])
    dated = none.drop("not_due_cents").join(
        told.select("receivable_id", "plan_due_on", "not_due_cents"), on="receivable_id", how="left"
    )
    found = dated.with_columns(
        pl.coalesce("plan_due_on", "due_on").alias("due_on"), pl.col("not_due_cents").fill_null(0)
    ).drop("plan_due_on")
    others = steps.join(told, on="receivable_id", how="anti")
    return found, pl.concat([others, steps_of(delivered, told).select(steps.columns)])


def standing_plans(creditor_id: int, customers: Sequence[int] | None) -> pl.DataFrame:
    """The instalments that stand and are chased (receivable_id, due_on, amount_cents).

    Not those of an invoice whose due date a person wrote, nor those that do not make it.
    """
    return fetch(
        _PLANS.format(of=only("i.customer_id", customers)),
        [creditor_id],
        {"receivable_id": pl.Int64, "due_on": pl.Date, "amount_cents": pl.Int64},
    )


def plans_told(creditor_id: int, receivables: Sequence[int] | None = None) -> pl.DataFrame:
    """The instalments that stand, of these receivables or of all: receivable_id, due_on, amount_cents, act.

    `act` is the one that told them.
    """
    return fetch(
        _TOLD.format(of=only("i.receivable_id", receivables)),
        [creditor_id],
        {"receivable_id": pl.Int64, "due_on": pl.Date, "amount_cents": pl.Int64, "act": pl.String},
    )
