"""What is to be entered of doubtful debts: proposed, accepted by a person, exported with the other entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from encours.acts.rules import StaleFormError
from encours.core.doubtful.depreciating import depreciation
from encours.core.refusals import RuleError
from encours.records.doubtful.models import Booking, Doubtful
from encours.records.doubtful.reading import doubtful_policy
from encours.records.frames.doubtful import doubtful_debts
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor


@dataclass(frozen=True, slots=True)
class Totals:
    """What is proposed in all: onto 416 and back, to 491 and taken back, in cents, none below zero."""

    transfer_cents: int
    back_cents: int
    allowance_cents: int
    reversal_cents: int

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Totals:
        """The totals of proposals (`core.doubtful.depreciating.PROPOSED`)."""
        onto, down = rows["transfer_cents"], rows["depreciation_cents"]
        return cls(
            int(onto.filter(onto > 0).sum()), -int(onto.filter(onto < 0).sum()),
            int(down.filter(down > 0).sum()), -int(down.filter(down < 0).sum()),
        )  # fmt: skip

    @property
    def mark(self) -> str:
        """The totals in signs: what a person saw, compared with what would be written."""
        return f"{self.transfer_cents}-{self.back_cents}-{self.allowance_cents}-{self.reversal_cents}"


def depreciations(creditor: Creditor, *, on: date, customers: list[int] | None = None) -> pl.DataFrame:
    """What each doubtful debt has and lacks (`core.doubtful.depreciating.PROPOSED`); nothing is written."""
    return depreciation(
        doubtful_debts(creditor, on=on, customers=customers), doubtful_policy(creditor.pk), on=on
    )


def lacking(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of which something is to be entered."""
    return rows.filter((pl.col("transfer_cents") != 0) | (pl.col("depreciation_cents") != 0))


def book(
    creditor: Creditor,
    receivables: Collection[int],
    *,
    seen: str | None,
    in_books: bool = False,
    on: date,
    author: str,
    at: datetime,
) -> int:
    """Accept what is proposed of these debts, as of the day `on`; return how many entries that makes.

    `seen` are the totals that the person saw (`Totals.mark`; None: no page was involved). `in_books`: the books have
    these entries already, so they are noted and never exported.

    Raises
        StaleFormError: the proposals are no longer those that were seen.
        RuleError: nothing is to be entered of any of them.
    """
    with recording(creditor, "book_doubtful", author=author, cause="desk", at=at) as record:
        rows = lacking(depreciations(record.creditor, on=on)).filter(
            pl.col("receivable_id").is_in(list(receivables))
        )
        totals = Totals.of(rows)
        if seen is not None and seen != totals.mark:
            raise StaleFormError("Ce qui est proposé")
        if rows.is_empty():
            raise RuleError(
                "nothing_to_book", "Rien n’est à passer pour ces factures : les livres ont déjà tout."
            )
        made = [
            Booking(
                creditor=record.creditor, recorded_at=record.at, entry=record.entry, on=on,
                currency=record.creditor.currency, in_books=in_books, by=author, **told,
            )
            for told in _told(rows, _marks(record, rows))
        ]  # fmt: skip
        Booking.objects.bulk_create(made)
        _write(record, made, rows)
        record.tell(entries=len(made), in_books=in_books, totals=totals.mark)
    return len(made)


def _marks(record: Record, rows: pl.DataFrame) -> dict[int, int]:
    """By debt, the mark of which its entry is: its customer's last, else that of what was entered of it before."""
    keys = rows["customer_id"].unique().to_list()
    marks = Doubtful.objects.filter(creditor=record.creditor, customer__in=keys).order_by("pk")
    of_customer = dict(marks.values_list("customer_id", "pk"))
    before = Booking.objects.filter(receivable__in=rows["receivable_id"].to_list()).order_by("pk")
    of_debt = dict(before.values_list("receivable_id", "doubtful_id"))
    return {
        debt: of_customer.get(customer) or of_debt[debt]
        for debt, customer in rows.select("receivable_id", "customer_id").iter_rows()
    }


def _told(rows: pl.DataFrame, marks: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    for row in rows.iter_rows(named=True):
        common = {
            "customer_id": row["customer_id"],
            "receivable_id": row["receivable_id"],
            "doubtful_id": marks[row["receivable_id"]],
        }
        if row["transfer_cents"]:
            cents = row["transfer_cents"]
            yield common | {"kind": "doubtful", "booked_cents": cents, "base_cents": abs(cents)}
        if row["depreciation_cents"]:
            rate = {name: row[name] for name in ("base_cents", "rate_bps", "rate_source", "tax_source")}
            yield common | {"kind": "depreciation", "booked_cents": row["depreciation_cents"], **rate}


def _write(record: Record, made: list[Booking], rows: pl.DataFrame) -> None:
    record.wrote(Booking, made)
    sums = rows.group_by("customer_id").agg(pl.col("transfer_cents", "depreciation_cents").sum())
    for customer, transferred, written in sums.sort("customer_id").iter_rows():
        record.of(customer, transfer_cents=transferred, depreciation_cents=written)
        record.untouched.add(customer)  # what it owes, and what the day decides of it, stays
