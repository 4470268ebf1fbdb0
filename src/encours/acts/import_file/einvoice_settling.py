"""What electronic documents settle: invoices that say what is prepaid, credit notes that name what they correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from encours.acts.import_file.einvoice_receivable import Sale
from encours.core.einvoice.tying import printed
from encours.core.numbers import number_key
from encours.records.cash.models import Application, Payment
from encours.records.frames.cash import move_open_balances
from encours.records.history.writing import Record
from encours.records.receivables.models import Receivable

Made = Sequence[tuple[Sale, Receivable]]


def settle(record: Record, made: Made, *, on: date) -> dict[int, int]:
    """Write the payments and applications that new receivables tell, and move what is open of each.

    Returns what moved, by receivable.
    """
    payments, uses = _prepaid(record, made, on)
    uses += _corrections(record, made, on)
    Payment.objects.bulk_create(payments)
    Application.objects.bulk_create(uses)
    record.wrote(Payment, payments)
    record.wrote(Application, uses)
    moves: dict[int, int] = defaultdict(int)
    for use in uses:
        moves[use.receivable_id] -= use.amount_cents
        if use.credit_note_id is not None:
            moves[use.credit_note_id] += use.amount_cents
    if moves:
        told = {"receivable_id": list(moves), "moved_cents": list(moves.values())}
        move_open_balances(pl.DataFrame(told))
    return moves


def _prepaid(record: Record, made: Made, on: date) -> tuple[list[Payment], list[Application]]:
    """What an invoice says is paid already is a payment of that day, which it settles."""
    payments, uses = [], []
    for sale, row in made:
        paid = sale.document.paid_cents
        if paid <= 0 or row.amount_cents <= 0:
            continue
        applied = min(paid, row.amount_cents)
        payment = Payment(
            key=f"einvoice|{row.key}"[:200],
            source="ledger",
            paid_on=sale.document.issued_on,
            amount_cents=paid,
            unapplied_cents=paid - applied,
            currency=row.currency,
            in_bank_journal=False,
            intake=sale.intake,
            **_common(record, row, on),
        )
        payments.append(payment)
        uses.append(
            Application(
                payment=payment,
                receivable=row,
                amount_cents=applied,
                applied_on=sale.document.issued_on,
                reason="invoice_says_prepaid",
                source="ledger",
                **_common(record, row, on),
            )
        )
    return payments, uses


def _common(record: Record, row: Receivable, on: date) -> dict[str, Any]:
    return {
        "creditor": record.creditor,
        "recorded_at": record.at,
        "entry": record.entry,
        "customer_id": row.customer_id,
        "known_on": on,
        "reconstructed": True,
    }


def _corrections(record: Record, made: Made, on: date) -> list[Application]:
    """Credit notes that no ledger has told are deducted from the invoices they name, while those are open."""
    notes = [(sale, row) for sale, row in made if row.amount_cents <= 0]
    for sale, _row in notes:
        if sale.document.paid_cents:
            sale.what.warn(
                "BT-113",
                "credit_partly_paid",
                "L’avoir dit qu’une part en est déjà réglée : vérifiez ce qu’il en reste.",
                printed(sale.document.paid_cents),
            )
    owed = _owed(notes, {row.pk: sale.document.paid_cents for sale, row in made})
    return [use for sale, row in notes for use in _uses(record, sale, row, owed, on)]


def _owed(notes: Made, paid: dict[int, int]) -> dict[tuple[int, str], list[Receivable]]:
    """The open invoices that the credit notes name, oldest first; what this batch says is prepaid is deducted."""
    wanted = {
        (row.customer_id, number_key(each.number)) for sale, row in notes for each in sale.document.preceding
    }
    if not wanted:
        return {}
    rows = Receivable.objects.filter(
        customer__in={customer for customer, _number in wanted},
        number_key__in={number for _customer, number in wanted},
        open_cents__gt=0,
        gone_on__isnull=True,
    )
    found: dict[tuple[int, str], list[Receivable]] = defaultdict(list)
    for row in rows.order_by("issued_on", "pk"):
        row.open_cents -= min(paid.get(row.pk, 0), row.open_cents)
        found[row.customer_id, row.number_key].append(row)
    return found


def _uses(
    record: Record, sale: Sale, note: Receivable, owed: dict[tuple[int, str], list[Receivable]], on: date
) -> list[Application]:
    wanted = {number_key(each.number) for each in sale.document.preceding}
    named = sorted(
        (
            row
            for number in wanted
            for row in owed.get((note.customer_id, number), [])
            if row.currency == note.currency and row.open_cents > 0
        ),
        key=lambda row: (row.issued_on, row.pk),
    )
    sale.what.counts["corrects"] = len(named)
    uses, left = [], -note.open_cents
    for row in named:
        cents = min(left, row.open_cents)
        if cents <= 0:
            break
        left -= cents
        row.open_cents -= cents
        uses.append(
            Application(
                credit_note=note,
                receivable=row,
                amount_cents=cents,
                applied_on=sale.document.issued_on,
                reason="credit_note_names_it",
                source="ledger",
                **_common(record, row, on),
            )
        )
    return uses
