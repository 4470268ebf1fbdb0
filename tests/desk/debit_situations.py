"""A mandate of a customer, and a transaction of it in a file for the bank."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from encours.records.debits.models import Debit, DebitBatch, DebitItem, Mandate
from encours.records.documents.models import KeptFile
from encours.records.receivables.models import Receivable

IBAN = "FR7630006000011234567890189"


def debited(
    invoice: Receivable, kept: KeptFile, *, on: date, at: datetime, number: int = 1
) -> dict[str, int]:
    """A stopped mandate, and a batch prepared whose one transaction collects a part of an invoice."""
    fact = {"creditor_id": invoice.creditor_id, "recorded_at": at}
    mandate = Mandate.objects.create(
        **fact, customer=invoice.customer, umr=f"SECRET-{invoice.pk}", signed_on=on - timedelta(days=90),
        debtor="Secret", iban=IBAN, state="stopped", reason="MD06", by="test@example.com",
    )  # fmt: skip
    batch = DebitBatch.objects.create(
        **fact, number=number, reference=f"ENC{invoice.creditor_id}-{number}", made_on=on, debits_count=1,
        total_cents=5_000, kept=kept, by="test@example.com",
    )  # fmt: skip
    debit = Debit.objects.create(
        **fact, customer=invoice.customer, mandate=mandate, batch=batch, state="prepared", announced_on=on,
        collect_on=on + timedelta(days=14), notify_on=on, until_on=on + timedelta(days=21), announced_cents=5_000,
        amount_cents=5_000, sequence="FRST", group=f"ENC{invoice.creditor_id}-{number}-1",
        end_to_end_id=f"ENC{invoice.creditor_id}-{number}-T1", by="test@example.com",
    )  # fmt: skip
    DebitItem.objects.create(
        **fact,
        customer=invoice.customer,
        debit=debit,
        receivable=invoice,
        announced_cents=5_000,
        amount_cents=5_000,
    )
    return {"mandate": mandate.pk, "debit_batch": batch.pk}
