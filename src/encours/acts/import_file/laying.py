"""Whether a table can be read at once, or is laid aside until its columns are told or a worker has the time."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Final

from encours.acts.import_file.many import File
from encours.acts.import_file.mapped import remembered
from encours.acts.lay_table import lay_table
from encours.core.refusals import UnreadableFileError
from encours.formats.fec.filename import told_by
from encours.formats.registry import detect
from encours.formats.tables.looking import look
from encours.records.documents.models import Intake
from encours.records.mappings.models import Upload
from encours.records.mappings.reading import plan_of
from encours.records.parties.models import Creditor

AT_ONCE: Final = 2 * 1024**2  # bytes that are read while one waits; more is the worker's
WAITING: Final = ("asked", "queued", "reading", "refused")
_HEAD: Final = 65_536
# Who owes, then how to reach them, then each invoice in full, then what was paid.
_ORDER: Final = (
    "ledger",
    "companion",
    "table",
    "einvoice",
    "lifecycle",
    "remittance",
    "deposit",
    "bank",
    "mail",
)


def laid_aside(creditor: Creditor, file: File, *, author: str, at: datetime, home: Path) -> Upload | None:
    """The table laid aside, where its columns must be told or where it is long; None: it is read at once.

    Raises
        UnreadableFileError: it is a table that must not be opened.
    """
    sha256 = hashlib.sha256(file.content).hexdigest()
    if detect(file.content[:_HEAD], file.name).kind != "table":
        return None
    if Intake.objects.of([creditor.pk]).filter(sha256=sha256).exists():
        return None
    waiting = Upload.objects.of([creditor.pk]).filter(kept__sha256=sha256, state__in=WAITING).first()
    if waiting is not None:
        return waiting
    seen = look(file.content)
    kept = remembered(creditor, seen)
    if kept is not None and len(file.content) <= AT_ONCE:
        return None
    return lay_table(
        creditor,
        file.content,
        Path(file.name).name,
        rows_told=file.content.count(b"\n") if seen.kind == "text" else 0,
        plan=None if kept is None else plan_of(kept),
        author=author,
        at=at,
        home=home,
    )


def rank_of(file: File) -> tuple[int, date]:
    """Ledgers first, the oldest year before the next: a bank line finds its invoice only once that is known."""
    try:
        kind = detect(file.content[:_HEAD], file.name).kind
    except UnreadableFileError:
        return len(_ORDER), date.max
    return _ORDER.index(kind), told_by(Path(file.name).name).closing_on or date.max
