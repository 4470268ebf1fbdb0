"""Looking over all the data of a creditor, or again over a few customers that an act has just touched.

What is found is rebuilt at will and is no evidence: no leaf tells it. Only what changed is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from encours.acts.deciding_once import decide_then_write
from encours.core.quality import Assessed, assessed, figures
from encours.records.frames import bulk
from encours.records.frames import quality as sheets
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor
from encours.records.quality.models import Assessment, FileMark, Finding, QualityChoice, wanted

_NAMED = ("rule", "customer_id", "receivable_id", "contact_id", "other_id")


@dataclass(frozen=True, slots=True)
class _Changes:
    """What a look would change, and its figures."""

    on: date
    figures: dict[str, Any]
    found_new: pl.DataFrame
    found_moved: pl.DataFrame
    found_gone: pl.Series
    marks_new: pl.DataFrame
    marks_moved: pl.DataFrame
    marks_gone: pl.Series


def assess(creditor: Creditor, *, on: date, author: str, at: datetime) -> Assessment:
    """Look over all data of a creditor as it stands, and keep what was found in place of what was.

    Raises
        RuleError: other acts kept moving the same facts. Nothing was written.
    """
    written = decide_then_write(
        creditor.pk,
        lambda: _decide(creditor.pk, on=on),
        lambda record, changes: _write_all(record, changes, author=author),
        act="assess_quality",
        author=author,
        cause=f"day {on}",
        at=at,
    )
    return written or Assessment.objects.filter(creditor_id=creditor.pk).latest("pk")


def look_again(record: Record, customers: Sequence[int]) -> None:
    """Look again over a few customers inside another act, so that what it corrected is no longer held.

    They are not compared with all others: likenesses stay as the last whole look found them. Before any whole
    look there is nothing to correct.
    """
    creditor = record.creditor
    keys = sorted(set(customers))
    if not keys or not Assessment.objects.filter(creditor=creditor).exists():
        return
    on = record.at.astimezone(ZoneInfo(creditor.time_zone)).date()
    judged = _judged(creditor, wanted(creditor.pk), on=on, customers=keys)
    whole = sheets.stored_findings(creditor.pk, keys).filter(pl.col("rule") != "duplicate_customer")
    changes = _changes(judged, whole, sheets.stored_file_marks(creditor.pk, keys), on=on, told={})
    _write(record, changes)


def _decide(creditor_id: int, *, on: date) -> _Changes | None:
    creditor = Creditor.objects.get(pk=creditor_id)
    judged = _judged(creditor, wanted(creditor_id), on=on, customers=None)
    told = figures(judged.found, judged.marks, creditor.currency)
    told["prospects"] = sheets.prospects_left_out(creditor_id)
    changes = _changes(
        judged, sheets.stored_findings(creditor_id), sheets.stored_file_marks(creditor_id), on=on, told=told
    )
    last = Assessment.objects.filter(creditor_id=creditor_id).order_by("-pk").first()
    rows = (
        changes.found_new, changes.found_moved, changes.found_gone,
        changes.marks_new, changes.marks_moved, changes.marks_gone,
    )  # fmt: skip
    same = last is not None and last.on == on and last.figures == told
    return None if same and not any(len(each) for each in rows) else changes


def _judged(
    creditor: Creditor, choice: QualityChoice, *, on: date, customers: Sequence[int] | None
) -> Assessed:
    return assessed(
        sheets.customer_sheets(creditor.pk, customers),
        sheets.contact_sheets(creditor.pk, customers),
        sheets.item_sheets(creditor.pk, customers),
        sheets.payment_sheets(creditor.pk, customers),
        on=on,
        currency=creditor.currency,
        off=choice.off,
        mandatory=choice.mandatory,
        accepted=sheets.accepted(creditor.pk, customers),
        contracts=sheets.contracts(creditor.pk, customers),
        ceased=sheets.ceased(creditor.pk, customers),
        pairs=customers is None and "duplicate_customer" not in choice.off,
    )


def _changes(
    judged: Assessed, stored: pl.DataFrame, marks: pl.DataFrame, *, on: date, told: dict[str, Any]
) -> _Changes:
    named = [pl.col(name).cast(pl.String).fill_null("") for name in _NAMED]
    found = judged.found.with_columns(key=pl.concat_str(named, separator=":")).unique(
        "key", keep="first", maintain_order=True
    )
    new, moved, gone = _compared(
        found,
        stored,
        "key",
        ("severity", "weighs", "holds", "value", "count", "at_stake_cents", "currency", "accepted"),
    )
    marks_new, marks_moved, marks_gone = _compared(
        judged.marks, marks, "customer_id", ("percent", "missing", "worst", "at_stake_cents", "currency")
    )
    return _Changes(on, told, new, moved, gone, marks_new, marks_moved, marks_gone)


def _compared(
    made: pl.DataFrame, stored: pl.DataFrame, key: str, told: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series]:
    """Rows to insert, rows to update (`id` and what they tell), keys of rows to delete."""
    both = made.join(stored.select("id", key, *told), on=key, suffix="_was")
    moved = both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in told))
    return (
        made.join(stored, on=key, how="anti"),
        moved.select("id", *told),
        stored.join(made, on=key, how="anti")["id"],
    )


def _write_all(record: Record, changes: _Changes, *, author: str) -> Assessment:
    _write(record, changes)
    told = changes.figures
    record.tell(on=changes.on, score=told["score"], complete=told["complete"], rules=told["rules"])
    return Assessment.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        on=changes.on,
        figures=told,
        by=author,
    )


def _write(record: Record, changes: _Changes) -> None:
    stamp = (
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )
    bulk.delete(Finding, changes.found_gone.to_list())
    bulk.update(Finding, changes.found_moved)
    bulk.insert(Finding, changes.found_new.with_columns(stamp))
    bulk.delete(FileMark, changes.marks_gone.to_list())
    bulk.update(FileMark, changes.marks_moved)
    bulk.insert(FileMark, changes.marks_new.with_columns(stamp))
