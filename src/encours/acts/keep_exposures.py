"""Keeping what every customer could cost us, as the sheet of the day tells it, for lists to ask: no fact."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from encours.records.credit.models import Exposed
from encours.records.frames import bulk, exposures
from encours.records.parties.models import Creditor

_KEY = ["customer_id", "currency"]


def keep_exposures(creditor: Creditor, owed: pl.DataFrame) -> int:
    """Keep the exposure of each customer and currency; return how many changed.

    `owed` says customer_id, currency and total_cents: what is open, credits and unapplied cash deducted. Open orders
    are added; only what changed is written.
    """
    both = owed.select(*_KEY, "total_cents").join(
        exposures.ordered(creditor.pk), on=_KEY, how="full", coalesce=True
    )
    now = both.select(
        *_KEY, amount_cents=pl.col("total_cents").fill_null(0) + pl.col("cents").fill_null(0)
    ).filter(pl.col("amount_cents") != 0)
    with transaction.atomic():
        kept = exposures.exposed(creditor.pk)
        new = now.join(kept, on=_KEY, how="anti")
        moved = now.join(kept, on=_KEY, suffix="_was").filter(
            pl.col("amount_cents") != pl.col("amount_cents_was")
        )
        gone = kept.join(now, on=_KEY, how="anti")["id"].to_list()
        bulk.delete(Exposed, gone)
        bulk.update(Exposed, moved.select("id", "amount_cents"))
        bulk.insert(Exposed, new.with_columns(creditor_id=pl.lit(creditor.pk, pl.Int64)))
    return len(new) + len(moved) + len(gone)
