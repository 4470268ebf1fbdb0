"""The files of recalled letters, moved aside in the outbox folder: after the fact is written, never before.

What a power cut left in place is moved by the next call; what is not there any more was taken, and may have gone.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from django.db import transaction
from django.db.models.expressions import RawSQL

from encours.acts.send.composing import letter_key
from encours.channels import outbox as laid
from encours.records.frames import bulk
from encours.records.messages.letters import LetterEnding

_MARKS = {"id": pl.Int64, "moved": pl.String}
# Written out, so that the partial index of what is still to move serves.
_RECALLED, _NOT_YET = RawSQL("'recalled'", []), RawSQL("''", [])


def put_aside(creditor_id: int, outbox: Path) -> int:
    """Move the files of letters recalled and not yet moved into the folder `recalled` of the outbox; how many.

    A file that the disk does not let go is met again at the next call: the page says that it still lies there.
    """
    rows = LetterEnding.objects.filter(creditor_id=creditor_id, kind=_RECALLED, moved=_NOT_YET)
    waiting = {
        f"{letter_key(creditor_id, message)}.pdf": key
        for key, message in rows.values_list("pk", "message_id")
    }
    moved = laid.aside(outbox, waiting)
    if moved:
        marks = [(waiting[name], "aside" if lies else "absent") for name, lies in moved.items()]
        with transaction.atomic():
            bulk.update(LetterEnding, pl.DataFrame(marks, schema=_MARKS, orient="row"))
    return len(moved)
