"""Holding and releasing: a dated pause with its reason, of an item or of a whole customer."""

from __future__ import annotations

from datetime import date, datetime

from encours.core.refusals import RuleError
from encours.records.cases.models import Hold
from encours.records.history.writing import recording
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable


def hold(
    customer: Customer,
    *,
    receivable: Receivable | None = None,
    from_on: date,
    until_on: date | None,
    reason: str,
    author: str,
    at: datetime,
) -> Hold:
    """Stop the clock from `from_on` to `until_on` included (None: until released).

    Raises
        RuleError: no reason, or an end before the start.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Une suspension porte un motif : l'indiquer.")
    if until_on is not None and until_on < from_on:
        raise RuleError("end_before_start", "La suspension finirait avant de commencer : corriger les dates.")
    with recording(customer.creditor_id, "hold", author=author, cause=reason, at=at) as record:
        made = Hold.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            receivable=receivable,
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            by=author,
        )
        record.wrote(Hold, [made])
        record.of(
            customer.pk,
            hold=made.pk,
            invoice=receivable.number if receivable else "",
            from_on=from_on,
            until_on=until_on,
            reason=reason,
        )
    return made


def release(held: Hold, *, on: date, author: str, at: datetime) -> None:
    """End a hold: `on` is the first day no longer held.

    Raises
        RuleError: it was released already.
    """
    with recording(held.creditor_id, "release", author=author, cause=f"hold {held.pk}", at=at) as record:
        if not Hold.objects.filter(pk=held.pk, released_on__isnull=True).update(released_on=on):
            raise RuleError("already_released", "Cette suspension est déjà levée.")
        record.of(held.customer_id, hold=held.pk, released_on=on)
