"""What is known of customers on a past day, and who failed to pay since: the two sides of a back-test."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.segments.back_test import BackTest, back_test, failures
from encours.core.segments.catalogue import COLUMNS
from encours.records.frames.doorway import fetch, snapshot
from encours.records.frames.segment_sheet import invoices_told, segment_sheet
from encours.records.parties.models import Creditor

_INSOLVENT = """
SELECT DISTINCT h.customer_id FROM cases_hold h
WHERE h.creditor_id = %s AND h.kind = 'insolvency' AND h.from_on > %s AND h.from_on <= %s
"""
_LONG_AGO = date(1900, 1, 1)


def solvency_judged(creditor: Creditor, *, since: date, until: date, late_days: int) -> BackTest:
    """Judge the solvency of customers as it was known on `since` by who failed from then to `until`.

    To fail: an invoice not settled `late_days` after its due date, or insolvency proceedings opened.
    """
    columns = [one for one in COLUMNS if one.name == "solvency"]
    with snapshot():
        measures = segment_sheet(creditor, columns, on=since, as_known=True)
        before = failures(
            invoices_told(creditor.pk, since, as_known=True), after=None, until=since, late_days=late_days
        )
        after = failures(
            invoices_told(creditor.pk, until, as_known=True), after=since, until=until, late_days=late_days
        )
        closed_before, closed = (
            _insolvent(creditor.pk, start, end) for start, end in ((_LONG_AGO, since), (since, until))
        )
    failed = after.join(closed, on="customer_id", how="full", coalesce=True).with_columns(
        pl.col("cents").fill_null(0)
    )
    aside = pl.concat([before["customer_id"], closed_before["customer_id"]]).unique()
    return back_test(measures, failed, aside)


def _insolvent(creditor_id: int, after: date, until: date) -> pl.DataFrame:
    return fetch(_INSOLVENT, [creditor_id, after, until], {"customer_id": pl.Int64})
