"""How much of what is chased follows each scenario."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch

# A case that names no version follows the usual scenario.
_CASES = """
SELECT s.name, CASE WHEN s.usual THEN 1 ELSE 0 END, COUNT(DISTINCT k.customer_id), SUM(r.open_cents)
FROM cases_case k
JOIN policies_scenario s ON s.creditor_id = k.creditor_id
LEFT JOIN policies_scenarioversion v ON v.id = k.scenario_version_id
JOIN receivables_receivable r ON r.customer_id = k.customer_id AND r.open_cents > 0 AND r.gone_on IS NULL
WHERE k.creditor_id = %s AND k.closed_on IS NULL AND r.currency = %s
  AND (s.id = v.scenario_id OR (v.id IS NULL AND s.usual))
GROUP BY s.id, s.name, s.usual
"""


def coverage(creditor_id: int, currency: str) -> pl.DataFrame:
    """By scenario with running cases: name, usual, customers, open_cents, `share` of the cents in basis points."""
    rows = fetch(
        _CASES,
        [creditor_id, currency],
        {"name": pl.String, "usual": pl.Boolean, "customers": pl.Int64, "open_cents": pl.Int64},
    )
    share = (10_000 * pl.col("open_cents") / pl.col("open_cents").sum()).round().cast(pl.Int64)
    return rows.with_columns(share=share).sort("usual", "open_cents", "name", descending=[True, True, False])
