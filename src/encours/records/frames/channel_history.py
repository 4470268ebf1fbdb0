"""What was delivered by which channel and what followed; and which channel each customer is to be written to by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
from django.db import connection

from encours.core.channel_history import PAID_DAYS, WINDOW_DAYS
from encours.records.frames.doorway import fetch, only
from encours.records.frames.shapes import Kinds

# What really left, and came back or not. A letter recalled never left.
_MESSAGES = """
SELECT d.message_id, d.customer_id, d.channel, d."on",
       CASE WHEN EXISTS (SELECT 1 FROM encours_messages_bounce b WHERE b.message_id = d.message_id) THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (SELECT 1 FROM encours_messages_received r
                         WHERE r.message_id = d.message_id AND r.kind = 'reply') THEN 1 ELSE 0 END
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state = 'delivered' AND d."on" > %s AND d."on" <= %s AND m.run_id IS NOT NULL
  AND m.state <> 'recalled' {of}
"""
_PAID = """
SELECT DISTINCT d.message_id FROM encours_messages_delivery d
JOIN encours_messages_messageitem i ON i.message_id = d.message_id AND i.position IS NOT NULL
JOIN cash_application a ON a.receivable_id = i.receivable_id AND a.payment_id IS NOT NULL
WHERE d.creditor_id = %s AND d.state = 'delivered' AND d."on" > %s AND d."on" <= %s
  AND a.amount_cents > 0 AND a.reverses_id IS NULL AND a.applied_on > d."on" AND a.applied_on <= {until} {of}
  AND NOT EXISTS (SELECT 1 FROM cash_application u WHERE u.reverses_id = a.id)
"""
_CHOICES = """
SELECT c.customer_id, c.channel, c.how FROM encours_messages_channelchoice c
JOIN (SELECT customer_id, MAX(id) AS id FROM encours_messages_channelchoice
      WHERE creditor_id = %s {known} {of} GROUP BY customer_id) last ON last.id = c.id
"""
_MESSAGE: Kinds = {
    "message_id": pl.Int64,
    "customer_id": pl.Int64,
    "channel": pl.String,
    "on": pl.Date,
    "bounced": pl.Boolean,
    "answered": pl.Boolean,
}
_CHOICE: Kinds = {"customer_id": pl.Int64, "channel": pl.String, "how": pl.String}


def messages_answered(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Reminders of the year up to a day: customer_id, channel, bounced, answered, paid (within `PAID_DAYS`)."""
    since, of = on - timedelta(days=WINDOW_DAYS), only("d.customer_id", customers)
    until = (
        f"date(d.\"on\", '+{PAID_DAYS} days')" if connection.vendor == "sqlite" else f'd."on" + {PAID_DAYS}'
    )
    told = fetch(_MESSAGES.format(of=of), [creditor_id, since, on], _MESSAGE)
    paid = fetch(_PAID.format(of=of, until=until), [creditor_id, since, on], {"message_id": pl.Int64})
    return told.with_columns(paid=pl.col("message_id").is_in(paid["message_id"].implode())).drop(
        "message_id", "on"
    )


def channel_choices(
    creditor_id: int, *, on: date | None = None, customers: Sequence[int] | None = None
) -> pl.DataFrame:
    """The last choice of each customer of whom one was ever made: customer_id, channel, how; `on`: as made by then."""
    known = "" if on is None else f"AND recorded_at <= '{on.isoformat()} 23:59:59.999999'"
    sql = _CHOICES.format(known=known, of=only("customer_id", customers))
    return fetch(sql, [creditor_id], _CHOICE)
