"""Telling sales and logistics: a credit limit is exceeded or respected again, a customer with a deal is overdue.

A signal is written when something changes, never again while it stays so; whoever follows the customer has a notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from encours.acts.following import followers
from encours.acts.noticing import Told, notify_each
from encours.core.exposure import Exposure
from encours.records.frames import exposures
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.receivables.due import overdue_rows, overdue_sums
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Signal

_BY = ("customer_id", "currency")
_AT_ONCE = 5_000
_ONE_BY_ONE = 20  # beyond these, a person is told how many, in one notice


def signal_sales(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Look at every customer with a limit or an open deal; return how many signals were given."""
    told = exposures.last_signals(creditor.pk)["customer_id"].to_list()
    limited = exposures.limits(creditor.pk, on=on)["customer_id"].to_list()
    watched = sorted({*told, *limited, *exposures.with_deals(creditor.pk)})
    if not watched or not _changes(creditor.pk, watched, on):
        return 0
    with recording(creditor, "signal_sales", author=author, cause=f"day {on.isoformat()}", at=at) as record:
        given = write_signals(record, watched, on=on)
        record.tell(signals=given)
    return given


def write_signals(record: Record, customers: Sequence[int], *, on: date) -> int:
    """The same inside another act's entry, for these customers."""
    made = [
        Signal(creditor=record.creditor, recorded_at=record.at, entry=record.entry, on=on, **told)
        for told in _changes(record.creditor.pk, customers, on)
    ]
    if not made:
        return 0
    Signal.objects.bulk_create(made)
    record.wrote(Signal, made)
    for one in made:
        record.of(
            one.customer_id, signal=one.kind, amount_cents=one.amount_cents, limit_cents=one.limit_cents
        )
        record.untouched.add(one.customer_id)  # telling sales changes no decision about reminders
    _tell(record, made, on=on)
    return len(made)


def _tell(record: Record, given: Sequence[Signal], *, on: date) -> None:
    """A notice to whoever follows each customer; of many at once, one notice that says how many."""
    keys = sorted({one.customer_id for one in given})
    theirs: dict[int, list[Signal]] = defaultdict(list)
    for start in range(0, len(keys), _AT_ONCE):
        part = followers(record.creditor.pk, keys[start : start + _AT_ONCE], on=on)
        for one in given:
            for person in part.get(one.customer_id, ()):
                theirs[person].append(one)
    told: list[Told] = []
    for person, rows in sorted(theirs.items()):
        if len(rows) > _ONE_BY_ONE:
            told.append(Told(person, str(len(rows))))
        else:
            told += [Told(person, _text(one), one.customer_id) for one in rows]
    notify_each(record, told, kind="signal")


def _text(one: Signal) -> str:
    """What a notice keeps of a signal: codes and cents, said in its reader's language when it is read."""
    limit = "" if one.limit_cents is None else f" {one.limit_cents}"
    return f"{one.kind} {one.currency} {one.amount_cents}{limit}"


def _changes(creditor_id: int, customers: Sequence[int], on: date) -> list[dict[str, object]]:
    """What is so now and was not told last; a few thousand customers at a time."""
    parts = (customers[start : start + _AT_ONCE] for start in range(0, len(customers), _AT_ONCE))
    return [told for part in parts for told in _changes_of(creditor_id, part, on)]


def _changes_of(creditor_id: int, customers: Sequence[int], on: date) -> list[dict[str, object]]:
    last = set(exposures.last_signals(creditor_id, customers).iter_rows())
    now = [*_of_limits(creditor_id, customers, on), *_of_deals(creditor_id, customers, on)]
    found = []
    for told, calm in now:
        key = (told["customer_id"], told["currency"])
        if calm is None:
            found += [told] if (*key, told["kind"]) not in last else []
        elif (*key, calm) in last:
            found.append(told)
    return found


def _of_limits(
    creditor_id: int, customers: Sequence[int], on: date
) -> list[tuple[dict[str, object], str | None]]:
    """Each exposure beside its limit; a respected one is told only after it was exceeded."""
    limits = exposures.limits(creditor_id, on=on, customers=customers)
    rows = (
        exposures.exposure_parts(customers)
        .join(limits, on=["customer_id", "currency"], how="full", coalesce=True)
        .with_columns(pl.col("outstanding_cents", "orders_cents", "unapplied_cents").fill_null(0))
        .sort("customer_id", "currency")
    )
    told: list[tuple[dict[str, object], str | None]] = []
    for customer, currency, owed, ordered, unapplied, limit in rows.iter_rows():
        one = Exposure(currency, owed, ordered, unapplied, limit)
        facts = {
            "customer_id": customer,
            "currency": currency,
            "kind": "limit_exceeded" if one.exceeded else "limit_respected",
            "amount_cents": one.total_cents,
            "limit_cents": limit,
        }
        told.append((facts, None if one.exceeded else "limit_exceeded"))
    return told


def _of_deals(
    creditor_id: int, customers: Sequence[int], on: date
) -> list[tuple[dict[str, object], str | None]]:
    """Each customer with a deal and something overdue; told clear once neither is so."""
    dealing = set(exposures.with_deals(creditor_id, customers=customers))
    late = _overdue(customers, on)
    before = exposures.last_signals(creditor_id, customers).filter(pl.col("kind") == "deal_overdue")
    keys = {(customer, currency) for customer, currency, _kind in before.iter_rows()} | late.keys()
    told: list[tuple[dict[str, object], str | None]] = []
    for customer, currency in sorted(keys):
        cents = late.get((customer, currency), 0)
        warned = bool(cents) and customer in dealing
        facts = {
            "customer_id": customer,
            "currency": currency,
            "kind": "deal_overdue" if warned else "deal_clear",
            "amount_cents": cents,
            "limit_cents": None,
        }
        told.append((facts, None if warned else "deal_overdue"))
    return told


def _overdue(customers: Sequence[int], on: date) -> dict[tuple[int, str], int]:
    rows = Receivable.objects.filter(customer_id__in=customers, gone_on__isnull=True)
    found = overdue_rows(rows, *_BY, on=on, in_parts=True)
    sums = overdue_sums(found, rows, *_BY, on=on)
    return {(customer, currency): cents for (customer, currency), cents in sums.items()}
