"""The messages that await agreement, kept day by day, and read beside those of the day before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db.models import Max, QuerySet

from encours.acts.approvals.asking import tones_of
from encours.core.approvals.batches import BATCH, differences
from encours.records.frames import bulk
from encours.records.history.writing import Record
from encours.records.messages.approvals import BatchLine
from encours.records.messages.models import NO_STEPS, Message
from encours.records.parties.models import Creditor


def keep_batch(record: Record, proposals: pl.DataFrame, *, on: date, of: Sequence[int] | None = None) -> None:
    """Keep what a run of the day proposes and somebody must agree to, in place of an earlier run's of that day.

    `of` are the customers decided, where not all were. Of the days before, only the last one stays: the batch of today
    is compared with no other.
    """
    mine = BatchLine.objects.filter(creditor=record.creditor)
    again = mine.filter(on__gte=on)
    (again if of is None else again.filter(customer__in=of)).delete()
    last = mine.filter(on__lt=on).aggregate(last=Max("on"))["last"]
    if last is not None:
        mine.filter(on__lt=last).delete()
    waits = pl.concat([proposals.filter("needs_approval").select(*BATCH), _on_demand(record, of)])
    if waits.is_empty():
        return
    bulk.insert(
        BatchLine,
        waits.select(
            *BATCH, pl.lit(on).alias("on"), pl.lit(record.creditor.pk, pl.Int64).alias("creditor_id")
        ),
    )


def _on_demand(record: Record, of: Sequence[int] | None) -> pl.DataFrame:
    """What no run proposes, and waits for somebody too."""
    rows = Message.objects.filter(
        creditor=record.creditor, state="proposed", needs_approval=True, step_code__in=NO_STEPS
    )
    mine = rows if of is None else rows.filter(customer__in=of)
    names = [name for name in BATCH if name != "tone"]
    told = [{**row, "tone": ""} for row in mine.order_by("pk").values(*names)]
    return pl.DataFrame(told, schema=BATCH)


def day_before(creditor_id: int, *, on: date) -> date | None:
    """The last day before `on` whose batch is kept."""
    found: date | None = BatchLine.objects.filter(creditor_id=creditor_id, on__lt=on).aggregate(
        last=Max("on")
    )["last"]
    return found


def compared(
    creditor: Creditor, waiting: QuerySet[Message], before: QuerySet[BatchLine]
) -> tuple[pl.DataFrame, dict[str, Message]]:
    """What awaits agreement beside a former batch (`core.approvals.batches.differences`), and the messages by key."""
    messages = {one.key: one for one in waiting}
    tones = tones_of(creditor, list(messages.values())) if messages else {}
    now = pl.DataFrame(
        [
            [
                one.key,
                one.customer_id,
                one.step_code,
                tones[one.pk],
                one.channel,
                one.currency,
                one.total_cents,
            ]
            for one in messages.values()
        ],
        schema=BATCH,
        orient="row",
    )
    was = pl.DataFrame([list(row) for row in before.values_list(*BATCH)], schema=BATCH, orient="row")
    return differences(was, now), messages
