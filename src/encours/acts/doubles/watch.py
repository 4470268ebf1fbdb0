"""A double that is no longer one for sure: the one kept has gone, or something came to be applied on the other."""

from __future__ import annotations

from django.db.models import F, Q

from encours.acts.noticing import notify
from encours.records.cash.models import Payment
from encours.records.history.writing import Record
from encours.records.people.models import User
from encours.records.receivables.models import Double, Receivable
from encours.records.work.models import Notice

INVOICE_DOUBTFUL = Q(same_as__gone_on__isnull=False) | ~Q(open_cents=F("amount_cents"))
PAYMENT_DOUBTFUL = Q(same_as__gone_on__isnull=False) | ~Q(unapplied_cents=F("amount_cents"))


def look_at_doubles(record: Record) -> int:
    """Tell whoever set it aside, once, of each double that a file now puts in doubt; return how many are."""
    invoices = Receivable.objects.filter(
        INVOICE_DOUBTFUL, creditor=record.creditor, same_as__isnull=False
    ).values_list("pk", flat=True)
    payments = Payment.objects.filter(
        PAYMENT_DOUBTFUL, creditor=record.creditor, same_as__isnull=False
    ).values_list("pk", flat=True)
    events = list(
        Double.objects.filter(
            Q(receivable__in=list(invoices)) | Q(payment__in=list(payments)), undoes=None, undone_by=None
        ).select_related("receivable")
    )
    if not events:
        return 0
    people = dict(User.objects.filter(email__in={one.by for one in events}).values_list("email", "pk"))
    told = set(
        Notice.objects.filter(creditor=record.creditor, kind="double").values_list("person_id", "text")
    )
    for one in events:
        text = str(one.pk)
        if one.by in people and (people[one.by], text) not in told:
            notify(record, [people[one.by]], kind="double", text=text, customer_id=one.customer_id)
    return len(events)
