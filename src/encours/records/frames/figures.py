"""The sums that the figures of a run need and that no frame of open items holds."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from encours.records.frames.doorway import fetch


def sales_by_month(creditor_id: int, *, since: date, until: date) -> pl.DataFrame:
    """Sum invoices and credit notes by month of issue: columns month (`2026-11`) and sales_cents."""
    month = "substr(issued_on, 1, 7)" if connection.vendor == "sqlite" else "to_char(issued_on, 'YYYY-MM')"
    sql = f"""
    SELECT {month}, CAST(SUM(amount_cents) AS BIGINT) FROM receivables_receivable
    WHERE creditor_id = %s AND kind IN ('invoice', 'credit_note', 'bill') AND issued_on >= %s AND issued_on <= %s
    GROUP BY 1 ORDER BY 1 DESC
    """
    return fetch(
        sql,
        [creditor_id, since.isoformat(), until.isoformat()] if connection.vendor == "sqlite" else [
            creditor_id, since, until
        ],
        {"month": pl.String, "sales_cents": pl.Int64},
    )  # fmt: skip


def customers_with_case(creditor_id: int) -> pl.DataFrame:
    """Customers that have an open case: columns customer_id, case_id."""
    return fetch(
        "SELECT customer_id, id FROM cases_case WHERE creditor_id = %s AND closed_on IS NULL",
        [creditor_id],
        {"customer_id": pl.Int64, "case_id": pl.Int64},
    )
