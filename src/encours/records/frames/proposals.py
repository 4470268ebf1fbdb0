"""Messages not yet gone, as the run compares its plan with them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from encours.records.frames.doorway import fetch, only

NO_STEPS = "('statement', 'documents', 'debit_notice')"  # asked for, or brought by other rules: no run's
_PENDING = f"""
SELECT id, customer_id, "key", state, total_cents, unapplied_cents, facts_version, channel,
       CASE WHEN needs_approval THEN 1 ELSE 0 END, approval_rule
FROM encours_messages_message
WHERE creditor_id = %s AND state IN ('proposed', 'approved') AND step_code NOT IN {NO_STEPS} {{of}} ORDER BY id
"""
_PENDING_KINDS = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "key": pl.String,
    "state": pl.String,
    "total_cents": pl.Int64,
    "unapplied_cents": pl.Int64,
    "facts_version": pl.Int64,
    "channel": pl.String,
    "needs_approval": pl.Boolean,
    "approval_rule": pl.String,
}
_FEW = 5_000  # customers: beyond, one reading of all messages costs less than looking for theirs
_IN_FLIGHT = f"""
SELECT customer_id FROM encours_messages_message
WHERE creditor_id = %s AND state IN ('leased', 'handed', 'uncertain') AND step_code NOT IN {NO_STEPS} {{of}}
"""


def pending(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Messages proposed or approved: rebuilt at will by a run. What makes no step is no run's: it is left."""
    return fetch(_PENDING.format(of=only("customer_id", customers)), [creditor_id], _PENDING_KINDS)


def customers_in_flight(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers with a message leased, handed or uncertain: nothing more is proposed until it is settled."""
    sql = _IN_FLIGHT.format(of=only("customer_id", customers))
    return fetch(sql, [creditor_id], {"customer_id": pl.Int64}).unique()


def refused_for_good(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers and channels whose recipient was refused for good, and of whom nothing has changed since."""
    sql = f"""
    SELECT m.customer_id, m.channel FROM encours_messages_message m
    JOIN parties_customer c ON c.id = m.customer_id
    WHERE m.creditor_id = %s AND m.state = 'refused' AND m.held_reason = 'undeliverable'
      AND m.step_code NOT IN {NO_STEPS}
      AND m.facts_version = c.facts_version {only("m.customer_id", customers)}
    """
    return fetch(sql, [creditor_id], {"customer_id": pl.Int64, "channel": pl.String}).unique()


def ended_keys(creditor_id: int, proposals: pl.DataFrame) -> set[str]:
    """Which stems of these proposals (and their later attempts) belong to messages that ended."""
    if proposals.is_empty():
        return set()
    customers = proposals["customer_id"].unique().to_list()
    found = fetch(
        'SELECT "key" FROM encours_messages_message'
        " WHERE +creditor_id = %s AND state NOT IN ('proposed', 'approved')"
        f" {only('customer_id', customers if len(customers) <= _FEW else None)}",
        [creditor_id],
        {"key": pl.String},
    )
    stems = found.with_columns(stem=pl.col("key").str.split("~").list.first())
    return set(stems.filter(pl.col("stem").is_in(proposals["stem"].implode()))["key"])


def with_keys(proposals: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Add `stem`: a message is the steps it makes, so the same steps are the same message for ever."""
    steps = (
        items.filter(pl.col("position").is_not_null())
        .sort("customer_id", "step_code", "receivable_id")
        .group_by("customer_id", "step_code", maintain_order=True)
        .agg(pl.format("{}:{}", "receivable_id", "position").str.join(",").alias("steps"))
    )
    digests = [hashlib.sha256(text.encode()).hexdigest()[:20] for text in steps["steps"]]
    stems = steps.with_columns(pl.Series("digest", digests, dtype=pl.String)).select(
        "customer_id", "step_code", pl.format("{}-{}-{}", "customer_id", "step_code", "digest").alias("stem")
    )
    return proposals.join(stems, on=["customer_id", "step_code"], how="left")
