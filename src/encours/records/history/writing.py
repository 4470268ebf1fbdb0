"""Writing history: an act is one transaction and one entry, with a leaf for each customer it touched.

Only `acts` may import this module. Inside `recording(...)` the act writes its rows with
`entry=record.entry`, says what it wrote, and what it means for whom; on leaving, the leaves are inserted
and the customers' `facts_version` raised in one statement.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, models, transaction

from encours.core.evidence import canonical, leaf_digest, plain, rows_digests
from encours.records.frames.bulk import insert
from encours.records.history.models import Entry, Leaf
from encours.records.history.sealed import SEALED
from encours.records.history.sealed_fact import VERSION, customer_column, frame_of
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.instalments import keep_instalments_due

_FEW = 400


@dataclass
class Record:
    """What an act gathers while it works."""

    entry: Entry
    creditor: Creditor
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    customers: dict[int, dict[str, Any]] = field(default_factory=dict)
    written: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    untouched: set[int] = field(default_factory=set)
    digested: dict[int | None, dict[str, list[Any]]] = field(default_factory=dict)
    tails: dict[int, str] = field(default_factory=dict)  # leaves written ahead, but for their entry

    def tell(self, **facts: Any) -> None:
        """Add to what the entry itself says (counts, controls: nothing of one customer)."""
        self.facts.update({name: plain(value) for name, value in facts.items()})

    def of(self, customer_id: int, **content: Any) -> None:
        """Add to the leaf of one customer."""
        leaf = self.customers.setdefault(customer_id, {})
        self.tails.pop(customer_id, None)
        leaf.update({name: plain(value) for name, value in content.items()})

    def wrote(self, model: type[models.Model], rows: pl.DataFrame | Sequence[models.Model]) -> None:
        """Seal the rows written: a frame with the sealed columns, or a few instances."""
        fact = SEALED[model._meta.label]
        frame = rows if isinstance(rows, pl.DataFrame) else frame_of(rows, fact)
        if frame.is_empty():
            return
        frame = frame.select(pl.col(name).cast(kind) for name, kind in fact.kinds().items())
        self.written[fact.label].append(frame)
        if fact.of_customer:
            for customer in frame[customer_column(fact)].drop_nulls().unique():
                self.customers.setdefault(customer, {})
                self.tails.pop(customer, None)

    def take_over(self, draft: Record) -> None:
        """Take over what a draft of this act told and wrote; `write_ahead` has done its reckoning."""
        self.facts |= draft.facts
        self.customers |= draft.customers
        self.untouched |= draft.untouched
        self.digested = draft.digested
        self.tails |= draft.tails

    def fold(self) -> None:
        """Reckon the digests of what was written so far, and forget its rows: they were all that its customers have."""
        self.digested = self.digests()
        self.written.clear()

    def write_ahead(self) -> None:
        """Reckon digests and leaves of a draft before the lock: all but the number of the entry to come."""
        self.fold()
        self.tails = {
            customer: _tail(content, self.digested.get(customer, {}))
            for customer, content in self.customers.items()
        }

    def digests(self) -> dict[int | None, dict[str, list[Any]]]:
        """Say, per customer and kind of fact, how many rows were written and their digest."""
        said: dict[int | None, dict[str, list[Any]]] = defaultdict(dict)
        for customer, before in self.digested.items():
            said[customer] = dict(before)
        for label, frames in self.written.items():
            fact = SEALED[label]
            rows = pl.concat(frames).unique("id", keep="last", maintain_order=True)
            whose = pl.col(customer_column(fact)) if fact.of_customer else pl.lit(0, dtype=pl.Int64)
            grouped = rows_digests(rows.with_columns(whose=whose), fact.columns, ["whose"])
            for customer, count, digest in grouped.iter_rows():
                told = said[customer if fact.of_customer else None]
                if label in told:
                    raise RuntimeError(f"Rows of {label} of one customer are sealed twice in one entry.")
                told[label] = [count, digest]
        return said


@contextmanager
def recording(
    creditor: Creditor | int, act: str, *, author: str, cause: str, at: datetime
) -> Iterator[Record]:
    """Open a transaction and an entry; on leaving, seal what was written.

    The creditor's row is locked so that its facts are stamped in commit order: `record.at` is `at`, or one
    microsecond after the last stamp if the clock went back (DESIGN §2.15). `author` is a person's address or
    `rule:NAME@VERSION`; `cause` says what brought it about.
    """
    with transaction.atomic():
        key = creditor.pk if isinstance(creditor, Creditor) else creditor
        owner = Creditor.objects.select_for_update().get(pk=key)
        stamp = at
        if owner.last_recorded_at is not None and owner.last_recorded_at >= at:
            stamp = owner.last_recorded_at + timedelta(microseconds=1)
        Creditor.objects.filter(pk=key).update(last_recorded_at=stamp)
        entry = Entry.objects.create(creditor=owner, act=act, author=author, cause=cause[:300], at=stamp)
        record = Record(entry=entry, creditor=owner, at=stamp)
        yield record
        keep_instalments_due(key, record.customers)
        _raise_versions(record.customers.keys() - record.untouched)
        _insert_leaves(record)


def _insert_leaves(record: Record) -> None:
    entry, rows = record.entry, record.digests()
    head = {
        "act": entry.act,
        "at": entry.at.isoformat(),
        "author": entry.author,
        "cause": entry.cause,
        "entry": entry.pk,
        "facts": record.facts,
        "rows": rows.get(None, {}),
        "version": VERSION,
    }
    leaves: list[tuple[int | None, str]] = [(None, canonical(head))]
    for customer, content in sorted(record.customers.items()):
        tail = record.tails.get(customer) or _tail(content, rows.get(customer, {}))
        leaves.append((customer, f'{{"customer":{customer},"entry":{entry.pk},{tail}'))
    salts = [secrets.token_hex(16) for _ in leaves]
    frame = pl.DataFrame(
        {
            "creditor_id": [record.creditor.pk] * len(leaves),
            "entry_id": [entry.pk] * len(leaves),
            "customer_id": [customer for customer, _ in leaves],
            "content": [content for _, content in leaves],
            "salt": salts,
            "digest": [leaf_digest(content, salt) for (_, content), salt in zip(leaves, salts, strict=True)],
        },
        schema_overrides={"customer_id": pl.Int64},
    )
    insert(Leaf, frame)


def _tail(content: dict[str, Any], rows: dict[str, list[Any]]) -> str:
    """The end of a leaf's canonical content: its keys come after `customer` and `entry`."""
    return canonical({"facts": content, "rows": rows, "version": VERSION})[1:]


def _raise_versions(customers: Iterable[int]) -> None:
    keys = sorted(customers)
    if len(keys) <= _FEW:
        Customer.objects.filter(pk__in=keys).update(facts_version=models.F("facts_version") + 1)
        return
    table = connection.ops.quote_name(Customer._meta.db_table)
    with connection.cursor() as cursor:
        raised = f"UPDATE {table} SET facts_version = facts_version + 1 WHERE id"
        if connection.vendor == "sqlite":
            cursor.executemany(f"{raised} = %s", [(key,) for key in keys])
        else:
            cursor.execute(f"{raised} = ANY(%s)", [keys])
