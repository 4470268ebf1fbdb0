"""Recording what collection lost or won beside a debt: written off, depreciated, reversed, interest, indemnity."""

from __future__ import annotations

from datetime import date, datetime

from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.measures.models import Outcome
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable


def record_outcome(
    customer: Customer,
    *,
    kind: str,
    amount_cents: int,
    on: date,
    receivable: Receivable | None = None,
    text: str = "",
    author: str,
    at: datetime,
) -> Outcome:
    """Record a loss, a depreciation or its reversal, or interest or an indemnity collected; it moves no balance.

    Raises
        RuleError: no amount, or an invoice of another customer.
    """
    if amount_cents <= 0:
        raise RuleError(
            "amount_out_of_range", "Indiquer un montant au-dessus de zéro ; la nature dit son sens."
        )
    if receivable is not None and receivable.customer_id != customer.pk:
        raise RuleError("other_customer", f"La facture {receivable.number} est d'un autre client.")
    with recording(
        customer.creditor_id, "record_outcome", author=author, cause=text or kind, at=at
    ) as record:
        made = Outcome.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            receivable=receivable,
            kind=kind,
            on=on,
            amount_cents=amount_cents,
            currency=receivable.currency if receivable else record.creditor.currency,
            text=text.strip()[:300],
            by=author,
        )
        record.wrote(Outcome, [made])
        record.of(customer.pk, outcome=kind, amount_cents=amount_cents, on=on, text=made.text)
        record.untouched.add(customer.pk)  # what is written off in the books stays due until a ledger says so
    return made
