"""A table of any layout made ready to be taken in: whose mapping is followed, and what is kept of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from encours.acts.import_file.result import Source
from encours.core.evidence import canonical
from encours.core.mapping.plan import Mapping
from encours.core.refusals import UnreadableFileError
from encours.formats.pieces import Piece
from encours.formats.registry import Format
from encours.formats.tables.guards import OLE, ZIP
from encours.formats.tables.looking import Look, look
from encours.formats.tables.reading import proposed, read_mapped
from encours.records.documents.models import Intake
from encours.records.mappings.models import TableMapping
from encours.records.mappings.reading import kept_mapping, plan_of
from encours.records.parties.models import Creditor

LONG = (
    4 * 1024**2
)  # bytes from which a table of the house's own form is read as any other: by columns, in pieces


def mapping_for(creditor: Creditor, content: bytes, found: Format) -> Mapping | None:
    """What this creditor keeps for the layout of a table, else what is sure of it; None: the format reads it alone.

    Raises
        UnreadableFileError: `mapping_needed`, or what any table may be refused for.
    """
    try:
        seen = look(content)
    except UnreadableFileError:
        if found.kind == "companion":
            return None  # its own reader says why better
        raise
    kept = remembered(creditor, seen)
    if kept is not None:
        return plan_of(kept)
    if found.kind != "companion":
        return proposed(seen)
    return _beside_its_reader(seen, long=len(content) >= LONG)


def _beside_its_reader(seen: Look, *, long: bool) -> Mapping | None:
    """The mapping of a table of the house's own form that its reader should not read: it reads the day first.

    Raises
        UnreadableFileError: `mapping_needed` where its days are written in two orders.
    """
    proposal = seen.proposal()
    if "dates_clash" in proposal.doubts:
        return proposed(seen)
    months_first = proposal.mapping.date_order == "mdy"
    return proposal.mapping if proposal.sure and (long or months_first) else None


def remembered(creditor: Creditor, seen: Look) -> TableMapping | None:
    """The mapping kept for one of the rows that may head this table, the likeliest first."""
    every = [seen.header.signature, *(header.signature for header in seen.headers())]
    return kept_mapping(creditor.pk, every)


def read_before(creditor: Creditor, content: bytes, mapping: Mapping) -> Intake | None:
    """The import of these very bytes read this very way."""
    sums = [_sha256(content), _sha256(_letter(content, mapping))]
    for intake in Intake.objects.of([creditor.pk]).filter(sha256__in=sums):
        if intake.controls.get("mapping") == mapping.to_json():
            return intake
    return None


def source_of(
    creditor: Creditor,
    content: bytes,
    name: str,
    mapping: Mapping,
    progress: Callable[[int], object] | None = None,
) -> Source:
    """The file as it is taken in. Bytes already read another way are named, not kept a second time."""
    known = Intake.objects.of([creditor.pk]).filter(sha256=_sha256(content)).exists()
    kept = _letter(content, mapping) if known else content

    def read(_file: BinaryIO) -> Iterator[Piece]:
        rows = 0
        for piece in read_mapped(content, mapping):
            rows += len(piece.frame)
            if progress is not None:
                progress(rows)
            yield piece

    rows_told = 0 if content.startswith((ZIP, OLE)) else content.count(b"\n")
    return Source("tables", "companion", read, kept, Path(name).name, _sha256(kept), rows_told)


def _letter(content: bytes, mapping: Mapping) -> bytes:
    """What is kept where bytes are read a second way: which ones, and how."""
    return canonical({"of": _sha256(content), "mapping": mapping.to_json()}).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
