"""A source that says otherwise than another of the same invoice: both are kept, the one believed wins."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from encours.acts.provenance.keeping import keep_last
from encours.core.provenance import believed
from encours.records.documents.models import Intake
from encours.records.history.writing import Record
from encours.records.provenance.models import Told, ranking_of
from encours.records.receivables.models import ElectronicInvoice, Receivable

_ROWS = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "field": pl.String,
    "source": pl.String,
    "value": pl.String,
}
# What a ledger posts, it says neither the order nor (but for a bill) the due date of: a table told those.
_BY_IMPORT = {"pulled": "connector"}


def sources_of(rows: Iterable[Receivable]) -> dict[tuple[int, str], str]:
    """Who said what stands today, by receivable and field: what was kept, else the person, else its import."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    kept = {
        (key, field, value): source
        for key, field, value, source in Told.objects.filter(receivable__in=keys).values_list(
            "receivable_id", "field", "value", "source"
        )
    }
    electronic = set(
        ElectronicInvoice.objects.filter(receivable__in=keys).values_list("receivable_id", flat=True)
    )
    told_by = dict(
        Intake.objects.filter(pk__in={row.intake_id for row in rows if row.intake_id}).values_list(
            "pk", "kind"
        )
    )
    found = {}
    for row in rows:
        kind = told_by.get(row.intake_id or 0, "")
        by_import = "einvoice" if row.pk in electronic else _BY_IMPORT.get(kind, "table")
        drawn = (
            "ledger" if kind == "ledger" and row.kind == "bill" else by_import
        )  # a bill's own label says its day
        by_person = "person" if row.due_source == "person" else drawn
        found[row.pk, "due_on"] = kept.get((row.pk, "due_on", row.due_on.isoformat()), by_person)
        found[row.pk, "po_number"] = kept.get((row.pk, "po_number", row.po_number), by_import)
    return found


def meet(record: Record, told: pl.DataFrame, *, source: str) -> pl.DataFrame:
    """Weigh what a source says otherwise than what stands; return what is believed of it.

    `told` and what is returned: `receivable_id`, `field`, `value`. Only where something else stands that was told.
    """
    if told.is_empty():
        return told
    rows = Receivable.objects.filter(pk__in=told["receivable_id"].unique().to_list())
    known = {row.pk: row for row in rows}
    standing, orders = sources_of(known.values()), ranking_of(record.creditor.pk).orders
    kept, wins = [], []
    for one in told.iter_rows(named=True):
        row, field = known[one["receivable_id"]], one["field"]
        by = standing[row.pk, field]
        there = row.due_on.isoformat() if field == "due_on" else row.po_number
        kept.append((row.pk, row.customer_id, field, source, one["value"]))
        if by != source:
            kept.append((row.pk, row.customer_id, field, by, there))
        wins.append(believed(orders, field, source, by))
    keep(record, pl.DataFrame(kept, schema=_ROWS, orient="row"))
    return told.filter(pl.Series(wins, dtype=pl.Boolean))


def keep(record: Record, said: pl.DataFrame) -> None:
    """Keep the last word of each source; what it said before gives way."""
    keep_last(record, Told, said, subject="receivable_id")


def complete(record: Record, told: pl.DataFrame, *, source: str) -> None:
    """Keep who told what nobody had told of an invoice that another source brought: `receivable_id`, `field`, `value`.

    A table's word needs none: it is what stands for where nothing else is known.
    """
    if told.is_empty():
        return
    rows = Receivable.objects.filter(pk__in=told["receivable_id"].unique().to_list())
    whose = pl.DataFrame(
        list(rows.values_list("pk", "customer_id")),
        schema={"receivable_id": pl.Int64, "customer_id": pl.Int64},
        orient="row",
    )
    said = told.join(whose, on="receivable_id").with_columns(source=pl.lit(source))
    keep(record, said.select(list(_ROWS)))


def person_says(record: Record, row: Receivable) -> None:
    """A person's word beside those of the sources that do not agree, where there are any."""
    others = set(Told.objects.filter(receivable=row).values_list("field", flat=True))
    said = [
        (row.pk, row.customer_id, field, "person", value)
        for field, value in (("due_on", row.due_on.isoformat()), ("po_number", row.po_number))
        if field in others
    ]
    if said:
        keep(record, pl.DataFrame(said, schema=_ROWS, orient="row"))
