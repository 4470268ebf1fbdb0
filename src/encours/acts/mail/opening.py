"""Opening a file that came with a mail: given as it came, and written in the history of who opened what."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from encours.core.refusals import RuleError, UnreadableFileError
from encours.formats.mail import file_of
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.history.writing import recording
from encours.records.messages.models import Received


def open_attached(
    received: Received, number: int, *, home: Path, author: str, at: datetime
) -> tuple[str, str, bytes]:
    """The name, media type and bytes of one file of a mail, counted from 0; the opening is history.

    Raises
        RuleError: the mail is no longer kept, cannot be read, or has no such file.
    """
    try:
        found = file_of(opened(received.kept, home=home), number)
    except (FileNotFoundError, UnreadableKeptFileError, UnreadableFileError) as gone:
        raise RuleError(
            "file_gone", "Ce courriel n’est plus gardé, ou ne peut pas être lu : sa pièce ne s’ouvre pas."
        ) from gone
    if found is None:
        raise RuleError("file_gone", "Ce courriel n’a pas cette pièce jointe.")
    told, content = found
    with recording(received.creditor_id, "open_attached", author=author, cause="desk", at=at) as record:
        record.tell(received=received.pk, file=told.name, size=told.size)
        if received.customer_id is not None:
            record.of(received.customer_id, received=received.pk, file=told.name)
            record.untouched.add(received.customer_id)
    return told.name, told.media_type, content
