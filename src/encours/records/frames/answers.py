"""What people answered to matching: refusals that may still hold, and how often each matcher was right."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from encours.core.matching.accuracy import Share
from encours.core.matching.calibration import JUDGED_AFTER_DAYS, SINCE_DAYS
from encours.core.matching.policy import MATCHERS
from encours.records.frames.doorway import fetch

_REFUSED = """
SELECT line_id, customer_id, kind, value, items, refused_on FROM cash_refusal WHERE creditor_id = %s
"""
# One row for each line and matcher: undone by whoever, but for what the bank itself took back.
_APPLIED = """
SELECT a.reason, p.bank_line_id, a.source, MIN(a.applied_on),
       MAX(CASE WHEN r.id IS NOT NULL AND r.reason <> 'returned' THEN 1 ELSE 0 END)
FROM cash_application a
JOIN cash_payment p ON p.id = a.payment_id
LEFT JOIN cash_application r ON r.reverses_id = a.id
WHERE a.creditor_id = %s AND a.reverses_id IS NULL AND a.source IN ('bank', 'person') AND a.known_on >= %s
  AND p.bank_line_id IS NOT NULL
GROUP BY a.reason, p.bank_line_id, a.source
"""
_AGAINST = """
SELECT DISTINCT reason, line_id FROM cash_refusal WHERE creditor_id = %s AND refused_on >= %s
"""


def refusals(creditor_id: int) -> pl.DataFrame:
    """What people refused (`core.matching.shapes.Refusal`)."""
    kinds = {
        "line_id": pl.Int64,
        "customer_id": pl.Int64,
        "kind": pl.String,
        "value": pl.String,
        "items": pl.String,
        "refused_on": pl.Date,
    }
    return fetch(_REFUSED, [creditor_id], kinds)


def answers(creditor_id: int, *, on: date) -> dict[str, Share]:
    """Of each matcher, how many lines were right of those that a person or thirty days have judged, in a year."""
    since = on - timedelta(days=SINCE_DAYS)
    applied = fetch(
        _APPLIED,
        [creditor_id, since],
        {
            "reason": pl.String,
            "line_id": pl.Int64,
            "source": pl.String,
            "applied_on": pl.Date,
            "undone": pl.Boolean,
        },
    )
    old = pl.col("applied_on") <= on - timedelta(days=JUDGED_AFTER_DAYS)
    judged = applied.filter(pl.col("undone") | (pl.col("source") == "person") | old)
    against = fetch(_AGAINST, [creditor_id, since], {"reason": pl.String, "line_id": pl.Int64})
    told = pl.concat(
        [
            judged.select("reason", "line_id", right=~pl.col("undone")),
            against.with_columns(right=pl.lit(value=False)),
        ]
    )
    found = (
        told.filter(pl.col("reason").is_in(MATCHERS))
        .group_by("reason")
        .agg(right=pl.col("right").sum(), of=pl.len())
        .sort("reason")
    )
    return {reason: Share(right, of) for reason, right, of in found.iter_rows()}
