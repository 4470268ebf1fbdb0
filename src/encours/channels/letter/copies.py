"""Copies behind a letter: the pages of other people's PDFs, laid after the sheet as they are printed, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from encours.channels.letter_forms import Attachment, UndeliverableError

PDF = "application/pdf"
_BROKEN = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)
# What a page does beside being printed: nothing foreign may run when the letter is opened.
_LIVE = ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/B")


def pages_of(content: bytes) -> int:
    """How many pages a PDF would add; 0 for what cannot be read without its password, or at all."""
    try:
        reader = PdfReader(BytesIO(content))
        return 0 if reader.is_encrypted else len(reader.pages)
    except _BROKEN:
        return 0


def with_copies(sheet: bytes, copies: Sequence[Attachment]) -> bytes:
    """The letter with the pages of its copies after its own; the same letter is the same bytes.

    Raises
        UndeliverableError: a copy cannot be read.
    """
    if not copies:
        return sheet
    writer = PdfWriter(clone_from=BytesIO(sheet))
    for copy in copies:
        try:
            reader = PdfReader(BytesIO(copy.content))
            for page in reader.pages:
                _still(writer.add_page(page))
        except _BROKEN as error:
            raise UndeliverableError("attachments", f"La copie {copy.name} ne peut pas être lue.") from error
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _still(page: PageObject) -> None:
    for name in _LIVE:
        page.pop(NameObject(name), None)
