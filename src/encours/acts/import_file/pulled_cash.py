"""Payments and credit notes that a connector tells: each one fact, what it pays kept as the source has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from encours.acts.import_file.pulled_settling import Book, Payer, Place, settle
from encours.core.matching.one_fact import WINDOW
from encours.records.cash.models import Payment
from encours.records.connectors.models import Intention
from encours.records.documents.models import Intake
from encours.records.frames import bulk
from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable


@dataclass
class _Told:
    """A payment as the source tells it."""

    key: str
    customer_id: int
    paid_on: date
    amount_cents: int
    currency: str
    reference: str
    line: int


def write_pulled_cash(
    record: Record,
    owed: pl.DataFrame,
    payments: pl.DataFrame,
    allocations: pl.DataFrame,
    *,
    source: str,
    intake_id: int,
    on: date,
) -> dict[str, Any]:
    """Write payments not yet known, apply what pays an invoice of this batch, reverse what no longer does.

    Where a ledger is imported it posts the payments of the invoices that it tells: here none of those is written.
    """
    accounts = {*owed["account"], *payments["account"]}
    named = Customer.objects.filter(creditor=record.creditor, account__in=accounts)
    customers = dict(named.values_list("account", Coalesce("merged_into_id", "pk")))
    numbers = {*owed["number"], *allocations["credit"].drop_nulls()}
    book = Book(record, on, intake_id, customers, _items(record, customers.values(), numbers))
    prefix = f"pulled|{source}|"
    given = len(payments) + len(allocations)
    payments, allocations = _not_the_ledgers(book, payments, allocations)
    left = given - len(payments) - len(allocations)
    told = [*_whole(book, payments, prefix), *_parts(book, allocations, prefix)]
    _know(book, told)
    wanted = _wanted(book, allocations, prefix)
    settle(book, [_place(book, row) for row in owed.iter_rows(named=True)], wanted, prefix)
    counts = {"new": book.made, "confirmed": book.confirmed, "applied": book.applied}
    return counts | {"reversed": book.undone} | ({"left_to_ledger": left} if left else {})


def _not_the_ledgers(
    book: Book, payments: pl.DataFrame, allocations: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What pays invoices that no ledger told, where one is imported; everything where none is."""
    if not Intake.objects.of([book.record.creditor.pk]).filter(kind="ledger").exists():
        return payments, allocations
    keys = [one.pk for one in book.items.values()]
    told = Receivable.objects.filter(pk__in=keys).filter(
        Q(intake_id=book.intake_id) | Q(intake__kind__in=("companion", "pulled"))
    )
    ours = set(told.values_list("pk", flat=True))
    book.items = {place: one for place, one in book.items.items() if one.pk in ours}
    kept = [_place(book, row) in book.items for row in allocations.iter_rows(named=True)]
    parts = allocations.filter(pl.Series(kept, dtype=pl.Boolean))
    return payments.filter(pl.col("id").is_in(parts["payment"].implode())), parts


def _place(book: Book, row: dict[str, Any]) -> Place:
    return book.customers.get(row["account"], 0), row["number"]


def _items(record: Record, customers: Iterable[int], numbers: set[str]) -> dict[Place, Receivable]:
    """The receivables named; of a number that comes twice, the one still open; of a double, the one kept."""
    found = Receivable.objects.filter(
        creditor=record.creditor, customer__in=list(customers), number__in=list(numbers)
    ).order_by(F("gone_on").asc(nulls_last=True), "open_cents", "pk")
    rows = found.select_related("same_as")
    return {(one.customer_id, one.number): one.same_as or one for one in rows}


def _whole(book: Book, payments: pl.DataFrame, prefix: str) -> list[_Told]:
    return [
        _Told(
            f"{prefix}{row['id']}", book.customers[row["account"]], row["paid_on"], row["amount_cents"],
            row["currency"], row["reference"] or "", row["line"],
        )
        for row in payments.iter_rows(named=True)
        if row["amount_cents"] > 0 and row["account"] in book.customers
    ]  # fmt: skip


def _parts(book: Book, allocations: pl.DataFrame, prefix: str) -> list[_Told]:
    """Payments that the source tells by invoice alone: each part is a payment of its own."""
    told = []
    for row in allocations.filter("part", pl.col("payment").is_not_null()).iter_rows(named=True):
        item = book.items.get(_place(book, row))
        if item is not None and row["amount_cents"] > 0:
            told.append(
                _Told(
                    _part_key(prefix, row), item.customer_id, row["paid_on"] or book.on, row["amount_cents"],
                    item.currency, row["reference"] or row["payment"], row["line"],
                )
            )  # fmt: skip
    return told


def _part_key(prefix: str, row: dict[str, Any]) -> str:
    return f"{prefix}{row['payment']}|{row['account']}|{row['number']}|{row['amount_cents']}"[:200]


def _know(book: Book, told: list[_Told]) -> None:
    """Find each payment among those known, else among those we wrote there or the bank brought, else write it."""
    creditor = book.record.creditor
    keys = [one.key for one in told]
    ours = Payment.objects.filter(creditor=creditor)
    known = {one.key: one for one in ours.filter(key__in=keys)}
    known |= {one.ledger_key: one for one in ours.filter(ledger_key__in=keys)}
    back = [
        one.pk
        for one in known.values()
        if one.gone_on is not None and one.source == "ledger" and one.same_as_id is None
    ]
    ours.filter(pk__in=back).update(gone_on=None)
    sent = {
        one.key: one.payment
        for one in Intention.objects.filter(
            creditor=creditor, kind="payment", payment__isnull=False, key__in=[one.reference for one in told]
        ).select_related("payment")
    }
    fresh = []
    for one in told:
        if one.key in known:
            continue
        same = sent.get(one.reference) or _from_bank(book, one)
        if same is None:
            fresh.append(_payment(book, one))
            continue
        if same.source == "bank" and not same.ledger_key:
            Payment.objects.filter(pk=same.pk).update(ledger_key=one.key)
            same.ledger_key = one.key
        known[one.key] = same
        book.confirmed += 1
    for payment, key in zip(fresh, bulk.reserve_ids(Payment, len(fresh)), strict=True):
        payment.pk = key
    Payment.objects.bulk_create(fresh)
    book.record.wrote(Payment, fresh)
    book.made = len(fresh)
    book.payments = known | {one.key: one for one in fresh}


def _from_bank(book: Book, told: _Told) -> Payment | None:
    """The one payment of the bank that is the same fact: same customer, amount and currency, some days apart."""
    window = timedelta(days=WINDOW)
    found = Payment.objects.filter(
        creditor=book.record.creditor,
        customer_id=told.customer_id,
        source="bank",
        ledger_key="",
        gone_on__isnull=True,
        amount_cents=told.amount_cents,
        currency=told.currency,
        paid_on__range=(told.paid_on - window, told.paid_on + window),
    )[:2]
    return found[0] if len(found) == 1 else None


def _payment(book: Book, told: _Told) -> Payment:
    return Payment(
        creditor=book.record.creditor,
        recorded_at=book.record.at,
        entry=book.record.entry,
        known_on=book.on,
        reconstructed=True,
        customer_id=told.customer_id,
        key=told.key,
        source="ledger",
        paid_on=told.paid_on,
        amount_cents=told.amount_cents,
        unapplied_cents=told.amount_cents,
        currency=told.currency,
        in_bank_journal=True,  # so that the bank's own line confirms it
        label=told.reference[:300],
        line=told.line,
        intake_id=book.intake_id,
    )


def _wanted(book: Book, allocations: pl.DataFrame, prefix: str) -> dict[int, dict[Payer, int]]:
    """By receivable, by payment or credit note: so many cents, as the source has it."""
    wanted: dict[int, dict[Payer, int]] = defaultdict(lambda: defaultdict(int))
    for row in allocations.iter_rows(named=True):
        item = book.items.get(_place(book, row))
        if item is None or row["amount_cents"] <= 0:
            continue
        if row["credit"] is not None:
            note = book.items.get((item.customer_id, row["credit"]))
            if note is not None and note.amount_cents < 0:
                wanted[item.pk][None, note.pk] += row["amount_cents"]
            continue
        key = _part_key(prefix, row) if row["part"] else f"{prefix}{row['payment']}"
        payment = (
            book.payments.get(key) or Payment.objects.filter(creditor=book.record.creditor, key=key).first()
        )
        if payment is not None:
            wanted[item.pk][payment.pk, None] += row["amount_cents"]
    return wanted
