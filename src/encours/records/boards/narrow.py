"""The figures of a part of the customers, for who sees no other: computed on the spot, over a bounded number."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl
from django.db.models import Count, Q, QuerySet, Sum

from encours.core.ageing import BUCKET_CODES, bucket, is_overdue
from encours.core.boards.basis import Basis
from encours.core.boards.figures import by_currency, largest
from encours.core.instalments import split_by_due
from encours.core.measures import Measure, over_90_ratio, past_due_ratio
from encours.records.boards.reading import indicators, names_of
from encours.records.cash.models import Payment
from encours.records.disputes.models import Dispute
from encours.records.facts import Sight
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.due import due_day, to_come
from encours.records.receivables.models import Receivable

MOST: Final = 5_000  # open items: beyond, a page would wait
MOST_CUSTOMERS: Final = 1_000
_ITEM = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "due_on": pl.Date,
    "open_cents": pl.Int64,
    "currency": pl.String,
}


def basis_of_part(creditor: Creditor, sight: Sight, *, on: date) -> Basis:
    """The figures of the customers seen, today: no history is kept of a part."""
    rows = Receivable.objects.seen(sight).exclude(open_cents=0).filter(gone_on__isnull=True).order_by()
    read = rows.values_list("pk", "customer_id", due_day(), "open_cents", "currency")
    found = [] if (many := _follows_many(sight)) else list(read[: MOST + 1])
    told: dict[str, Any] = {
        "creditor": creditor.name,
        "currency": creditor.currency,
        "on": on,
        "narrow": True,
    }
    if many or len(found) > MOST:
        return Basis(**told, too_many=True)
    items = pl.DataFrame(found, schema=_ITEM, orient="row").join(
        _disputed(sight), on="receivable_id", how="left"
    )
    items = _split(items.with_columns(pl.col("disputed_cents").fill_null(0)), rows, on)
    figures = _figures(items, creditor.currency, on) | _beside(sight, creditor.currency)
    figures["outstanding_cents"] -= figures["unapplied_cents"]
    names = names_of(sight, [row[0] for row in figures["boards"]["largest"]])
    return Basis(**told, figures=figures, names=names, own=indicators(creditor.pk))


def _split(items: pl.DataFrame, rows: QuerySet[Receivable], on: date) -> pl.DataFrame:
    """What is still to come of an invoice in instalments as an item of its own, as the run counts it."""
    later = [(key, cents) for (key,), cents in to_come(rows, "pk", on=on).items()]
    told = pl.DataFrame(later, schema={"receivable_id": pl.Int64, "not_due_cents": pl.Int64}, orient="row")
    return split_by_due(items.join(told, on="receivable_id", how="left"), on=on)


def _follows_many(sight: Sight) -> bool:
    return Customer.objects.seen(sight).order_by()[: MOST_CUSTOMERS + 1].count() > MOST_CUSTOMERS


def _disputed(sight: Sight) -> pl.DataFrame:
    rows = Dispute.objects.seen(sight).filter(closed_on__isnull=True).order_by()
    sums = rows.values_list("receivable_id").annotate(Sum("amount_cents"))
    return pl.DataFrame(
        list(sums[: MOST + 1]), schema={"receivable_id": pl.Int64, "disputed_cents": pl.Int64}, orient="row"
    )


def _beside(sight: Sight, currency: str) -> dict[str, Any]:
    """What is not an open item: unapplied payments, proposals."""
    idle = (
        Payment.objects.seen(sight).exclude(unapplied_cents=0).filter(gone_on__isnull=True, currency=currency)
    )
    proposed = Message.objects.seen(sight).filter(state="proposed")
    waiting = proposed.aggregate(count=Count("pk"), cents=Sum("total_cents", filter=Q(currency=currency)))
    return {
        "unapplied_cents": idle.aggregate(cents=Sum("unapplied_cents"))["cents"] or 0,
        "proposals": waiting["count"],
        "proposed_cents": waiting["cents"] or 0,
    }


def _figures(items: pl.DataFrame, currency: str, on: date) -> dict[str, Any]:
    ours = items.filter(pl.col("currency") == currency)
    owed = ours.filter(pl.col("open_cents") > 0)
    late = owed.filter(is_overdue(on))
    over_90 = over_90_ratio(owed.lazy(), on=on)
    sums = dict(owed.group_by(bucket(on).alias("bucket")).agg(pl.col("open_cents").sum()).iter_rows())
    return {
        "currency": currency,
        "items": items["receivable_id"].n_unique(),
        "customers": items["customer_id"].n_unique(),
        "outstanding_cents": int(ours["open_cents"].sum()),
        "receivable_cents": int(owed["open_cents"].sum()),
        "credits_cents": int(ours.filter(pl.col("open_cents") < 0)["open_cents"].sum()),
        "overdue_cents": int(late["open_cents"].sum()),
        "overdue_items": late.height,
        "disputed_cents": int(ours["disputed_cents"].sum()),
        "other_currency_items": items["receivable_id"].n_unique() - ours["receivable_id"].n_unique(),
        "ageing": {code: int(sums.get(code, 0)) for code in BUCKET_CODES},
        "measures": {
            "past_due_ratio": _written(past_due_ratio(owed.lazy(), on=on)),
            "over_90_ratio": _written(over_90),
        },
        "boards": {
            "largest": largest(_by_debtor(owed, on)),
            "debtors": owed["customer_id"].n_unique(),
            "over_90_cents": over_90.facts["beyond_cents"],
            "currencies": by_currency(items.lazy().filter(pl.col("open_cents") > 0), on=on),
        },
    }


def _by_debtor(owed: pl.DataFrame, on: date) -> pl.DataFrame:
    late = pl.col("open_cents").filter(is_overdue(on)).sum()
    return owed.group_by("customer_id").agg(open=pl.col("open_cents").sum(), late=late)


def _written(measure: Measure) -> dict[str, Any]:
    return {
        "value": measure.in_units_of(10_000),
        "parts": 10_000,
        "unit": "share",
        "version": measure.version,
    }
