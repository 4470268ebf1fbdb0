"""Whom the rules of a creditor catch: its published conditions, run over the sheet of its customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from encours.core.segments.catching import caught
from encours.core.segments.rules import checked
from encours.records.fields.reading import catalogue_kept, latest_segments, rules_of
from encours.records.frames.segment_sheet import segment_sheet
from encours.records.parties.models import Creditor
from encours.records.runs.models import Run


def segments_told(
    creditor_id: int,
    customers: Sequence[int] | None = None,
    *,
    on: date | None = None,
    items: pl.DataFrame | None = None,
    as_known: bool = False,
) -> pl.DataFrame | None:
    """The customers, all or a few, in segments of the creditor's own (`core.segments.catching`); None: it has none.

    Days late and what is overdue are told of the day `on`, else of that decided last. `items` and `as_known` are for
    `segment_sheet`.
    """
    published = latest_segments(creditor_id)
    rules = rules_of(published) if published else []
    if published is None or not rules:
        return None
    conditions = checked(rules, catalogue_kept(creditor_id))
    creditor = Creditor.objects.get(pk=creditor_id)
    sheet = segment_sheet(
        creditor,
        {column for one in conditions for column in one.columns},
        on=on or _decided_last(creditor_id, published.recorded_at),
        items=items,
        customers=customers,
        as_known=as_known,
    )
    return caught(sheet, rules, conditions)


def _decided_last(creditor_id: int, published: datetime) -> date:
    """The day of the last run; that of the publication where none ran yet."""
    last = Run.objects.filter(creditor_id=creditor_id).order_by("-pk").values_list("on", flat=True).first()
    return last or published.date()
