"""Documents that another company sells: kept, owing nothing, and taken up again once they prove to be ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from encours.acts.import_file.einvoices import Read, import_together, read_one
from encours.acts.import_file.result import Source
from encours.core.einvoice.documents import Party
from encours.core.einvoice.parties import same_party
from encours.core.refusals import UnreadableFileError
from encours.formats.registry import FORMATS
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.documents.models import Intake
from encours.records.intake.models import SetAside
from encours.records.parties.models import Creditor

_TOGETHER: Final = 500


def is_ours_now(row: SetAside, creditor: Creditor) -> bool:
    """Whether the seller of a document set aside is this creditor, as it is known today."""
    seller = Party(name=row.seller, siren=row.seller_siren, vat_number=row.seller_vat)
    return bool(same_party(seller, siren=creditor.siren, vat_number=creditor.vat_number, name=creditor.name))


def take_up_again(creditor: Creditor, *, author: str, at: datetime, on: date, home: Path) -> int:
    """Take in the documents set aside that prove to be ours since our identity was corrected; how many.

    Done again, or interrupted and done again, nothing is taken in twice.
    """
    creditor = Creditor.objects.get(pk=creditor.pk)
    aside = SetAside.objects.of([creditor.pk]).filter(taken_at__isnull=True).order_by("pk")
    ours = [row.pk for row in aside.iterator() if is_ours_now(row, creditor)]
    count = 0
    for start in range(0, len(ours), _TOGETHER):
        rows = aside.filter(pk__in=ours[start : start + _TOGETHER]).select_related("intake__kept")
        reads = _reads(creditor, [row.intake for row in rows], home)
        if reads:
            cause = "identity corrected"
            import_together(creditor, reads, cause=cause, author=author, at=at, on=on, home=home)
        count += len(reads)
    return count


def _reads(creditor: Creditor, intakes: Sequence[Intake], home: Path) -> list[Read]:
    found = []
    for intake in intakes:
        try:
            content = opened(intake.kept, home=home)
            read = read_one(creditor, source_again(intake, content))
        except (FileNotFoundError, UnreadableKeptFileError, UnreadableFileError):
            continue  # it is no longer kept, or no longer read: it stays aside, and its import says what it was
        if read.ours:
            found.append(taken_up(read, intake))
    return found


def taken_up(read: Read, intake: Intake) -> Read:
    """A document read again, to be written as the import that set it aside."""
    read.intake, read.kept = intake, [intake.kept]
    return read


def source_again(intake: Intake, content: bytes) -> Source:
    """The file of an import, as it was taken in."""
    return Source(
        intake.format, intake.kind, FORMATS[intake.format].read, content, intake.name, intake.sha256
    )


def still_aside(creditor: Creditor, intakes: Sequence[Intake]) -> dict[int, Intake]:
    """Those of these imports that are set aside, by their key, with the file that each kept."""
    rows = SetAside.objects.of([creditor.pk]).filter(
        intake_id__in=[each.pk for each in intakes], taken_at__isnull=True
    )
    return {row.intake_id: row.intake for row in rows.select_related("intake__kept")}
