"""What was done to whom on which day, what was set aside meanwhile, and regimes: what the effects of actions read."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.measures.action_effects import named
from encours.records.frames.delivered import stands
from encours.records.frames.doorway import fetch
from encours.records.frames.holds import holds_known
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.shapes import Kinds

# What really left: in shadow mode nothing does, and nothing can follow from it.
_MESSAGES = """
SELECT i.receivable_id, d.customer_id, d."on", m.step_code, d.channel, 1
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
JOIN encours_messages_messageitem i ON i.message_id = m.id
WHERE d.creditor_id = %s AND d.state = 'delivered' AND d."on" > '{since}' AND d."on" <= '{on}' {known}
  AND m.run_id IS NOT NULL AND i.position IS NOT NULL AND {stands}
"""
# Asked for by a person: a statement speaks of all that is late; a request for documents or a notice of direct debit
# asks for no payment.
_ASKED_FOR = """
SELECT NULL, d.customer_id, d."on", m.step_code, d.channel, CASE WHEN m.step_code = 'statement' THEN 1 ELSE 0 END
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state = 'delivered' AND d."on" > '{since}' AND d."on" <= '{on}' {known}
  AND m.run_id IS NULL AND {stands}
"""
_CALLS = """
SELECT NULL, c.customer_id, c."on", 'call', CASE WHEN c.outcome IN ('no_answer', 'wrong_number') THEN 'missed'
       WHEN c.outcome = 'message_left' THEN 'left' ELSE 'reached' END, 1
FROM cases_call c WHERE c.creditor_id = %s AND c."on" > '{since}' AND c."on" <= '{on}' {known}
"""
# A call that a scenario asked for is written down as a call too.
_BY_PEOPLE = """
SELECT s.receivable_id, s.customer_id, s.done_on, s.kind, 'task', 1 FROM cases_steptask s
WHERE s.creditor_id = %s AND s.done_on > '{since}' AND s.done_on <= '{on}' AND s.kind <> 'call' {known}
"""
_DISPUTES = """
SELECT d.receivable_id, d.customer_id, d.opened_on, d.closed_on FROM disputes_dispute d
WHERE d.creditor_id = %s AND d.opened_on <= '{on}' AND (d.closed_on IS NULL OR d.closed_on > '{since}') {known}
"""
_REGIMES = "SELECT c.id, c.regime FROM parties_customer c WHERE +c.creditor_id = %s"
_ACTED: Kinds = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "on": pl.Date,
    "what": pl.String,
    "how": pl.String,
    "counts": pl.Boolean,
}
_SPAN: Kinds = {"receivable_id": pl.Int64, "customer_id": pl.Int64, "from_on": pl.Date, "to_on": pl.Date}


def acted(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """What was done in the period: receivable_id (null: all that was late), customer_id, on, action, counts."""
    told = {"since": since.isoformat(), "on": knowledge.on.isoformat()}
    stood = stands("d.message_id", knowledge.on)
    asked = (
        _MESSAGES.format(**told, known=knowledge.recorded("d"), stands=stood),
        _ASKED_FOR.format(**told, known=knowledge.recorded("d"), stands=stood),
        _CALLS.format(**told, known=knowledge.recorded("c")),
        _BY_PEOPLE.format(**told, known=knowledge.recorded("s")),
    )
    rows = pl.concat(fetch(sql, [creditor_id], _ACTED) for sql in asked)
    return rows.with_columns(action=named(pl.col("what"), pl.col("how"))).drop("what", "how")


def aside(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """What was contested, held, promised or being debited at some time of the period, from a day to another."""
    sql = _DISPUTES.format(
        since=since.isoformat(), on=knowledge.on.isoformat(), known=knowledge.recorded("d")
    )
    held = holds_known(creditor_id, on=knowledge.on)
    spans = held.select("receivable_id", "customer_id", "from_on", to_on="end_on")
    return pl.concat([fetch(sql, [creditor_id], _SPAN), spans])


def regimes(creditor_id: int) -> pl.DataFrame:
    """The regime of each customer, as it is today."""
    return fetch(_REGIMES, [creditor_id], {"customer_id": pl.Int64, "regime": pl.String})
