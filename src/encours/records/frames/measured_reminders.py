"""Reminders that left, with their segment and action, and those cancelled: what measures read."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from encours.core.measures.action_effects import named
from encours.core.measures.net_results import WINDOW
from encours.records.frames.delivered import not_recalled, stands
from encours.records.frames.doorway import fetch
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.shapes import Kinds

# A statement of account, or a request for documents, is proposed by no run.
_REMINDED = """
SELECT i.receivable_id, d.customer_id, d."on", m.segment, m.step_code, d.channel
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
JOIN encours_messages_messageitem i ON i.message_id = m.id
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND d."on" >= '{since}' AND d."on" <= '{on}' {known}
  AND m.run_id IS NOT NULL AND i.position IS NOT NULL AND {stands}
"""
_SENT = """
SELECT d."on", d.customer_id, d.channel, m.segment, m.step_code, COUNT(*)
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND d."on" > '{since}' AND d."on" <= '{on}' {known}
  AND m.run_id IS NOT NULL AND (m.carrier_id IS NULL OR m.carrier_id = m.id) AND {left}
GROUP BY d."on", d.customer_id, d.channel, m.segment, m.step_code
"""
_STOPPED = """
SELECT s.recorded_at, s.customer_id, s.kind, s.how, s.after_ms FROM cases_stop s
WHERE s.creditor_id = %s AND s.recorded_at >= '{since}' {known}
"""


def reminded(creditor_id: int, knowledge: Knowledge, since: date, counted: str) -> pl.DataFrame:
    """Each receivable of each reminder: receivable_id, customer_id, on, segment, action."""
    sql = _REMINDED.format(
        since=(since - timedelta(days=WINDOW)).isoformat(),
        on=knowledge.on.isoformat(),
        known=knowledge.recorded("d"),
        stands=stands("d.message_id", knowledge.on),
    )
    kinds: Kinds = {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "on": pl.Date,
        "segment": pl.String,
        "step": pl.String,
        "channel": pl.String,
    }
    rows = fetch(sql, [creditor_id, counted], kinds)
    return rows.with_columns(action=named(pl.col("step"), pl.col("channel"))).drop("step", "channel")


def sent(creditor_id: int, knowledge: Knowledge, since: date, counted: str) -> pl.DataFrame:
    """What left, counted by day, customer, channel, segment and action."""
    sql = _SENT.format(
        since=since.isoformat(),
        on=knowledge.on.isoformat(),
        known=knowledge.recorded("d"),
        left=not_recalled("d.message_id", knowledge.on),
    )
    kinds = {
        "on": pl.Date,
        "customer_id": pl.Int64,
        "kind": pl.String,
        "segment": pl.String,
        "step": pl.String,
        "count": pl.Int64,
    }
    rows = fetch(sql, [creditor_id, counted], kinds)
    return rows.with_columns(action=named(pl.col("step"), pl.col("kind"))).drop("step")


def stopped(creditor_id: int, since: date, *, known: str = "") -> pl.DataFrame:
    """What was cancelled since paid: on (the day in UTC), customer_id, kind, how, after_ms."""
    kinds: Kinds = {
        "recorded_at": pl.Datetime("us"),
        "customer_id": pl.Int64,
        "kind": pl.String,
        "how": pl.String,
        "after_ms": pl.Int64,
    }
    rows = fetch(_STOPPED.format(since=since.isoformat(), known=known), [creditor_id], kinds)
    return rows.with_columns(on=pl.col("recorded_at").dt.date())
