"""A refused row written again by a person: it becomes an import of its own, and both are kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from encours.acts.import_file.companion import import_companion
from encours.acts.import_file.result import Source
from encours.core.evidence import canonical
from encours.core.mapping.plan import Mapping, from_json
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import Refusal, RuleError
from encours.formats.companion.tables import table_of
from encours.formats.pieces import Piece
from encours.formats.tables.cells import cells_at, rows_beside
from encours.formats.tables.looking import look
from encours.formats.tables.reading import read_mapped
from encours.records.documents.keeping import opened
from encours.records.documents.models import Intake, KeptFile
from encours.records.history.writing import recording
from encours.records.mappings.models import Correction


def row_told(intake: Intake, line: int, *, home: Path) -> tuple[Mapping, dict[str, str]]:
    """How an import was read, and the cells of one of its lines as they were last written, by field.

    Raises
        RuleError: no table, or no such line in it.
    """
    if intake.kind != "companion" or intake.format == "correction":
        raise RuleError("no_table", "Seules les lignes d’un tableau se corrigent ici.")
    content = original_of(intake, home)
    mapping = mapping_of(intake, content)
    cells = cells_at(content, mapping, line)
    if not cells:
        raise RuleError("no_line", "Cette ligne n’est pas dans le fichier.")
    return mapping, _written_again(intake).get(line, cells)


def row_refusals(mapping: Mapping, cells: dict[str, str]) -> list[Refusal]:
    """What would still be refused of a row written so."""
    return [refusal for piece in read_mapped(*_sheet(mapping, cells)) for refusal in piece.refusals]


def correct_row(
    intake: Intake,
    line: int,
    mapping: Mapping,
    cells: dict[str, str],
    *,
    author: str,
    at: datetime,
    on: date,
    home: Path,
) -> Intake:
    """Take in a row as a person wrote it, with the other rows of its invoice as they were last written.

    The same words again, beside the same rows, are the same import.

    Raises
        RuleError: a cell of it is still refused.
    """
    wrong = row_refusals(mapping, cells)
    if wrong:
        raise RuleError("row_refused", wrong[0].remedy)
    beside = _beside(intake, mapping, line, cells, home)
    rest = {"beside": beside} if beside else {}
    told = canonical({"cells": cells, "line": line, "of": intake.sha256, **rest})
    sha256 = hashlib.sha256(told.encode()).hexdigest()
    known = Intake.objects.of([intake.creditor_id]).filter(sha256=sha256).first()
    if known is not None:
        return known
    read = partial(_read, *_sheet(mapping, cells, *beside))
    source = Source("correction", "companion", read, told.encode(), intake.name, sha256)
    with transaction.atomic():
        made = import_companion(intake.creditor, source, author=author, at=at, on=on, home=home)
        with recording(intake.creditor, "correct_row", author=author, cause=f"line {line}", at=at) as record:
            row = Correction.objects.create(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                intake=intake,
                line=line,
                cells=canonical(cells),
                made=made,
                by=author,
            )
            record.wrote(Correction, [row])
            record.tell(intake=intake.pk, line=line, made=made.pk)
    return made


def _read(content: bytes, plan: Mapping, _file: BinaryIO) -> Iterator[Piece]:
    return read_mapped(content, plan)


def _written_again(intake: Intake) -> dict[int, dict[str, str]]:
    """The lines of an import that a person put right: their cells, by the last that was written."""
    return {
        row.line: json.loads(row.cells) for row in Correction.objects.filter(intake=intake).order_by("pk")
    }


def _beside(
    intake: Intake, mapping: Mapping, line: int, cells: dict[str, str], home: Path
) -> list[dict[str, str]]:
    """The other rows of the invoice that a row is one of."""
    if not _in_rows(mapping):
        return []
    return rows_beside(original_of(intake, home), mapping, line, cells, _written_again(intake))


def _in_rows(mapping: Mapping) -> bool:
    """Whether several rows of the table may be one invoice, its instalments."""
    return TARGETS[mapping.target].becomes == "invoices"


def _sheet(mapping: Mapping, *rows: dict[str, str]) -> tuple[bytes, Mapping]:
    """Rows as a table headed by the names of its fields."""
    out = io.StringIO()
    names = list(dict.fromkeys(name for cells in rows for name in cells if cells[name].strip()))
    told = [["1", *(cells.get(name, "") for name in names)] for cells in rows]
    csv.writer(out, delimiter=";").writerows([["#", *names], *told])
    plan = Mapping(mapping.target, {name: name for name in names}, mapping.date_order, mapping.decimal)
    return out.getvalue().encode(), plan


def original_of(intake: Intake, home: Path) -> bytes:
    """The file's own bytes, also where it was read a second way and only named."""
    content = opened(intake.kept, home=home)
    if intake.format == "tables" and content.startswith(b'{"mapping"'):
        named = json.loads(content)["of"]
        kept = KeptFile.objects.of([intake.creditor_id]).filter(sha256=named).order_by("pk").first()
        if kept is not None:
            return opened(kept, home=home)
    return content


def mapping_of(intake: Intake, content: bytes) -> Mapping:
    """How a table was read: by its mapping, else as the house's own reader takes its columns."""
    told = intake.controls.get("mapping")
    if told is not None:
        return from_json(told)
    seen = look(content)
    table = table_of(list(seen.header.names), seen.separator)
    columns = {name: seen.header.names[place] for name, place in table.columns.items()}
    return Mapping(table.kind, columns, header_line=seen.header.line)
