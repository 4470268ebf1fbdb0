"""Letters laid in the outbox of which nobody said yet what became of them."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from encours.records.messages.models import Delivery

# Written out, so that the partial index of letters serves.
_LETTER: Final = RawSQL("'letter'", [])
_DELIVERED: Final = RawSQL("'delivered'", [])


def still_laid(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Keep the deliveries of letters neither said posted nor recalled; a day since which to look keeps it quick."""
    return rows.filter(channel=_LETTER, state=_DELIVERED, message__ending__isnull=True)
