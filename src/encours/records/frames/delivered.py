"""What was delivered, read whole: each message's customer and day, and the steps it made."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from encours.records.frames.doorway import fetch

STEPS = {"receivable_id": pl.Int64, "delivered_position": pl.Int64, "delivered_on": pl.Date}
"""The columns of `delivered_steps`."""

# Nearly all of them are wanted: `NOT … >` keeps SQLite from looking each up by an index of days.
_MESSAGES = """
SELECT message_id, customer_id, {on} FROM encours_messages_delivery
WHERE +creditor_id = %s AND NOT "on" > %s AND state IN ('delivered', %s)
"""
# A letter recalled before it was posted; one that a person found gone had been posted.
_RECALLED = """
SELECT e.message_id FROM encours_messages_letterending e
LEFT JOIN encours_messages_recallanswer a ON a.ending_id = e.id AND a.found = 'gone' AND a."on" <= '{on}'
WHERE e.kind = 'recalled' AND NOT e.undone AND e."on" <= '{on}' AND a.id IS NULL
"""
_UNDONE = f"""
SELECT message_id FROM encours_messages_bounce WHERE creditor_id = %s AND "on" <= '{{on}}'
UNION ALL {_RECALLED} AND e.creditor_id = %s
"""
_STEPS = """
SELECT message_id, receivable_id, position FROM encours_messages_messageitem
WHERE +creditor_id = %s AND position IS NOT NULL
"""


def day_of(column: str) -> str:
    """A day as the database hands it over at the least cost: on SQLite as days since 1970, not as text."""
    return f"CAST(julianday({column}) - 2440587.5 AS INTEGER)" if connection.vendor == "sqlite" else column


def stands(message: str, on: date) -> str:
    """The condition on the message of a delivery: by that day it had neither come back nor been recalled."""
    bounced = f"""SELECT 1 FROM encours_messages_bounce b
    WHERE b.message_id = {message} AND b."on" <= '{on.isoformat()}'"""
    return f"NOT EXISTS ({bounced}) AND {not_recalled(message, on)}"


def not_recalled(message: str, on: date) -> str:
    """The condition on the message of a delivery: no letter recalled by that day, which never left."""
    return f"NOT EXISTS ({_RECALLED.format(on=on.isoformat())} AND e.message_id = {message})"


def steps_of_people(creditor_id: int, *, on: date, of: str = "") -> pl.DataFrame:
    """Steps that a person did by a day, in the shape `STEPS`; `of` keeps some of their rows, `s`."""
    sql = f"""SELECT s.receivable_id, s.position, s.done_on FROM cases_steptask s
    WHERE s.creditor_id = %s AND s.done_on <= %s AND s.because = 'step' {of}"""
    return fetch(sql, [creditor_id, on], STEPS)


def delivered_messages(creditor_id: int, *, on: date, shadow: bool) -> pl.DataFrame:
    """Messages delivered by a day, neither come back nor recalled by then: message_id, customer_id, delivered_on.

    `shadow` as `items.open_items`.
    """
    found = fetch(
        _MESSAGES.format(on=day_of('"on"')),
        [creditor_id, on, "shadowed" if shadow else "delivered"],
        {"message_id": pl.Int64, "customer_id": pl.Int64, "delivered_on": pl.Date},
    )
    undone = fetch(_UNDONE.format(on=on.isoformat()), [creditor_id, creditor_id], {"message_id": pl.Int64})
    return found if undone.is_empty() else found.join(undone, on="message_id", how="anti")


def delivered_steps(creditor_id: int, *, on: date, shadow: bool) -> pl.DataFrame:
    """The highest step delivered for each item, and the last day: delivered_position, delivered_on."""
    messages = delivered_messages(creditor_id, on=on, shadow=shadow).select("message_id", "delivered_on")
    steps = fetch(
        _STEPS,
        [creditor_id],
        {"message_id": pl.Int64, "receivable_id": pl.Int64, "delivered_position": pl.Int64},
    )
    people = steps_of_people(creditor_id, on=on)
    # Joined and grouped in frames: twice as fast as in a database, once there are many.
    return (
        steps.lazy()
        .join(messages.lazy(), on="message_id")
        .select("receivable_id", "delivered_position", "delivered_on")
        .pipe(lambda found: found if people.is_empty() else pl.concat([found, people.lazy()]))
        .group_by("receivable_id")
        .agg(pl.col("delivered_position").max(), pl.col("delivered_on").max())
        .collect()
    )
