"""What was contested on a day, as known of it: a dispute closed after the day was decided was still open then."""

from __future__ import annotations

import json
from datetime import date, timedelta

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.knowledge import Knowledge, literal

_DISPUTES = """
SELECT d.id, d.receivable_id, d.amount_cents, d.closed_on FROM disputes_dispute d
WHERE d.creditor_id = %s AND d.opened_on <= '{on}' AND (d.closed_on IS NULL OR d.closed_on >= '{on}') {known}
"""
_DISPUTE = {
    "dispute_id": pl.Int64,
    "receivable_id": pl.Int64,
    "amount_cents": pl.Int64,
    "closed_on": pl.Date,
}
# The row keeps the day of its closing alone; history keeps the instant.
_CLOSED_SINCE = """
SELECT l.content FROM history_entry e JOIN history_leaf l ON l.entry_id = e.id
WHERE e.creditor_id = %s AND e.act = 'close_dispute' AND l.customer_id IS NOT NULL AND l.content IS NOT NULL
  AND e.at > {until} AND e.at < '{end}'
"""


def disputed(creditor_id: int, knowledge: Knowledge, on: date) -> pl.DataFrame:
    """What is contested of each receivable on a day: columns receivable_id, disputed_cents."""
    sql = _DISPUTES.format(on=on.isoformat(), known=knowledge.recorded("d"))
    rows = fetch(sql, [creditor_id], _DISPUTE)
    later = pl.Series(_closed_since(creditor_id, knowledge) if on == knowledge.on else [], dtype=pl.Int64)
    still = (
        pl.col("closed_on").is_null()
        | (pl.col("closed_on") > on)
        | pl.col("dispute_id").is_in(later.implode())
    )
    return rows.filter(still).group_by("receivable_id").agg(disputed_cents=pl.col("amount_cents").sum())


def _closed_since(creditor_id: int, knowledge: Knowledge) -> list[int]:
    """Disputes closed on the day itself, after what is known of it."""
    if knowledge.until is None:
        return []
    end = (knowledge.on + timedelta(days=2)).isoformat()
    sql = _CLOSED_SINCE.format(until=literal(knowledge.until), end=end)
    told = fetch(sql, [creditor_id], {"content": pl.String})["content"]
    return [int(json.loads(one)["facts"]["dispute"]) for one in told]
