"""What each portfolio and each owner follows: how many customers, and what is open there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl
from django.db.models import Aggregate, CharField, Sum
from django.db.models.functions import Cast

from encours.acts.aged_customers import kept_aged_sheet
from encours.desk.visits import Visit
from encours.records.receivables.models import Receivable
from encours.records.work.models import Assignment

Followed = dict[int, tuple[int, list[tuple[str, int]]]]
"""By key: how many customers, and what is open there, a sum a currency."""

_KEYS = {"customer_id": pl.Int64, "owner": pl.Int64, "portfolio": pl.Int64}


class _Joined(Aggregate):
    """The keys of a group in one text: a hundred thousand rows are slow to hand over one by one."""

    template = "%(function)s(%(expressions)s, ',')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **given)

    def as_postgresql(self, compiler: Any, connection: Any, **given: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **given)


def followed(visit: Visit) -> tuple[Followed, Followed]:
    """By portfolio and by owner, of the customers this person sees; from the sheet of the day where one is kept."""
    keys = _keys(visit)
    sums = _sums(visit)
    return _by("portfolio", keys, sums), _by("owner", keys, sums)


def _keys(visit: Visit) -> pl.DataFrame:
    """Who follows each customer: the columns of `_KEYS`."""
    seen = Assignment.objects.seen(visit.sight).order_by().values_list("owner", "portfolio")
    groups = list(seen.annotate(keys=_Joined(Cast("customer_id", CharField()))))
    told = pl.DataFrame(
        groups, schema={"owner": pl.Int64, "portfolio": pl.Int64, "keys": pl.String}, orient="row"
    )
    customers = pl.col("keys").str.split(",").alias("customer_id")
    return told.with_columns(customers).explode("customer_id").select(pl.col(list(_KEYS)).cast(pl.Int64))


def _sums(visit: Visit) -> pl.DataFrame:
    """What is open of each customer in each currency, before the cash that is not yet applied."""
    sheet = kept_aged_sheet(visit.creditor, on=visit.on)
    if sheet is not None:
        cents = (pl.col("total_cents") - pl.col("unapplied_cents")).alias("cents")
        return sheet.select("customer_id", "currency", cents)
    followed_ones = Assignment.objects.seen(visit.sight).values("customer_id")
    rows = Receivable.objects.filter(customer__in=followed_ones, gone_on__isnull=True).exclude(open_cents=0)
    sums = rows.order_by().values_list("customer_id", "currency").annotate(cents=Sum("open_cents"))
    schema = {"customer_id": pl.Int64, "currency": pl.String, "cents": pl.Int64}
    return pl.DataFrame(list(sums), schema=schema, orient="row")


def _by(whose: str, keys: pl.DataFrame, sums: pl.DataFrame) -> Followed:
    theirs = keys.filter(pl.col(whose).is_not_null())
    counts = dict(theirs.group_by(whose).agg(pl.len()).iter_rows())
    found = sums.join(theirs, on="customer_id").group_by(whose, "currency").agg(pl.col("cents").sum())
    owed: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for key, currency, cents in found.filter(pl.col("cents") != 0).sort(whose, "currency").iter_rows():
        owed[key].append((currency, cents))
    return {key: (count, owed[key]) for key, count in counts.items()}
