"""All that an import refused: what is kept beside it, else read again from the bytes it kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from encours.acts.correct_row import mapping_of, original_of
from encours.acts.import_file.table_lines import UNKNOWN, UNTIED
from encours.core import invoice_rows
from encours.core.refusals import Refusal
from encours.formats.registry import detect
from encours.formats.tables.reading import read_mapped
from encours.records.documents.models import Intake

_HEAD = 65_536
# Said by what the house knows (fields of the creditor's own, invoices), which no reader of files does.
_OURS = {"own_value_wrong", UNTIED, UNKNOWN, invoice_rows.UNTIED, invoice_rows.REPEATED, invoice_rows.LACKING}


def refusals_of(intake: Intake, *, home: Path) -> Iterator[Refusal]:
    """Every refusal of a file, in the order in which it was read."""
    kept = [_told(one) for one in intake.refusals]
    if intake.counts.get("refusals", 0) <= len(kept):
        yield from kept
        return
    content = original_of(intake, home)
    if intake.controls.get("mapping") is not None:
        pieces = read_mapped(content, mapping_of(intake, content))
    else:
        pieces = detect(content[:_HEAD], intake.name).read(BytesIO(content))
    for piece in pieces:
        yield from piece.refusals
    yield from (one for one in kept if one.rule in _OURS)


def _told(row: dict[str, object]) -> Refusal:
    names = ("line", "field", "rule", "remedy", "value")
    return Refusal(**{name: row.get(name) or "" for name in names})  # type: ignore[arg-type] # as they were kept
