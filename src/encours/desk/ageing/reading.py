"""The aged balance by customer, asked of `core` over all open items, and the ledger's own balance beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import QuerySet, Sum

from encours.core.ageing import BUCKET_CODES, aged_balance
from encours.desk.visits import Visit
from encours.records.cash.models import Payment
from encours.records.documents.models import Intake
from encours.records.frames.customers import customer_facts
from encours.records.frames.doorway import snapshot
from encours.records.frames.items import open_items
from encours.records.parties.models import Customer

BUCKETS = tuple(f"{code}_cents" for code in BUCKET_CODES)
SUMS = (*BUCKETS, "retention_cents", "credits_cents", "unapplied_cents", "total_cents")
_MANY = 500


def balance(visit: Visit, on: date) -> pl.DataFrame:
    """A row for each customer and currency: the `SUMS` and `overdue_cents`, what is most overdue first.

    Items gone from the last file are left out; retentions (4117) stand in a column of their own. A past day
    is answered as it was known then.
    """
    creditor, then = visit.creditor, on < visit.on
    with _one_view():
        items = open_items(creditor.pk, on=on, shadow=creditor.shadow, as_known=then).filter(~pl.col("gone"))
        facts = customer_facts(creditor.pk, on=on, shadow=creditor.shadow, as_known=then)
    if not visit.sight.whole:
        seen = pl.col("customer_id").is_in(list(_keys_seen(visit)))
        items, facts = items.filter(seen), facts.filter(seen)
    retained = pl.col("kind") == "retention"
    aged = aged_balance(
        items.filter(~retained).lazy(), on=on, unapplied=facts.lazy(), currency=creditor.currency
    )
    kept = (
        items.filter(retained)
        .group_by("customer_id", "currency")
        .agg(pl.col("open_cents").sum().alias("retention_cents"))
    )
    return (
        aged.join(kept, on=["customer_id", "currency"], how="full", coalesce=True)
        .with_columns(pl.exclude("customer_id", "currency").fill_null(0))
        .with_columns(pl.col("total_cents") + pl.col("retention_cents"))
        .sort(["overdue_cents", "total_cents", "customer_id"], descending=[True, True, False])
        .select("customer_id", "currency", *SUMS, "overdue_cents")
    )


def _keys_seen(visit: Visit) -> QuerySet[Customer, int]:
    return Customer.objects.seen(visit.sight).values_list("pk", flat=True)


def _one_view() -> AbstractContextManager[None]:
    """One view of the database, where a read-only transaction does not already give it."""
    return nullcontext() if connection.in_atomic_block else snapshot()


def totals(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """The sums of all customers, by currency."""
    return rows.group_by("currency").agg(pl.col(*SUMS).sum()).sort("currency").to_dicts()


def with_names(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The same rows with `account` and `name`, read a few hundred customers at a time."""
    for part in rows.iter_slices(_MANY):
        keys = part["customer_id"].unique().to_list()
        names = {
            key: (account, name)
            for key, account, name in Customer.objects.filter(pk__in=keys).values_list(
                "pk", "account", "name"
            )
        }
        for row in part.iter_rows(named=True):
            account, name = names[row["customer_id"]]
            yield {**row, "account": account, "name": name}


@dataclass(frozen=True, slots=True)
class Beside:
    """Our total beside the ledger's 411 + 413 + 416, and what explains the difference, line by line.

    `bank` are payments that the bank told and the ledger has not posted yet, each lowering our total;
    `unexplained_cents` is what no line explains.
    """

    name: str
    on: date | None
    ledger_cents: int
    ours_cents: int
    by_root: dict[str, int]
    set_aside: dict[str, int]
    bank: list[Payment]
    bank_cents: int

    @property
    def difference_cents(self) -> int:
        """Ours less the ledger's."""
        return self.ours_cents - self.ledger_cents

    @property
    def unexplained_cents(self) -> int:
        """What no line explains."""
        return self.difference_cents + self.bank_cents


def beside_ledger(visit: Visit, ours: list[dict[str, Any]]) -> Beside | None:
    """Compare with the newest ledger file; None before one was imported."""
    intakes = Intake.objects.seen(visit.sight).filter(kind="ledger")
    intake = intakes.order_by("-to_on", "-pk").first()
    if intake is None or "balance_cents" not in intake.controls:
        return None
    currency = visit.creditor.currency
    waiting = _not_posted(visit)
    return Beside(
        name=intake.name,
        on=intake.newest_on or intake.to_on,
        ledger_cents=intake.controls["balance_cents"],
        ours_cents=sum(row["total_cents"] for row in ours if row["currency"] == currency),
        by_root=intake.controls.get("by_root", {}),
        set_aside=intake.controls.get("set_aside", {}),
        bank=list(waiting.select_related("customer").order_by("-paid_on", "-pk")[:_MANY]),
        bank_cents=waiting.aggregate(cents=Sum("amount_cents"))["cents"] or 0,
    )


def _not_posted(visit: Visit) -> QuerySet[Payment]:
    """What the bank brought and no ledger line confirms yet."""
    return Payment.objects.seen(visit.sight).filter(
        source="bank", ledger_key="", gone_on__isnull=True, currency=visit.creditor.currency
    )
