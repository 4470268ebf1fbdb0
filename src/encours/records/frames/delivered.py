"""What was delivered, read whole: each message's customer and day, and the steps it made."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from encours.records.frames.doorway import fetch

STEPS = {"receivable_id": pl.Int64, "delivered_position": pl.Int64, "delivered_on": pl.Date}
"""The columns of `delivered_steps`."""

_MESSAGES = """
SELECT message_id, customer_id, {on} FROM encours_messages_delivery
WHERE +creditor_id = %s AND "on" <= %s AND state IN ('delivered', %s)
"""
_BOUNCED = 'SELECT message_id FROM encours_messages_bounce WHERE creditor_id = %s AND "on" <= %s'
NOT_BOUNCED = """NOT EXISTS (
SELECT 1 FROM encours_messages_bounce b WHERE b.message_id = {message} AND b."on" <= %s)
"""
"""A condition on the message of a delivery, whose parameter is the day: it had not come back by then."""
_STEPS = """
SELECT message_id, receivable_id, position FROM encours_messages_messageitem
WHERE +creditor_id = %s AND position IS NOT NULL
"""


def day_of(column: str) -> str:
    """A day as the database hands it over at the least cost: on SQLite as days since 1970, not as text."""
    return f"CAST(julianday({column}) - 2440587.5 AS INTEGER)" if connection.vendor == "sqlite" else column


def delivered_messages(creditor_id: int, *, on: date, shadow: bool) -> pl.DataFrame:
    """Messages delivered by a day, and not come back by then: message_id, customer_id, delivered_on.

    `shadow` as `items.open_items`.
    """
    found = fetch(
        _MESSAGES.format(on=day_of('"on"')),
        [creditor_id, on, "shadowed" if shadow else "delivered"],
        {"message_id": pl.Int64, "customer_id": pl.Int64, "delivered_on": pl.Date},
    )
    bounced = fetch(_BOUNCED, [creditor_id, on], {"message_id": pl.Int64})
    return found if bounced.is_empty() else found.join(bounced, on="message_id", how="anti")


def delivered_steps(creditor_id: int, *, on: date, shadow: bool) -> pl.DataFrame:
    """The highest step delivered for each item, and the last day: delivered_position, delivered_on."""
    messages = delivered_messages(creditor_id, on=on, shadow=shadow).select("message_id", "delivered_on")
    steps = fetch(
        _STEPS,
        [creditor_id],
        {"message_id": pl.Int64, "receivable_id": pl.Int64, "delivered_position": pl.Int64},
    )
    # Joined and grouped in frames: twice as fast as in a database, once there are many.
    return (
        steps.lazy()
        .join(messages.lazy(), on="message_id")
        .group_by("receivable_id")
        .agg(pl.col("delivered_position").max(), pl.col("delivered_on").max())
        .collect()
    )
