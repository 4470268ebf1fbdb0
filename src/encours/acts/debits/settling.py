"""What the bank's lines say of our direct debits, inside the act that applies them: credited, rejected, given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from encours.acts.debits.mandates import change, stop_mandate
from encours.acts.giving_back import post_return
from encours.acts.undo_application import reverse
from encours.core.debits.reactions import STOP, reaction
from encours.core.debits.telling import collected, given_back, paid_by
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.debits.models import Debit, DebitItem, Mandate
from encours.records.frames.debits import RETURNABLE, UNCREDITED, filed_debits, items_of
from encours.records.history.writing import Record

SINGLE: Final = ("OOFF", "FNAL")


@dataclass(frozen=True, slots=True)
class Told:
    """What bank lines say: `credited` and `back` (`core.debits.telling`), and `paid` as matching reads it."""

    credited: pl.DataFrame
    paid: pl.DataFrame
    back: pl.DataFrame


def told_of_debits(creditor_id: int, lines: pl.DataFrame) -> Told:
    """Read which of our transactions these waiting lines tell."""
    waiting = filed_debits(creditor_id, UNCREDITED)
    credited = collected(lines, waiting)
    paid = paid_by(credited, items_of(creditor_id, UNCREDITED))
    filed = filed_debits(creditor_id, RETURNABLE)
    known = pl.col("rejected") & ~pl.col("debit_id").is_in(credited["debit_id"].implode())
    return Told(credited, paid, given_back(lines, filed.filter(~known)))


def settle_debits(record: Record, told: Told, settled: Sequence[int]) -> int:
    """Mark what was credited, then give back what came back; return how many lines gave something back.

    `settled` are the lines that this act applied, or that the ledger had posted already.
    """
    paid = told.credited.filter(pl.col("line_id").is_in(list(settled)))
    days = dict(BankLine.objects.filter(pk__in=paid["line_id"].to_list()).values_list("pk", "booked_on"))
    for line, debit in paid.select("line_id", "debit_id").iter_rows():
        _credited(record, Debit.objects.select_related("mandate").get(pk=debit), line, days[line])
    return sum(_came_back(record, row) for row in told.back.iter_rows(named=True))


def _credited(record: Record, debit: Debit, line: int, on: date) -> None:
    debit.line_id = line
    if debit.state == "prepared":
        debit.state, debit.ended_on = "collected", on
    debit.save(update_fields=["line", "state", "ended_on"])
    DebitItem.objects.filter(debit=debit).update(live=False)
    record.of(debit.customer_id, debit=debit.pk, collected_cents=debit.amount_cents, on=on)
    _used(record, Mandate.objects.get(pk=debit.mandate_id), debit.collect_on)


def _used(record: Record, mandate: Mandate, on: date) -> None:
    """A mandate was used: the next collection under it is recurrent, and one for a single collection is over."""
    if mandate.used_on is None or mandate.used_on < on:
        Mandate.objects.filter(pk=mandate.pk).update(used_on=on)
    if mandate.sequence == "FRST":
        change(record, mandate, sequence="RCUR")
    elif mandate.sequence in SINGLE and mandate.state != "cancelled":
        change(record, mandate, state="cancelled", reason="used")


def _came_back(record: Record, row: dict[str, Any]) -> bool:
    """A transaction rejected or returned: its items are open again that day, and its mandate hears of it."""
    line = BankLine.objects.get(pk=row["line_id"])
    debit = Debit.objects.get(pk=row["debit_id"])
    given = _given_back(record, debit, line)
    if debit.state != "returned":
        debit.state, debit.ended_on, debit.reason = "returned", row["on"], row["code"]
        if given:
            debit.return_line = line
        debit.save(update_fields=["state", "ended_on", "reason", "return_line"])
        DebitItem.objects.filter(debit=debit).update(live=False)
        record.of(debit.customer_id, debit=debit.pk, returned=row["code"], on=row["on"])
        if reaction(row["code"]) == STOP:
            stop_mandate(record, Mandate.objects.get(pk=debit.mandate_id), code=row["code"], on=row["on"])
    elif given:
        Debit.objects.filter(pk=debit.pk).update(return_line=line)
    return given


def _given_back(record: Record, debit: Debit, line: BankLine) -> bool:
    """Reverse what the credit of this transaction had paid of its items; False where no credit came yet."""
    if debit.line_id is None:
        return False
    live = Payment.objects.filter(bank_line=debit.line_id, customer=debit.customer_id, gone_on__isnull=True)
    payment = live.filter(amount_cents__gt=0).first()
    if payment is None:
        return False
    items = DebitItem.objects.filter(debit=debit).values("receivable")
    paid = Application.objects.filter(payment=payment) | Application.objects.filter(
        bank_line=debit.line_id, customer=debit.customer_id
    )
    standing = paid.filter(receivable__in=items, reverses__isnull=True, reversed_by__isnull=True)

    def reopened() -> None:
        for one in standing.order_by("pk"):
            reverse(record, one, reason="returned", on=line.booked_on)

    post_return(record, line, payment, reopened)
    return True
