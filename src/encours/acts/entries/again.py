"""What was exported, given again: a file as it was, or the entries of some days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from encours.acts.entries.drawing import stored
from encours.acts.entries.exporting import sheet_of
from encours.core.entries.lines import LINE
from encours.core.refusals import RuleError
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.entries.models import EntryExport, ExportedEntry
from encours.records.entries.reading import entry_policy
from encours.records.parties.models import Creditor


def exported_again(creditor: Creditor, number: int, *, home: Path) -> tuple[EntryExport, bytes]:
    """An export and its file, as it was.

    Raises
        RuleError: there is no such export, or its file is gone.
    """
    found = EntryExport.objects.of([creditor.pk]).filter(number=number).select_related("kept").first()
    if found is None:
        raise RuleError("export_unknown", "Aucun export ne porte ce numéro : voir ceux de la page Écritures.")
    try:
        return found, opened(found.kept, home=home)
    except (FileNotFoundError, UnreadableKeptFileError) as gone:
        raise RuleError("export_gone", "Le fichier de cet export n’est plus gardé.") from gone


def exported_between(creditor: Creditor, from_on: date, to_on: date) -> tuple[int, bytes]:
    """The entries exported whose day is between two, both included: how many, and the file.

    Raises
        RuleError: there is none.
    """
    rows = ExportedEntry.objects.of([creditor.pk]).filter(entry_on__range=(from_on, to_on))
    lines = [line for one in rows.order_by("sequence") for line in stored(one)]
    if not lines:
        raise RuleError("entries_none", "Aucune écriture exportée n’est de ces jours.")
    frame = pl.DataFrame(lines, schema=LINE, orient="row")
    return frame["sequence"].n_unique(), sheet_of(frame, entry_policy(creditor.pk))
