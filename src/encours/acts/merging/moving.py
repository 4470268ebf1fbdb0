"""Rows given to another customer, each remembered: states are written anew, events keep what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import F, Model

from encours.records.frames import bulk
from encours.records.frames.past import supersede
from encours.records.frames.sealed_rows import sealed_rows
from encours.records.history.sealed import SEALED
from encours.records.history.writing import Record
from encours.records.merging.models import Merging, Move
from encours.records.merging.moved import rows_of
from encours.records.messages.models import NO_STEPS, Message, MessageItem

_CHUNK = 5_000


def give(
    record: Record,
    merging: Merging,
    model: type[Model],
    keys: Sequence[int],
    *,
    to: int,
    came_from: int,
    before: Mapping[int, str] | None = None,
) -> int:
    """Give these rows to another customer; return how many. `before` is what the caller changes in some of them."""
    if not keys:
        return 0
    label = model._meta.label
    sealed = SEALED.get(label)
    state = sealed is not None and bool(sealed.past)
    _remember(record, merging, label, keys, to=to, came_from=came_from, before=before or {})
    if state:
        supersede(model, keys, at=record.at)
    stamp: dict[str, Any] = (
        {"entry": record.entry, "recorded_at": record.at, "version": F("version") + 1} if state else {}
    )
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        rows_of(model).filter(pk__in=chunk).update(customer=to, **stamp)
    if state:
        record.wrote(model, sealed_rows(model, keys))
    return len(keys)


def _remember(
    record: Record,
    merging: Merging,
    label: str,
    keys: Sequence[int],
    *,
    to: int,
    came_from: int,
    before: Mapping[int, str],
) -> None:
    moves = pl.DataFrame(
        {"row": list(keys), "before": [before.get(key, "") for key in keys]},
        schema={"row": pl.Int64, "before": pl.String},
    ).with_columns(
        bulk.reserve_ids(Move, len(keys)),
        pl.lit(label).alias("label"),
        pl.lit(merging.pk).alias("merging_id"),
        pl.lit(to).alias("customer_id"),
        pl.lit(came_from).alias("came_from_id"),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )
    bulk.insert(Move, moves)
    record.wrote(Move, moves)


def drop_proposals(customers: Sequence[int]) -> None:
    """Take away what is proposed and has not left: the next run proposes for those who then owe."""
    waiting = Message.objects.filter(customer__in=customers, state__in=("proposed", "approved"))
    keys = list(waiting.exclude(step_code__in=NO_STEPS).values_list("pk", flat=True))
    bulk.delete(MessageItem, keys, key="message_id")
    bulk.delete(Message, keys)
