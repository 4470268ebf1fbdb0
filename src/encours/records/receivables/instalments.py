"""When open invoices in instalments are due, kept for lists to filter and sort on: the earliest that is not paid."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from encours.core.instalments import standing
from encours.records.frames.instalments import standing_plans
from encours.records.receivables.models import Instalment, InstalmentDue, Receivable

_FEW = 400  # customers named one by one; of more, all of the creditor are looked at


def keep_instalments_due(creditor_id: int, customers: Collection[int]) -> None:
    """Keep the days of these customers' invoices in instalments; one question where there are none."""
    if not customers:
        return
    few = sorted(customers) if len(customers) <= _FEW else None
    of = {"creditor_id": creditor_id} if few is None else {"creditor_id": creditor_id, "customer_id__in": few}
    if not Instalment.objects.filter(**of).exists():
        return
    now = _due(creditor_id, few)
    kept = InstalmentDue.objects.filter(creditor_id=creditor_id)
    if few is not None:
        kept = kept.filter(receivable__customer_id__in=few)
    before = dict(kept.values_list("receivable_id", "due_on"))
    changed = {key for key, due_on in now.items() if before.get(key) != due_on}
    InstalmentDue.objects.filter(receivable_id__in=(before.keys() - now.keys()) | changed).delete()
    InstalmentDue.objects.bulk_create(
        InstalmentDue(receivable_id=key, creditor_id=creditor_id, due_on=now[key]) for key in sorted(changed)
    )


def _due(creditor_id: int, customers: Collection[int] | None) -> dict[int, date]:
    """The day of each open one."""
    plans = standing_plans(creditor_id, None if customers is None else list(customers))
    keys = plans["receivable_id"].unique().to_list()
    open_ones = Receivable.objects.filter(pk__in=keys, open_cents__gt=0, gone_on__isnull=True)
    schema = {"receivable_id": pl.Int64, "open_cents": pl.Int64}
    items = pl.DataFrame(list(open_ones.values_list("pk", "open_cents")), schema=schema, orient="row")
    told = standing(plans, items, on=date.max)
    return dict(told.select("receivable_id", "plan_due_on").iter_rows())
