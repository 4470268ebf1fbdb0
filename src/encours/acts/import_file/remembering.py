"""A table taken in as a person says it is read; the way is kept, and the next of its layout asks nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from encours.acts.import_file import import_file
from encours.acts.import_file.result import ImportResult
from encours.acts.keep_mapping import keep_mapping
from encours.core.mapping.plan import Mapping
from encours.formats.tables.looking import look
from encours.formats.tables.reading import headed
from encours.records.documents.models import KeptFile
from encours.records.parties.models import Creditor


def import_mapped(
    creditor: Creditor,
    content: bytes,
    name: str,
    mapping: Mapping,
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
    laid: KeptFile | None = None,
    progress: Callable[[int], object] | None = None,
) -> ImportResult:
    """Import a table by a mapping, then keep the mapping for its layout; `progress` is told the rows read so far.

    Raises
        UnreadableFileError: the file cannot be trusted as a whole, or lacks a column; nothing is written.
        RuleError: a mapping that cannot be followed.
    """
    result = import_file(
        creditor,
        content,
        name,
        author=author,
        at=at,
        on=on,
        home=home,
        mapping=mapping,
        laid=laid,
        progress=progress,
    )
    seen = headed(look(content, mapping.sheet), mapping)
    keep_mapping(creditor, mapping, signature=seen.header.signature, name=name, author=author, at=at)
    return result
