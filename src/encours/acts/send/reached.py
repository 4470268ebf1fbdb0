"""Whom one can write to, by what clock: not where an address came back for good, nor where it cannot be one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from encours.law.holidays import regions
from encours.records.messages.models import Bounce
from encours.records.parties.models import Contact
from encours.records.quality.models import Finding

# A contact whose address came back for good, and that nobody has edited since.
_REFUSED = Exists(
    Bounce.objects.filter(
        customer=OuterRef("customer"),
        permanent=True,
        recipient=OuterRef("email"),
        recorded_at__gt=OuterRef("recorded_at"),
    )
)
# One whose address cannot be one: the last look over the data found it, and nobody accepted it.
_DOUBTED = Exists(
    Finding.objects.filter(
        creditor=OuterRef("creditor"), holds="email", accepted=False, contact=OuterRef("pk")
    )
)


def reached() -> QuerySet[Contact]:
    """The contacts that can be written to, if they have an address."""
    return Contact.objects.filter(~_REFUSED, ~_DOUBTED, removed_at__isnull=True)


def zone_of(region: str | None) -> ZoneInfo | None:
    """The customer's own time, where its region (`law.holidays`) has another than the creditor's."""
    name = regions()[region].zone if region else ""
    return ZoneInfo(name) if name else None
