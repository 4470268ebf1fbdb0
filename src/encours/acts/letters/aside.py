"""The files of recalled letters, moved aside in the outbox folder: after the fact is written, never before.

What a power cut left in place is moved by the next call; what is not there any more was taken, and may have gone.
"""

from __future__ import annotations

import logging
from pathlib import Path

from django.db.models.expressions import RawSQL

from encours.acts.send.composing import letter_key
from encours.channels import outbox as laid
from encours.records.messages.letters import LetterEnding

# Written out, so that the partial index of what is still to move serves.
_RECALLED, _NOT_YET = RawSQL("'recalled'", []), RawSQL("''", [])
_log = logging.getLogger("encours.letters")


def put_aside(creditor_id: int, outbox: Path) -> int:
    """Move the files of letters recalled and not yet moved into the folder `recalled` of the outbox; how many.

    A file that the disk does not let go is met again at the next call: the page says that it still lies there.
    """
    done = 0
    rows = LetterEnding.objects.filter(creditor_id=creditor_id, kind=_RECALLED, moved=_NOT_YET)
    for key, message in rows.order_by("pk").values_list("pk", "message_id"):
        try:
            moved = laid.aside(outbox, letter_key(creditor_id, message), ".pdf")
        except OSError:
            _log.exception("letter %s of creditor %s", message, creditor_id)
            continue
        done += LetterEnding.objects.filter(pk=key, moved="").update(moved="aside" if moved else "absent")
    return done
