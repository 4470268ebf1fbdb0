"""A batch that the bank booked as one line, told apart by a notice: its lines stand in the place of the whole."""

from __future__ import annotations

from typing import Final

import polars as pl
from django.db.models import F

from encours.records.cash.models import BankLine, Candidate

_WAITING: Final = ("unapplied", "detached")
_LEFT: Final = ("returned", "debit")
_DAY: Final = ("account", "currency", "booked_on")


def tell_apart(creditor_id: int, lines: pl.DataFrame, accounts: dict[tuple[str, str], int]) -> pl.DataFrame:
    """The lines that are to be kept: a batch whose whole is known takes its place, or adds nothing where it is settled.

    A whole is the one line of the account and day whose amount is the sum of the batch. `accounts` gives the key of
    each number and currency.
    """
    batches = lines.drop_nulls("batch").group_by(*_DAY, "batch", maintain_order=True)
    told = batches.agg(
        cents=pl.col("amount_cents").sum(),
        of=pl.len(),
        rejects=pl.col("return_reason").is_not_null().all(),
    ).filter(pl.col("of") > 1)
    dropped: list[str] = []
    taken: set[int] = set()
    for number, currency, booked_on, batch, cents, _, rejects in told.iter_rows():
        same = BankLine.objects.of([creditor_id]).filter(
            account_id=accounts[number, currency], booked_on=booked_on, amount_cents=cents, batch=""
        )
        if same.filter(deposit__isnull=False).exists():
            dropped.append(batch)  # its slip told it apart already
            continue
        whole = same.exclude(pk__in=taken).exclude(state="detailed").order_by("pk").first()
        if whole is None:
            continue
        taken.add(whole.pk)
        if not (whole.state in _WAITING or (rejects and _untouched(whole))):
            dropped.append(batch)
            continue
        BankLine.objects.filter(pk=whole.pk).update(state="detailed", version=F("version") + 1)
        Candidate.objects.filter(line=whole).delete()
    return lines.filter(pl.col("batch").is_null() | ~pl.col("batch").is_in(dropped))


def _untouched(whole: BankLine) -> bool:
    """A sum of rejects that gave nothing back yet: it may be told apart still."""
    return whole.state in _LEFT and not whole.payments.exists() and not hasattr(whole, "refund")
