"""Letters laid in the outbox of which nobody said yet what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Delivery

# Written out, so that the partial index of letters serves.
_LETTER: Final = RawSQL("'letter'", [])
_DELIVERED: Final = RawSQL("'delivered'", [])


def still_laid(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Keep the deliveries of letters neither said posted nor recalled; a day since which to look keeps it quick."""
    ended = LetterEnding.objects.filter(message=OuterRef("message"), undone=False)
    return rows.filter(~Exists(ended), channel=_LETTER, state=_DELIVERED)


def with_endings(rows: Iterable[Delivery]) -> None:
    """Put beside the message of each delivery what is said of its letter (`Message.ending`), in one question."""
    letters = {row.message_id: row.message for row in rows if row.channel == "letter"}
    if letters:
        said = LetterEnding.objects.filter(message__in=letters, undone=False)
        for one in said.select_related("answer", "receivable"):
            letters[one.message_id].ending = one
