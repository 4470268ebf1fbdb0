"""The words of the sources, of an invoice or of a customer: the last of each is kept."""

from __future__ import annotations

import polars as pl

from encours.records.frames import bulk
from encours.records.history.writing import Record
from encours.records.provenance.models import CustomerTold, Told


def keep_last(record: Record, model: type[Told | CustomerTold], said: pl.DataFrame, *, subject: str) -> None:
    """Keep the last word of each source on each field; what it said before gives way.

    `said`: the key of the subject (`receivable_id` or `customer_id`), `field`, `source`, `value`, and what else the
    model's rows bear.
    """
    same = [subject, "field", "source"]
    last = said.unique(same, keep="last", maintain_order=True)
    there = model.objects.filter(**{f"{subject}__in": last[subject].unique().to_list()})
    before = pl.DataFrame(
        list(there.values_list("pk", *same)),
        schema={"pk": pl.Int64, subject: pl.Int64, "field": pl.String, "source": pl.String},
        orient="row",
    )
    bulk.delete(model, before.join(last, on=same, how="semi")["pk"].to_list())
    stamp = {"creditor_id": record.creditor.pk, "entry_id": record.entry.pk, "recorded_at": record.at}
    bulk.insert(model, last.with_columns(pl.lit(value).alias(name) for name, value in stamp.items()))
