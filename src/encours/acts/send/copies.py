"""The copies of the invoices that a message is about: those kept here go with it, within a size that servers take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from encours.channels.letter.copies import PDF, pages_of
from encours.channels.letter_forms import Attachment
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.parties.models import Attachment as Filed

LARGEST_MAIL = 7 * 1024 * 1024  # bytes of copies: once written for a mail, some servers refuse more
MOST_PAGES = 40  # of copies behind one letter
_SENT = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(frozen=True, slots=True)
class Copies:
    """The files that go, each with its invoice's number, and the numbers of the copies kept that do not."""

    files: tuple[tuple[str, Attachment], ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def enclosed(self) -> list[str]:
        """The numbers of the invoices whose copy goes."""
        return [number for number, _file in self.files]

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files alone."""
        return tuple(file for _number, file in self.files)


def kept_copies(receivables: Sequence[int], *, on: date | None = None) -> dict[int, Filed]:
    """The last copy kept of each of these invoices; as known on a day, those filed by then. One query."""
    rows = Filed.objects.filter(
        receivable__in=receivables,
        kind="invoice",
        removed_at__isnull=True,
        kept__key__isnull=False,
        kept__media_type__in=list(_SENT),
    ).select_related("kept")
    rows = rows if on is None else rows.filter(recorded_at__date__lte=on)
    return {row.receivable_id: row for row in rows.order_by("pk") if row.receivable_id}


def copies_of(
    told: Sequence[tuple[str, Filed]], channel: str, *, home: Path, room: int | None = None
) -> Copies:
    """Choose, in the order of the message's lines, what fits; what does not is named, so that it can be asked for.

    `room` is what other parts of the same e-mail have left.
    """
    files: list[tuple[str, Attachment]] = []
    left_out: list[str] = []
    if room is None:
        room = MOST_PAGES if channel == "letter" else LARGEST_MAIL
    for number, row in told:
        file, takes = _read(number, row, channel, room, home)
        if file is None:
            left_out.append(number)
        else:
            files.append((number, file))
            room -= takes
    return Copies(tuple(files), tuple(left_out))


def _read(number: str, row: Filed, channel: str, room: int, home: Path) -> tuple[Attachment | None, int]:
    """One copy and the room it takes; None where it does not fit, cannot be printed, or is no longer there."""
    kept = row.kept
    if kept is None or kept.size > LARGEST_MAIL or (channel == "letter" and kept.media_type != PDF):
        return None, 0
    takes = kept.size
    if takes > room and channel != "letter":
        return None, 0
    try:
        content = opened(kept, home=home)
    except (OSError, UnreadableKeptFileError):
        return None, 0
    if channel == "letter":
        takes = pages_of(content)
        if not 0 < takes <= room:
            return None, 0
    return Attachment(_name(number, kept.media_type), kept.media_type, content), takes


def _name(number: str, media_type: str) -> str:
    """The invoice's number, which any computer can keep as the name of a file."""
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in number)[:80]
    return f"{PurePath(plain).name or 'facture'}{_SENT[media_type]}"
