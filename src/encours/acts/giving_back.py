"""A payment returned by the bank: what it had paid is open again the same day; one fact whoever tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

from encours.acts.undo_application import reopen
from encours.core.matching.one_fact import WINDOW
from encours.records.cash.models import BankLine, Payment
from encours.records.frames.cash import open_returns
from encours.records.history.writing import Record


def give_back(record: Record, returned: pl.DataFrame) -> int:
    """Write what returned lines give back (`core.matching.shapes.Returned`, certain ones); return how many.

    Where the ledger already posted the return, the line only confirms it.
    """
    posted = open_returns(record.creditor.pk)
    done = 0
    for row in returned.iter_rows(named=True):
        line = BankLine.objects.get(pk=row["line_id"])
        payment = _payment_of(row, record.creditor.pk)
        if payment is None:
            done += put_at_rest(line, row["credit_line_id"])
            continue
        known = _already_posted(posted, line, payment, -line.amount_cents)
        if known is None:
            reopen(record, payment, reason="returned", on=line.booked_on)
        else:
            posted = posted.filter(pl.col("key") != known)
        _write_return(
            record, line, payment, row["credit_line_id"], ledger_key=known, cents=-line.amount_cents
        )
        done += 1
    return done


def post_return(
    record: Record,
    line: BankLine,
    payment: Payment,
    reopened: Callable[[], object],
    *,
    cents: int | None = None,
    credit_line_id: int | None = None,
) -> None:
    """Write that a line gives back a part of a payment; `reopened` gives the items back what that part had paid.

    The part is the whole line, or so many `cents` of it: the rest is what the bank keeps.

    It is not called where the ledger already posted the return. `credit_line_id` is the credit given back whole.
    """
    part = -line.amount_cents if cents is None else cents
    known = _already_posted(open_returns(record.creditor.pk), line, payment, part)
    if known is None:
        reopened()
    _write_return(record, line, payment, credit_line_id, ledger_key=known, cents=part)


def _payment_of(row: dict[str, Any], creditor_id: int) -> Payment | None:
    if row["credit_line_id"] is not None:
        live = Payment.objects.filter(bank_line_id=row["credit_line_id"], amount_cents__gt=0)
        return live.filter(gone_on__isnull=True).first()
    return Payment.objects.filter(creditor_id=creditor_id, key=row["payment_key"]).first()


def put_at_rest(line: BankLine, credit_line_id: int | None) -> int:
    """A credit that waited and was taken back pays nobody: both lines are at rest."""
    if credit_line_id is None:
        return 0
    waiting = BankLine.objects.filter(pk=credit_line_id, state__in=("unapplied", "doubtful"))
    if not waiting.update(state="set_aside", set_aside_reason="rendu par la banque"):
        return 0
    BankLine.objects.filter(pk=line.pk).update(state="debit")
    return 1


def _already_posted(posted: pl.DataFrame, line: BankLine, payment: Payment, cents: int) -> str | None:
    """The key of the return that the ledger posts for this customer and amount, some days apart at most."""
    window = timedelta(days=WINDOW)
    found = posted.filter(
        (pl.col("customer_id") == payment.customer_id)
        & (pl.col("amount_cents") == cents)
        & (pl.col("currency") == line.currency)
        & pl.col("entry_on").is_between(line.booked_on - window, line.booked_on + window)
    ).sort("entry_on", "key")
    return None if found.is_empty() else str(found["key"][0])


def _write_return(
    record: Record,
    line: BankLine,
    payment: Payment,
    credit_line_id: int | None,
    *,
    ledger_key: str | None,
    cents: int,
) -> None:
    """Write the money that went back as a negative payment; the ledger's own stands for it where there is one."""
    back = Payment.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        known_on=line.booked_on,
        reconstructed=True,
        customer_id=payment.customer_id,
        key=f"bank:{line.pk}:{payment.customer_id}:{line.version}",
        source="bank",
        paid_on=line.booked_on,
        amount_cents=-cents,
        unapplied_cents=-cents,
        currency=line.currency,
        entry_number=str(credit_line_id or ""),  # the credit given back, so that it is given back once
        label=line.wording[:300],
        bank_line=line,
        gives_back=payment,
        ledger_key=ledger_key or "",
        gone_on=None if ledger_key is None else line.booked_on,
    )
    record.wrote(Payment, [back])
    record.of(
        payment.customer_id,
        returned=payment.key,
        return_reason=line.return_reason,
        amount_cents=-cents,
        returned_on=line.booked_on,
    )
