"""Putting a bank line back among those that wait, where an advice says otherwise than what was made of it by rule."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import F, Sum

from encours.acts.undo_application import reopen
from encours.records.cash.models import Application, BankLine, Candidate, Payment
from encours.records.history.writing import Record


def standing(line: BankLine) -> dict[int, int]:
    """How much of each item this line, and the credit notes used beside it, extinguish."""
    own = Application.objects.filter(payment__bank_line=line)
    beside = Application.objects.filter(bank_line=line, credit_note__isnull=False)
    found: dict[int, int] = {}
    for rows in (own, beside):
        for item, cents in rows.values_list("receivable_id").annotate(cents=Sum("amount_cents")):
            found[item] = found.get(item, 0) + cents
    return {item: cents for item, cents in found.items() if cents}


def says_the_same(line: BankLine, wanted: pl.DataFrame) -> bool:
    """Whether what was made of a line is already what its advice says."""
    said = {
        item: cents for item, cents in wanted.select("receivable_id", "paid_cents").iter_rows() if cents > 0
    }
    return standing(line) == said


def made_by_rule(line: BankLine) -> bool:
    """Whether all that this line pays was applied by rule, no ledger confirmed it, and none of it left since."""
    payments = Payment.objects.filter(bank_line=line, gone_on__isnull=True)
    if Payment.objects.filter(gives_back__in=payments, gone_on__isnull=True).exists():
        return False
    if line.state != "applied" or payments.exclude(source="bank", ledger_key="").exists():
        return False
    return (
        not Application.objects.filter(payment__in=payments, reverses__isnull=True, reversed_by__isnull=True)
        .exclude(source="bank")
        .exists()
    )


def let_wait(record: Record, line: BankLine, *, reason: str, on: date) -> None:
    """Take back all that a line pays; it waits again, and another payment will be made of it."""
    for payment in Payment.objects.filter(bank_line=line, gone_on__isnull=True).order_by("pk"):
        reopen(record, payment, reason=reason, on=on)
        Payment.objects.filter(pk=payment.pk).update(gone_on=on)
    BankLine.objects.filter(pk=line.pk).update(state="unapplied", version=F("version") + 1)
    Candidate.objects.filter(line=line).delete()
