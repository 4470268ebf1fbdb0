"""The receivables that a batch of electronic invoices tells: those known are completed, the others are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from encours.acts.due_dates import with_due_dates
from encours.acts.provenance.meeting import meet
from encours.core.einvoice.documents import Document
from encours.core.einvoice.tying import printed
from encours.core.numbers import number_key, written_key
from encours.core.refusals import Notice
from encours.records.documents.models import Intake
from encours.records.frames import bulk
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable

_TOLD_KINDS: Final = ("invoice", "credit_note", "bill", "retention")
_WRITTEN: Final = ("due_on", "due_source", "po_number", "entry_id", "recorded_at", "version")


@dataclass(slots=True)
class What:
    """What became of the document, and what a person should know of it."""

    counts: dict[str, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def warn(self, term: str, rule: str, remedy: str, value: str) -> None:
        """Add something read all the same."""
        self.notices.append(Notice(0, term, rule, remedy, value))


@dataclass(frozen=True, slots=True)
class Sale:
    """A document of ours, whose it is, and its import."""

    document: Document
    customer: Customer
    intake: Intake
    what: What = field(default_factory=What)


class Sales:
    """The one fact that each document is about: creditor, customer and normalised number."""

    def __init__(self, record: Record, sales: Sequence[Sale], on: date) -> None:
        self._record, self._on = record, on
        self._rows: dict[tuple[int, str], list[Receivable]] = defaultdict(list)
        self._changed: dict[int, Receivable] = {}
        self._undated: list[tuple[Receivable, Customer]] = []
        self._new: list[Receivable] = []
        self._load(sales)
        wanted = {_key(each) for each in sales}
        taken = Receivable.objects.filter(creditor=record.creditor, key__in=wanted)
        self._taken = set(taken.values_list("key", flat=True))

    def receivable_of(self, sale: Sale) -> tuple[Receivable, bool]:
        """The receivable, and whether it is new."""
        known = self._known(sale)
        if known is not None:
            self._complete(sale, known)
            return known, False
        return self._made(sale), True

    def flush(self) -> None:
        """Date what only its terms date, and write: those completed with their states before, and those made."""
        self._date()
        record, changed = self._record, list(self._changed.values())
        if changed:
            supersede(Receivable, [row.pk for row in changed], at=record.at)
            for row in changed:
                row.entry, row.recorded_at, row.version = record.entry, record.at, row.version + 1
            rows = [{"id": row.pk, **{name: getattr(row, name) for name in _WRITTEN}} for row in changed]
            bulk.update(Receivable, pl.DataFrame(rows, infer_schema_length=None))
        Receivable.objects.bulk_create(self._new)
        record.wrote(Receivable, [*self._new, *changed])

    def _load(self, sales: Sequence[Sale]) -> None:
        """What the books hold of these customers under these numbers, a year away at most."""
        if not sales:
            return
        years = [each.document.issued_on.year for each in sales]
        near = Receivable.objects.filter(
            customer__in={each.customer.pk for each in sales},
            kind__in=_TOLD_KINDS,
            issued_on__range=(date(max(min(years) - 1, 1), 1, 1), date(min(max(years) + 1, 9999), 12, 31)),
        )
        wanted = {number_key(each.document.number) for each in sales}
        for row in near.filter(creditor=self._record.creditor, number_key__in=wanted).order_by("pk"):
            self._rows[row.customer_id, row.number_key].append(row)

    def _known(self, sale: Sale) -> Receivable | None:
        """Of the same number, however written; one that the ledger still shows before one that is gone.

        A number that more than its separators tells apart is the same only where its amount is, and where it is alone.
        """
        document, written = sale.document, written_key(sale.document.number)
        year = document.issued_on.year
        same_side = [
            row
            for row in self._rows.get((sale.customer.pk, number_key(document.number)), [])
            if (row.amount_cents < 0) == (document.owed_cents < 0) and abs(row.issued_on.year - year) <= 1
        ]
        spelt = [row for row in same_side if written_key(row.number) == written]
        alike = [row for row in same_side if row.amount_cents == document.owed_cents]
        ranked = sorted(
            spelt or (alike if len(alike) == 1 else []),
            key=lambda row: (
                row.gone_on is not None,
                abs(row.issued_on.year - year),
                row.kind != "invoice",
                row.pk or 0,
            ),
        )
        return ranked[0] if ranked else None

    def _wins(self, known: Receivable, field: str, value: date | str) -> bool:
        """Whether the document is believed rather than who told what stands; both are kept where they differ."""
        there = getattr(known, field)
        assumed = known.due_source == "assumed" if field == "due_on" else not there
        if assumed or there == value or known.pk is None:
            return assumed
        row = {"receivable_id": [known.pk], "field": [field], "value": [str(value)]}
        return not meet(self._record, pl.DataFrame(row), source="einvoice").is_empty()

    def _complete(self, sale: Sale, known: Receivable) -> None:
        document, what = sale.document, sale.what
        changed: dict[str, Any] = {}
        due_on = _due(document, what)
        if due_on is not None and due_on >= known.issued_on and self._wins(known, "due_on", due_on):
            changed = {"due_on": due_on, "due_source": "file"}
        if (order := document.order_number[:60]) and self._wins(known, "po_number", order):
            changed["po_number"] = order
        changed = {name: value for name, value in changed.items() if getattr(known, name) != value}
        what.counts |= {"known": 1, "completed": int(bool(changed))}
        if known.amount_cents != document.owed_cents or known.currency != document.currency:
            what.counts["differs"] = 1
            told = f"{printed(document.owed_cents)} {document.currency}"
            what.warn(
                "BT-112",
                "amount_differs",
                "La facture connue n’a pas le même montant : c’est elle qui compte ; comparez-les depuis sa page.",
                f"{known.number} : {printed(known.amount_cents)} {known.currency}, {told}",
            )
        for name, value in changed.items():
            setattr(known, name, value)
        if changed and known.pk:
            self._changed[known.pk] = known

    def _made(self, sale: Sale) -> Receivable:
        record, document, customer = self._record, sale.document, sale.customer
        kind = "credit_note" if document.owed_cents < 0 else "invoice"
        due_on = _due(document, sale.what)
        made = Receivable(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            key=self._free_key(_key(sale)),
            number=document.number[:100],
            kind=kind,
            issued_on=document.issued_on,
            entry_on=document.issued_on,
            due_on=due_on or document.issued_on,  # until `_date` says better
            due_source="file",
            amount_cents=document.owed_cents,
            open_cents=document.owed_cents,
            currency=document.currency,
            po_number=document.order_number[:60],
            intake=sale.intake,
            known_on=self._on,
            reconstructed=True,
        )
        if due_on is None:
            self._undated.append((made, customer))
        self._new.append(made)
        self._rows[customer.pk, number_key(document.number)].append(made)
        sale.what.counts["new"] = 1
        return made

    def _free_key(self, key: str) -> str:
        """The ledger's own key, so that a later ledger knows the invoice again; another where it is taken."""
        if key in self._taken:
            alike = Receivable.objects.filter(creditor=self._record.creditor, key__startswith=key)
            self._taken |= set(alike.values_list("key", flat=True))
        ranked = (key if rank == 1 else f"{key}|{rank}" for rank in range(1, len(self._taken) + 2))
        free = next(each for each in ranked if each not in self._taken)
        self._taken.add(free)
        return free

    def _date(self) -> None:
        if not self._undated:
            return
        rows = pl.DataFrame(
            [
                {
                    "kind": made.kind,
                    "issued_on": made.issued_on,
                    "terms_days": customer.terms_days,
                    "terms_mode": customer.terms_mode,
                    "terms_source": customer.terms_source,
                }
                for made, customer in self._undated
            ],
            schema_overrides={"terms_days": pl.Int64},
        )
        dated = with_due_dates(rows, self._record.creditor).select("due_on", "due_source")
        for (made, _customer), (due_on, source) in zip(self._undated, dated.iter_rows(), strict=True):
            made.due_on, made.due_source = due_on, source


def _key(sale: Sale) -> str:
    kind = "credit_note" if sale.document.owed_cents < 0 else "invoice"
    return f"{kind}|{sale.customer.account}|{sale.document.number[:100]}|{sale.document.issued_on.year}"


def _due(document: Document, what: What) -> date | None:
    """The due date told, unless it precedes the invoice: that is a mistake of its sender's.

    Of several, the last, when the whole of it is due (`core.instalments` says what is due before).
    """
    due_on = document.whole_due_on
    if document.instalments:
        what.warn(
            "BG-20",
            "several_due_dates",
            "La facture se règle en plusieurs échéances : chacune est relancée à sa date si leurs montants font "
            "le total ; sinon la dernière est retenue, et rien n’est relancé avant elle.",
            ", ".join(each.due_on.isoformat() for each in document.instalments),
        )
    if due_on is None or due_on >= document.issued_on:
        return due_on
    what.warn(
        "BT-9",
        "due_before_issue",
        "L’échéance précède la date de la facture : le délai habituel du client est appliqué.",
        due_on.isoformat(),
    )
    return None
