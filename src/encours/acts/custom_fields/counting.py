"""How many customers each rule catches, while it is being written: over a sheet of all customers, read once.

Over a million items the sheet takes seconds to read and milliseconds to count, so each process keeps the last one of
a creditor: while the day is the same, only the customers of whom something was written since are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection

from encours.acts.aged_customers import in_one_view, written_since
from encours.core.segments.catalogue import Catalogue
from encours.core.segments.catching import Counts, counted
from encours.core.segments.conditions import Condition
from encours.records.fields.reading import catalogue_kept
from encours.records.frames.known import latest_entry
from encours.records.frames.segment_sheet import segment_sheet
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor

_KEPT_AT_MOST = 4  # some twenty megabytes each, at a hundred thousand customers
# Acts that tell of no customer and change nothing that the sheet says; after another such act all is read again.
_ASIDE = ("run_day", "publish_segments", "publish_scenario", "choose_scenarios", "open_scenario", "note")


@dataclass(frozen=True, slots=True)
class _Kept:
    on: date
    version: int  # of the creditor's own settings
    columns: Catalogue
    entry: int
    sheet: pl.DataFrame


_kept: dict[tuple[str, int], _Kept] = {}


def count_caught(
    creditor: Creditor,
    conditions: Sequence[Condition],
    *,
    on: date,
    seen: Sequence[int] | None = None,
) -> Counts:
    """Count the customers that each condition catches, of all customers or of those `seen`."""
    sheet = whole_sheet(creditor, on=on)
    if seen is not None:
        sheet = sheet.filter(pl.col("customer_id").is_in(list(seen)))
    return counted(sheet, conditions)


def whole_sheet(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """Every customer with every column, as of now."""
    key = (str(connection.settings_dict["NAME"]), creditor.pk)
    catalogue = catalogue_kept(creditor.pk)
    found = _kept.get(key)
    with in_one_view():
        entry = latest_entry(creditor.pk)
        sheet = _brought_up(creditor, found, catalogue, on) if found else None
        if sheet is None:
            sheet = segment_sheet(creditor, catalogue.columns, on=on)
    while len(_kept) >= _KEPT_AT_MOST and key not in _kept:
        _kept.pop(next(iter(_kept)))
    _kept[key] = _Kept(on, creditor.version, catalogue, entry, sheet)
    return sheet


def _brought_up(creditor: Creditor, kept: _Kept, catalogue: Catalogue, on: date) -> pl.DataFrame | None:
    """The sheet kept with what moved since read afresh; None where all must be."""
    same = kept.on == on and kept.version == creditor.version and kept.columns.columns == catalogue.columns
    moved = written_since(creditor, kept.entry) if same else None
    if moved is None or _of_all(creditor, kept.entry):
        return None
    if not moved:
        return kept.sheet
    fresh = segment_sheet(creditor, catalogue.columns, on=on, customers=moved)
    rest = kept.sheet.filter(~pl.col("customer_id").is_in(moved))
    return pl.concat([rest, fresh.select(rest.columns)])


def _of_all(creditor: Creditor, entry: int) -> bool:
    """Whether an act since tells of no customer, and may have changed what is said of any."""
    since = Entry.objects.filter(creditor=creditor, pk__gt=entry).exclude(act__in=_ASIDE)
    return since.filter(leaves__isnull=True).exists()
