"""Saying whom to believe: what several sources said is weighed anew, and invoices follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl
from django.db.models import F

from encours.acts.import_file.table_known import redate
from encours.acts.provenance.weighing import weigh_again
from encours.acts.quality.assess import look_again
from encours.acts.rules import same_version
from encours.core.provenance import CUSTOMER, FIELDS, order_of, winners
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.provenance.models import Ranking, Told, ranking_of
from encours.records.receivables.models import Receivable

_TOLD = {"receivable_id": pl.Int64, "field": pl.String, "source": pl.String, "value": pl.String}
_STANDING = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "was_on": pl.Date,
    "was_source": pl.String,
    "was_po": pl.String,
    "version": pl.Int64,
}


def rank_sources(
    creditor: Creditor,
    orders: Mapping[str, Sequence[str]],
    *,
    made_from: int | None,
    author: str,
    at: datetime,
) -> int:
    """Keep the ranking of each field, and give invoices and customers what is then believed; return how many changed.

    Raises
        StaleFormError: somebody changed the ranking since the form was made.
    """
    with recording(creditor, "rank_sources", author=author, cause="desk", at=at) as record:
        now = ranking_of(creditor.pk)
        same_version(now.version, made_from, creditor.name)
        told = {field: list(order_of(orders, field)) for field in (*FIELDS, CUSTOMER)}
        if now.pk is None:
            Ranking.objects.create(creditor=record.creditor, orders=told, version=2)
        else:
            Ranking.objects.filter(pk=now.pk).update(orders=told, version=F("version") + 1)
        changed = _weighed(record, told) + weigh_again(record, told)
        record.tell(orders=told, changed=changed)
    return changed


def _weighed(record: Record, orders: Mapping[str, Sequence[str]]) -> int:
    rows = list(
        Told.objects.of([record.creditor.pk]).values_list("receivable_id", "field", "source", "value")
    )
    best = winners(pl.DataFrame(rows, schema=_TOLD, orient="row"), orders)
    if best.is_empty():
        return 0
    keys = best["receivable_id"].unique().to_list()
    held = Receivable.objects.filter(pk__in=keys).values_list(
        "pk", "customer_id", "due_on", "due_source", "po_number", "version"
    )
    both = pl.DataFrame(list(held), schema=_STANDING, orient="row")
    for field in FIELDS:
        mine = best.filter(pl.col("field") == field)
        both = both.join(
            mine.select(
                pl.col("receivable_id").alias("id"),
                pl.col("value").alias(field),
                pl.col("source").alias(f"{field}_by"),
            ),
            on="id",
            how="left",
        )
    by_person = pl.when(pl.col("due_on_by") == "person").then(pl.lit("person")).otherwise(pl.lit("file"))
    settled = both.with_columns(
        due_on=pl.coalesce(pl.col("due_on").str.to_date(), "was_on"),
        due_source=pl.when(pl.col("due_on_by").is_null()).then("was_source").otherwise(by_person),
        po_number=pl.coalesce("po_number", "was_po"),
        version=pl.col("version") + 1,
    ).filter((pl.col("due_on") != pl.col("was_on")) | (pl.col("po_number") != pl.col("was_po")))
    count = redate(record, settled.select("id", "due_on", "due_source", "po_number", "version"))
    look_again(record, settled["customer_id"].unique().to_list())
    return count
