"""`encours eval extraction`: field accuracy on printed invoices whose truth is known; nothing is written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from encours.core.extraction import Extraction


def evaluated_folder(folder: Path) -> dict[str, Any]:
    """The counts by field and in all, and each field read wrong or not at all."""
    from encours.core.evidence import plain
    from encours.core.extraction.accuracy import judged, same
    from encours.formats.labelled_documents import labelled_in

    cases = [(one, _read(one.path)) for one in labelled_in(folder)]
    counts = judged([(one.truth, read) for one, read in cases])
    total = {name: sum(asdict(one)[name] for one in counts.values()) for name in _COUNTS}
    wrong = [
        {
            "file": str(one.path.relative_to(folder)),
            "field": name,
            "truth": plain(truth),
            "read": plain(told.value) if told else None,
            "confidence": told.confidence if told else None,
        }
        for one, read in cases
        for name, truth in one.truth.items()
        if not ((told := read.fields.get(name) if read else None) and same(name, truth, told.value))
    ]
    return {
        "documents": len(cases),
        "tied": sum(1 for _one, read in cases if read and read.tied),
        "fields": {name: asdict(one) for name, one in counts.items()},
        "total": total,
        "wrong": wrong,
    }


_COUNTS = ("of", "right", "wrong", "missing", "sure", "sure_right")


def _read(path: Path) -> Extraction | None:
    from encours.core.extraction import read_invoice
    from encours.core.refusals import UnreadableFileError
    from encours.formats.native_pdf import words_of_pdf

    try:
        return read_invoice(words_of_pdf(path.read_bytes()))
    except UnreadableFileError:
        return None


def in_words(facts: dict[str, Any]) -> list[str]:
    """The table, and what was not read right."""
    from django.utils.translation import gettext as _

    head = _("champ, vrais, justes, faux, absents, sûrs, sûrs et justes")
    rows = [*facts["fields"].items(), (_("en tout"), facts["total"])]
    return [
        _("%(documents)s factures PDF, dont %(tied)s dont les sommes tombent juste") % facts,
        f"  {head}",
        *(f"  {name:<14}" + "".join(f"{one[each]:>7}" for each in _COUNTS) for name, one in rows),
        *(
            f"  ✗ {one['file']} {one['field']}: {one['read']} ({one['confidence']}), {one['truth']}"
            for one in facts["wrong"]
        ),
    ]
