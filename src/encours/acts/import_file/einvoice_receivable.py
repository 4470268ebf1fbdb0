"""The receivable that an electronic invoice tells: the one known is completed, else it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from encours.acts.due_dates import with_due_dates
from encours.core.einvoice.documents import Document
from encours.core.einvoice.tying import printed
from encours.core.numbers import number_key, written_key
from encours.core.refusals import Notice
from encours.records.cash.models import Application, Payment
from encours.records.frames.cash import move_open_balances
from encours.records.frames.past import supersede
from encours.records.history.writing import Record
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable

_TOLD_KINDS: Final = ("invoice", "credit_note", "bill", "retention")


@dataclass(slots=True)
class What:
    """What became of the document, and what a person should know of it."""

    counts: dict[str, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def warn(self, term: str, rule: str, remedy: str, value: str) -> None:
        """Add something read all the same."""
        self.notices.append(Notice(0, term, rule, remedy, value))


def receivable_of(
    record: Record, document: Document, customer: Customer, intake_id: int, *, on: date
) -> tuple[Receivable, What]:
    """The one fact that the document is about: creditor, customer and normalised number."""
    what = What()
    known = _known(document, customer)
    if known is not None:
        _complete(record, document, known, what)
        return known, what
    made = _made(record, document, customer, intake_id, what, on)
    what.counts["new"] = 1
    if made.amount_cents > 0:
        _prepaid(record, document, made, intake_id, on)
    else:
        _correct(record, document, made, what, on)
    return made, what


def _known(document: Document, customer: Customer) -> Receivable | None:
    """Of the same number, however written; one that the ledger still shows before one that is gone.

    A number that more than its separators tells apart is the same only where its amount is, and where it is alone.
    """
    wanted, written = number_key(document.number), written_key(document.number)
    rows = Receivable.objects.filter(customer=customer, kind__in=_TOLD_KINDS, number_key=wanted)
    same_side = [row for row in rows if (row.amount_cents < 0) == (document.owed_cents < 0)]
    spelt = [row for row in same_side if written_key(row.number) == written]
    alike = [row for row in same_side if row.amount_cents == document.owed_cents]
    found = spelt or (alike if len(alike) == 1 else [])
    year = document.issued_on.year
    ranked = sorted(
        found,
        key=lambda row: (
            row.gone_on is not None,
            abs(row.issued_on.year - year),
            row.kind != "invoice",
            row.pk,
        ),
    )
    return ranked[0] if ranked and abs(ranked[0].issued_on.year - year) <= 1 else None


def _complete(record: Record, document: Document, known: Receivable, what: What) -> None:
    changed: dict[str, Any] = {}
    due_on = _due(document, what)
    if due_on is not None and known.due_source != "person" and due_on >= known.issued_on:
        changed = {"due_on": due_on, "due_source": "file"}
    if document.order_number and not known.po_number:
        changed["po_number"] = document.order_number[:60]
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
    if not changed:
        return
    supersede(Receivable, [known.pk], at=record.at)
    for name, value in changed.items():
        setattr(known, name, value)
    known.entry, known.recorded_at, known.version = record.entry, record.at, known.version + 1
    known.save(update_fields=[*changed, "entry", "recorded_at", "version"])
    record.wrote(Receivable, [known])
    record.of(known.customer_id, invoice=known.number, **changed)


def _due(document: Document, what: What) -> date | None:
    """The due date told, unless it precedes the invoice: that is a mistake of its sender's."""
    if document.due_on is None or document.due_on >= document.issued_on:
        return document.due_on
    what.warn(
        "BT-9",
        "due_before_issue",
        "L’échéance précède la date de la facture : le délai habituel du client est appliqué.",
        document.due_on.isoformat(),
    )
    return None


def _made(
    record: Record, document: Document, customer: Customer, intake_id: int, what: What, on: date
) -> Receivable:
    kind = "credit_note" if document.owed_cents < 0 else "invoice"
    number = document.number[:100]
    due_on, due_source = _due(document, what), "file"
    if due_on is None:
        due_on, due_source = _by_terms(record, document, customer, kind)
    made = Receivable.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        key=_free_key(record, f"{kind}|{customer.account}|{number}|{document.issued_on.year}"),
        number=number,
        kind=kind,
        issued_on=document.issued_on,
        entry_on=document.issued_on,
        due_on=due_on,
        due_source=due_source,
        amount_cents=document.owed_cents,
        open_cents=document.owed_cents,
        currency=document.currency,
        po_number=document.order_number[:60],
        intake_id=intake_id,
        known_on=on,
        reconstructed=True,
    )
    record.wrote(Receivable, [made])
    record.of(customer.pk, invoice=made.number, amount_cents=made.amount_cents)
    return made


def _free_key(record: Record, key: str) -> str:
    """The ledger's own key, so that a later ledger knows the invoice again; another where it is taken."""
    taken = set(
        Receivable.objects.filter(creditor=record.creditor, key__startswith=key).values_list("key", flat=True)
    )
    ranked = (key if rank == 1 else f"{key}|{rank}" for rank in range(1, len(taken) + 2))
    return next(each for each in ranked if each not in taken)


def _by_terms(record: Record, document: Document, customer: Customer, kind: str) -> tuple[date, str]:
    row = pl.DataFrame(
        {
            "kind": [kind],
            "issued_on": [document.issued_on],
            "terms_days": [customer.terms_days],
            "terms_mode": [customer.terms_mode],
            "terms_source": [customer.terms_source],
        },
        schema_overrides={"terms_days": pl.Int64},
    )
    dated = with_due_dates(row, record.creditor).row(0, named=True)
    return dated["due_on"], dated["due_source"]


def _prepaid(record: Record, document: Document, made: Receivable, intake_id: int, on: date) -> None:
    """What the invoice says is paid already is a payment of that day, which it settles."""
    paid = document.paid_cents
    if paid <= 0:
        return
    applied = min(paid, made.amount_cents)
    stamp = {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
    known = {"known_on": on, "reconstructed": True, "customer": made.customer}
    payment = Payment.objects.create(
        key=f"einvoice|{made.key}"[:200],
        source="ledger",
        paid_on=document.issued_on,
        amount_cents=paid,
        unapplied_cents=paid - applied,
        currency=made.currency,
        in_bank_journal=False,
        intake_id=intake_id,
        **known,
        **stamp,
    )
    record.wrote(Payment, [payment])
    settled = Application.objects.create(
        payment=payment,
        receivable=made,
        amount_cents=applied,
        applied_on=document.issued_on,
        reason="invoice_says_prepaid",
        source="ledger",
        **known,
        **stamp,
    )
    record.wrote(Application, [settled])
    _move({made.pk: -applied})


def _correct(record: Record, document: Document, made: Receivable, what: What, on: date) -> None:
    """A credit note that no ledger has told is deducted from the invoices it names, while they are open."""
    if document.paid_cents:
        what.warn(
            "BT-113",
            "credit_partly_paid",
            "L’avoir dit qu’une part en est déjà réglée : vérifiez ce qu’il en reste.",
            printed(document.paid_cents),
        )
    wanted = {number_key(each.number) for each in document.preceding}
    owed = Receivable.objects.filter(
        customer=made.customer, currency=made.currency, open_cents__gt=0, gone_on__isnull=True
    ).order_by("issued_on", "pk")
    named = [row for row in owed if number_key(row.number) in wanted] if wanted else []
    what.counts["corrects"] = len(named)
    left = -made.open_cents
    for row in named:
        cents = min(left, row.open_cents)
        if cents <= 0:
            break
        left -= cents
        used = Application.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=made.customer,
            credit_note=made,
            receivable=row,
            amount_cents=cents,
            applied_on=document.issued_on,
            known_on=on,
            reason="credit_note_names_it",
            source="ledger",
            reconstructed=True,
        )
        record.wrote(Application, [used])
        _move({row.pk: -cents, made.pk: cents})


def _move(moved: dict[int, int]) -> None:
    move_open_balances(pl.DataFrame({"receivable_id": list(moved), "moved_cents": list(moved.values())}))
