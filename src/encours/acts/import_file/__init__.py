"""Taking in a file: its bytes are kept and fingerprinted, its format detected, its rows written in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from encours.acts.import_file.bank import import_bank
from encours.acts.import_file.companion import import_companion
from encours.acts.import_file.deposit_slip import import_deposit
from encours.acts.import_file.einvoice_again import take_again
from encours.acts.import_file.einvoice_aside import source_again, still_aside, taken_up
from encours.acts.import_file.einvoices import import_einvoice, import_together, read_one
from encours.acts.import_file.ledger import import_ledger
from encours.acts.import_file.lifecycle import import_lifecycle
from encours.acts.import_file.mapped import mapping_for, read_before, source_of
from encours.acts.import_file.pulled import import_pulled
from encours.acts.import_file.remittance import import_remittance
from encours.acts.import_file.result import ImportResult, Source
from encours.acts.prospects import note_conversions
from encours.core.mapping.plan import Mapping, check
from encours.core.refusals import UnreadableFileError
from encours.formats.registry import Format, detect
from encours.records.documents.models import Intake, KeptFile
from encours.records.parties.models import Creditor

__all__ = ["ImportResult", "import_file"]

_HEAD = 65_536
_ROOMS = {
    "ledger": import_ledger,
    "bank": import_bank,
    "einvoice": import_einvoice,
    "companion": import_companion,
    "pulled": import_pulled,
    "lifecycle": import_lifecycle,
    "remittance": import_remittance,
    "deposit": import_deposit,
}


def import_file(
    creditor: Creditor,
    content: bytes,
    name: str,
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
    mapping: Mapping | None = None,
    laid: KeptFile | None = None,
    progress: Callable[[int], object] | None = None,
) -> ImportResult:
    """Import a file of any format the house reads; the same bytes again change nothing.

    A table of any layout follows `mapping`, else the one that the creditor keeps for it, else what is sure of it.
    `laid` is the file where it is kept already, `progress` is told how many rows of a table were read so far.

    Raises
        UnreadableFileError: the file cannot be trusted as a whole; nothing is written.
    """
    told: dict[str, Any] = {"author": author, "at": at, "on": on, "home": home}
    if mapping is not None:
        return _mapped(creditor, content, name, mapping, laid=laid, progress=progress, **told)
    sha256 = hashlib.sha256(content).hexdigest()
    known = Intake.objects.filter(creditor_id=creditor.pk, sha256=sha256).first()
    if known is not None:
        return _again(creditor, known, content, told)
    found, mapping = _recognised(creditor, content, name)
    if mapping is not None:
        return _mapped(creditor, content, name, mapping, laid=laid, progress=progress, **told)
    source = Source(
        format=found.name,
        kind=found.kind,
        read=found.read,
        content=content,
        name=Path(name).name,
        sha256=sha256,
    )
    intake = _ROOMS[found.kind](creditor, source, **told)
    note_conversions(creditor, author=author, at=at)
    return ImportResult(intake=intake, again=False)


def _again(creditor: Creditor, known: Intake, content: bytes, told: dict[str, Any]) -> ImportResult:
    """The import of these bytes; a document that it set aside is taken up where it proves to be ours.

    Of an electronic invoice whose instalments were not taken, they are now where they make it.
    """
    aside = still_aside(creditor, [known])
    if known.pk in aside:
        read = read_one(creditor, source_again(known, content))
        if read.ours:
            cause = f"file {known.name}"
            (intake,) = import_together(creditor, [taken_up(read, aside[known.pk])], cause=cause, **told)
            return ImportResult(intake=intake, again=False)
    take_again(creditor, [(known, content)], author=told["author"], at=told["at"])
    return ImportResult(intake=known, again=True)


def _recognised(creditor: Creditor, content: bytes, name: str) -> tuple[Format, Mapping | None]:
    """The format of a file, and for a table the mapping to follow, if its own reader does not do."""
    found = detect(content[:_HEAD], name)
    if found.kind in {"companion", "table"}:
        return found, mapping_for(creditor, content, found)
    if found.kind not in _ROOMS:
        raise UnreadableFileError(
            "not_taken_in_here",
            "Ce fichier se lit (encours inspect), mais ne s’importe pas ici.",
            "Importez une comptabilité, un relevé bancaire, une facture électronique ou un tableau.",
        )
    return found, None


def _mapped(
    creditor: Creditor,
    content: bytes,
    name: str,
    mapping: Mapping,
    *,
    laid: KeptFile | None,
    progress: Callable[[int], object] | None,
    **told: Any,
) -> ImportResult:
    check(mapping)
    known = read_before(creditor, content, mapping)
    if known is not None:
        return ImportResult(intake=known, again=True)
    source = source_of(creditor, content, name, mapping, progress)
    kept = laid if laid is not None and laid.sha256 == source.sha256 else None
    intake = import_companion(creditor, source, laid=kept, **told)
    note_conversions(creditor, author=told["author"], at=told["at"])
    return ImportResult(intake=intake, again=False)
