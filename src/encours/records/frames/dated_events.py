"""What happened after the messages of a creditor, each with the day it was known (`core.replay.book`)."""

from __future__ import annotations

import polars as pl

from encours.core.replay.book import SHAPES
from encours.records.frames.doorway import fetch
from encours.records.frames.learning import Learning
from encours.records.frames.shapes import Kinds

_RETURNED = """
SELECT b.customer_id, d."on", m.step_code, b."on", b.entry_id FROM encours_messages_bounce b
JOIN encours_messages_message m ON m.id = b.message_id
JOIN encours_messages_delivery d ON d.message_id = m.id AND d.state IN ('delivered', 'shadowed')
WHERE b.creditor_id = %s
"""
_EVENTS = """
SELECT NULL, x.customer_id, 'reply', x."on", x."on", NULL, x.entry_id FROM encours_messages_received x
WHERE x.creditor_id = %s AND x.kind = 'reply' AND x.filing = 'filed'
UNION ALL
SELECT d.receivable_id, d.customer_id, 'dispute', d.opened_on, d.opened_on, NULL, d.entry_id FROM disputes_dispute d
WHERE d.creditor_id = %s
UNION ALL
SELECT t.receivable_id, t.customer_id, 'answered', t.done_on, t.done_on, t.because, NULL FROM cases_steptask t
WHERE t.creditor_id = %s AND t.because <> 'step' AND t.done_on IS NOT NULL
"""
_PROMISES = """
SELECT i.receivable_id, i.customer_id, p.made_on, p.withdrawn_on, p.made_on, p.until_on, i.amount_cents, i.entry_id
FROM promises_promiseditem i JOIN promises_promise p ON p.id = i.promise_id WHERE i.creditor_id = %s
"""
# Of what was asked and neither agreed to nor refused, only what still waits is kept: the rest was dropped by a plan.
_AGREEMENTS = """
SELECT m.customer_id, m.step_code, m.planned_on, m.approved_at FROM encours_messages_message m
WHERE m.creditor_id = %s AND m.needs_approval AND (m.approved_at IS NOT NULL OR m.state = 'proposed')
"""
_TASKS = """
SELECT t.receivable_id, t.customer_id, t.position, t.since_on, t.done_on FROM cases_steptask t
WHERE t.creditor_id = %s AND t.because = 'step'
"""
# The last one of a customer says; "" gives each step its own channel again.
_CHOICES = """
SELECT c.id, c.customer_id, c.channel, c.how, c.recorded_at, c.entry_id FROM encours_messages_channelchoice c
WHERE c.creditor_id = %s
"""
_CHOICE: Kinds = {
    "choice_id": pl.Int64,
    "customer_id": pl.Int64,
    "wanted_channel": pl.String,
    "how": pl.String,
    "known_on": pl.Datetime("us"),
}
_ENTRY = {"entry_id": pl.Int64}


def what_happened(creditor_id: int, learning: Learning) -> dict[str, pl.DataFrame]:
    """The frames `returned`, `events`, `promises`, `agreements`, `tasks` and `choices` of a creditor's book."""
    returned = fetch(_RETURNED, [creditor_id], SHAPES["returned"] | _ENTRY)
    events = fetch(_EVENTS, [creditor_id] * 3, SHAPES["events"] | _ENTRY)
    promises = fetch(_PROMISES, [creditor_id], SHAPES["promises"] | _ENTRY)
    agreements = fetch(_AGREEMENTS, [creditor_id], SHAPES["agreements"] | {"agreed_on": pl.Datetime("us")})
    # What a person answers is said once the day has been decided: the next day reads it.
    late = (pl.col("event") == "answered") & pl.col("known_on").is_in(list(learning.moments))
    since = pl.when(late).then(pl.col("known_on") + pl.duration(days=1)).otherwise("known_on")
    events = events.with_columns(since.alias("known_on"))
    return {
        "returned": _known(learning, returned, "back_on", "returned"),
        "events": _known(learning, events, "known_on", "events"),
        "promises": _known(learning, promises, "from_on", "promises"),
        "agreements": agreements.with_columns(agreed_on=learning.left_on("agreed_on")),
        "tasks": fetch(_TASKS, [creditor_id], SHAPES["tasks"]),
        "choices": _choices(creditor_id, learning),
    }


def _choices(creditor_id: int, learning: Learning) -> pl.DataFrame:
    """By which channel each customer was to be written to, from a day to another."""
    rows = fetch(_CHOICES, [creditor_id], {**_CHOICE, **_ENTRY})
    dated = learning.known(rows.with_columns(learning.local("known_on")))
    by_person = pl.col("how") == "person"
    return (
        dated.sort("choice_id")
        .with_columns(
            from_on="known_on",
            until_on=pl.col("known_on").shift(-1).over("customer_id"),
            wanted_because=pl.when(by_person).then(pl.lit("chosen")).otherwise(pl.lit("history")),
        )
        .filter(pl.col("wanted_channel") != "")
        .select(*SHAPES["choices"])
    )


def _known(learning: Learning, facts: pl.DataFrame, name: str, shape: str) -> pl.DataFrame:
    """The facts, `name` being the first day that could read each."""
    told = learning.known(facts.rename({name: "known_on"})).rename({"known_on": name})
    return told.select(*SHAPES[shape])
