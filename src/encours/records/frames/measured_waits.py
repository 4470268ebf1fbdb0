"""Where items stand as the last run left them, what is to do, what came back, how long reminders took to leave."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.shapes import Kinds

_LAST_RUN = 'SELECT MAX(r."on") FROM runs_run r WHERE r.creditor_id = %s'
_STANDING = "SELECT p.receivable_id, p.segment, p.reason FROM runs_position p WHERE +p.creditor_id = %s"
_TO_DO = """
SELECT s.customer_id, s.since_on FROM cases_steptask s WHERE s.creditor_id = %s AND s.done_on IS NULL
UNION ALL
SELECT c.customer_id, c.next_on FROM cases_call c
WHERE c.creditor_id = %s AND c.waiting AND c.next_on IS NOT NULL
UNION ALL
SELECT m.customer_id, m.planned_on FROM encours_messages_message m
WHERE m.creditor_id = %s AND m.state = 'proposed' AND m.needs_approval
"""
_RETURNED = """
SELECT b.customer_id, b."on", m.step_code, m.channel, m.total_cents, m.currency
FROM encours_messages_bounce b JOIN encours_messages_message m ON m.id = b.message_id
WHERE b.creditor_id = %s AND b."on" > '{since}' AND b."on" <= '{on}' AND m.run_id IS NOT NULL {known}
"""
_DEPARTURES = """
SELECT d."on", d.customer_id, d.channel, COALESCE(m.approved_at, m.recorded_at), m.handed_at
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state = 'delivered' AND d."on" > '{since}' AND d."on" <= '{on}'
  AND m.run_id IS NOT NULL AND m.handed_at IS NOT NULL {known}
"""
_STOOD: Kinds = {"receivable_id": pl.Int64, "segment": pl.String, "reason": pl.String}
_DOING: Kinds = {"customer_id": pl.Int64, "since_on": pl.Date}
_BACK: Kinds = {
    "customer_id": pl.Int64,
    "on": pl.Date,
    "step_code": pl.String,
    "channel": pl.String,
    "asked_cents": pl.Int64,
    "currency": pl.String,
}
_LEFT: Kinds = {
    "on": pl.Date,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "ready_at": pl.Datetime("us"),
    "handed_at": pl.Datetime("us"),
}


def standing(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Segment and reason of each open item; nothing for a day before the last run, which left these."""
    return (
        fetch(_STANDING, [creditor_id], _STOOD)
        if _is_last(creditor_id, knowledge)
        else pl.DataFrame(schema=_STOOD)
    )


def to_do(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """What waits for a person, since which day: steps of people, calls to make again, messages to agree to."""
    if not _is_last(creditor_id, knowledge):
        return pl.DataFrame(schema=_DOING)
    return fetch(_TO_DO, [creditor_id] * 3, _DOING)


def _is_last(creditor_id: int, knowledge: Knowledge) -> bool:
    last = fetch(_LAST_RUN, [creditor_id], {"on": pl.Date})["on"][0]
    return last is not None and last <= knowledge.on


def returned(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """Reminders that came back: customer_id, on, template (its step and channel), asked_cents, currency."""
    sql = _RETURNED.format(
        since=since.isoformat(), on=knowledge.on.isoformat(), known=knowledge.recorded("b")
    )
    return fetch(sql, [creditor_id], _BACK).with_columns(
        template=pl.concat_str("step_code", "channel", separator=":")
    )


def departures(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """Reminders that left: on, customer_id, kind (the channel), after_ms, from the decision or the agreement on."""
    sql = _DEPARTURES.format(
        since=since.isoformat(), on=knowledge.on.isoformat(), known=knowledge.recorded("d")
    )
    waited = (pl.col("handed_at") - pl.col("ready_at")).dt.total_milliseconds()
    return fetch(sql, [creditor_id], _LEFT).with_columns(after_ms=waited.clip(lower_bound=0))
