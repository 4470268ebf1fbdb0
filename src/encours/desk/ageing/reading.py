"""The aged balance by customer, asked of `core` over all open items, and the ledger's own balance beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import QuerySet, Sum

from encours.acts.aged_customers import SUMS, aged_customers
from encours.desk.visits import Visit
from encours.records.cash.models import Payment
from encours.records.documents.models import Intake
from encours.records.parties.models import Customer

_MANY = 500


def balance(visit: Visit, on: date) -> pl.DataFrame:
    """The rows of `aged_customers` that the person sees; a past day is answered as it was known then."""
    rows = aged_customers(visit.creditor, on=on, as_known=on < visit.on)
    if visit.sight.whole:
        return rows
    seen = Customer.objects.seen(visit.sight).values_list("pk", flat=True)
    return rows.filter(pl.col("customer_id").is_in(list(seen)))


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
