"""Entries that a ledger brought back are marked so; those that it no longer shows are awaited again."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.entries.due import OF_BOOKINGS
from encours.core.ledger import Ledger
from encours.records.entries.models import ExportedEntry
from encours.records.history.writing import Record

_CHUNK = 500


def mark_returned(record: Record, ledger: Ledger, paid: pl.DataFrame, *, on: date) -> None:
    """Mark what a ledger shows of what was exported; `paid`: its payments as they were placed."""
    ours = ExportedEntry.objects.filter(creditor=record.creditor)
    if not ours.exists():
        return
    shown = ledger.told
    seen = 0
    for begin in range(0, len(shown), _CHUNK):
        chunk = shown[begin : begin + _CHUNK]
        seen += ours.filter(key__in=chunk, seen_on__isnull=True).update(seen_on=on)
    lost = paid.filter(pl.col("status") == "unposted")["payment_id"].to_list()
    for begin in range(0, len(lost), _CHUNK):
        ours.filter(payment__in=lost[begin : begin + _CHUNK]).update(seen_on=None)
    if ledger.facing and ledger.first_on and ledger.last_on:  # a ledger of more than its customers
        days = (ledger.first_on, ledger.last_on)
        beside = ("payout", *OF_BOOKINGS)  # whose lines are no payment of the ledger's
        paid_out = ours.filter(kind__in=beside, seen_on__isnull=False, entry_on__range=days)
        gone = [row for row, key in paid_out.values_list("pk", "key") if key not in set(shown)]
        ours.filter(pk__in=gone).update(seen_on=None)
    if seen:
        record.tell(entries_seen=seen)
