"""The sums that the figures of a run need and that no frame of open items holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db import connection

from encours.records.frames.delivered import day_of
from encours.records.frames.doorway import fetch, only


def sales_by_day(creditor_id: int, currency: str, *, since: date, until: date) -> pl.DataFrame:
    """Sum invoices and credit notes in a currency by day of issue: columns issued_on and sales_cents.

    What left the ledger is left out; a bill takes the place of its invoice and is no sale.
    """
    sales = fetch(
        _SALES_SUMMED if connection.vendor == "postgresql" else _SALES,
        [creditor_id, currency, since, until],
        {"issued_on": pl.Date, "sales_cents": pl.Int64},
    )
    return sales.group_by("issued_on").agg(pl.col("sales_cents").sum()).sort("issued_on")


_ARE_SALES = """
currency = %s AND kind IN ('invoice', 'credit_note') AND gone_on IS NULL AND issued_on >= %s AND issued_on <= %s
"""
# SQLite would sort every invoice to group them: it hands them over, to be summed in frames. The plus: see `items`.
_SALES = f"""
SELECT CAST(julianday(issued_on) - 2440587.5 AS INTEGER), amount_cents FROM receivables_receivable
WHERE +creditor_id = %s AND {_ARE_SALES}
"""
_SALES_SUMMED = f"""
SELECT issued_on, CAST(SUM(amount_cents) AS BIGINT) FROM receivables_receivable
WHERE creditor_id = %s AND {_ARE_SALES} GROUP BY issued_on
"""


def customers_with_case(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers, all or a few, that have an open case: columns customer_id, case_id."""
    whose = "creditor_id" if customers is None else "+creditor_id"  # a few are found by themselves
    return fetch(
        "SELECT customer_id, id FROM cases_case"
        f" WHERE {whose} = %s AND closed_on IS NULL {only('customer_id', customers)}",
        [creditor_id],
        {"customer_id": pl.Int64, "case_id": pl.Int64},
    )


def receipts_by_day(creditor_id: int, currency: str, *, since: date, until: date) -> pl.DataFrame:
    """Money received in a currency by day: columns paid_on and amount_cents; what left the ledger is left out."""
    receipts = fetch(
        f"SELECT {day_of('paid_on')}, amount_cents FROM cash_payment WHERE +creditor_id = %s AND currency = %s"
        " AND gone_on IS NULL AND paid_on >= %s AND paid_on <= %s",
        [creditor_id, currency, since, until],
        {"paid_on": pl.Date, "amount_cents": pl.Int64},
    )
    return receipts.group_by("paid_on").agg(pl.col("amount_cents").sum()).sort("paid_on")
