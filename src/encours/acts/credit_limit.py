"""Saying how much a customer may owe; the limits said before stay readable."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.signal_sales import write_signals
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import LIMIT_SOURCES, CreditLimit, Customer


def set_credit_limit(
    customer: Customer,
    *,
    limit_cents: int | None,
    currency: str,
    source: str,
    until_on: date | None,
    on: date,
    author: str,
    at: datetime,
) -> CreditLimit:
    """Set a customer's credit limit in one currency until a day (None: until another is said); None takes it away.

    Sales and logistics are told at once where the exposure is already beyond it, or no longer is.

    Raises
        RuleError: a negative limit, a source that the house does not know, or a last day already past.
    """
    if limit_cents is not None and limit_cents < 0:
        raise RuleError("limit_cents_wrong", "Une limite de crédit ne peut pas être négative.")
    if source not in LIMIT_SOURCES:
        raise RuleError(
            "source_wrong", "Dire d’où vient la limite : une personne, un assureur ou un fichier."
        )
    if until_on is not None and until_on < on:
        raise RuleError("until_on_wrong", "Le dernier jour de la limite est déjà passé.")
    with recording(customer.creditor_id, "credit_limit", author=author, cause="desk", at=at) as record:
        made = CreditLimit.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            limit_cents=limit_cents,
            currency=currency,
            source=source,
            until_on=until_on,
            by=author,
        )
        record.wrote(CreditLimit, [made])
        record.of(customer.pk, limit_cents=limit_cents, currency=currency, source=source, until_on=until_on)
        write_signals(record, [customer.pk], on=on)
        record.untouched.add(customer.pk)  # a limit changes no decision about reminders
    return made
