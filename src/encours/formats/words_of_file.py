"""The words of a document somebody keeps: a PDF's text layer, a mail, a letter, a workbook, a plain text.

A picture has none: only its name is looked at; a PDF that draws without end is left where its operations exceed a
measure. It serves to look for words, never to decide: what cannot be read
gives no words, and never fails.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.hardened import MOST_BYTES, root_of
from encours.formats.mail.kinds import read_mail
from encours.formats.tables.guards import guard
from encours.formats.tables.sheets import Book

LONGEST: Final = 200_000  # signs
_PAGES: Final = 20
_LONGEST_TEXT: Final = 5_000  # signs of one element of an XML: beyond, it is a file
_INFLATED: Final = 8 * 1024 * 1024  # of one stream
_DRAWN: Final = 400_000  # operations of a whole PDF: a form that draws others that draw others has no end
_ODD: Final = (  # what odd files make of pypdf
    PyPdfError, ValueError, TypeError, LookupError, AttributeError, OSError, ArithmeticError, RuntimeError,
    AssertionError,
)  # fmt: skip
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_LETTER: Final = f"{_OFFICE}wordprocessingml.document"
_WORKBOOKS: Final = (f"{_OFFICE}spreadsheetml.sheet", "application/vnd.oasis.opendocument.spreadsheet")
# The parts of a letter that a person reads: its body, margins, notes and remarks.
_READ: Final = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_DAMAGED: Final = (UnreadableFileError, zipfile.BadZipFile, *_ODD)


def words_of_file(content: bytes, media_type: str) -> str:
    """The words of a file, cut at the longest that is looked at; empty where it has none that can be read."""
    read = _READERS.get(media_type)
    if read is None and media_type.startswith("text/"):
        read = _of_text
    return read(content) if read else ""


class _EndlessError(Exception):
    """A PDF draws more than any document a person reads."""


def _of_pdf(content: bytes) -> str:
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on odd files concern nobody here
    words: list[str] = []
    drawn = count(1)

    def bounded(*_operation: Any) -> None:
        if next(drawn) > _DRAWN:
            raise _EndlessError

    most = apply_configuration(zlib_maximum_output_length=_INFLATED, lzw_maximum_output_length=_INFLATED)
    with suppress(*_ODD, _EndlessError), most:
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages):
            if number == _PAGES or sum(map(len, words)) > LONGEST:
                break
            words.append(page.extract_text(visitor_operand_before=bounded))
    return "\n".join(words)[:LONGEST]


def _of_xml(content: bytes) -> str:
    """The texts of its elements; what is encoded inside (a file, a signature) is none."""
    try:
        texts = root_of(content).itertext()
    except UnreadableFileError:
        return ""
    told = (text.strip() for text in texts if len(text) < _LONGEST_TEXT)
    return "\n".join(filter(None, told))[:LONGEST]


def _of_letter(content: bytes) -> str:
    """A .docx: an archive of XML, guarded as a workbook is; no part is read beyond the largest of an invoice."""
    words: list[str] = []
    with suppress(*_DAMAGED):
        guard(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in filter(_READ.fullmatch, archive.namelist()):
                with archive.open(name) as part:
                    words += _paragraphs(root_of(part.read(MOST_BYTES + 1)))
    return "\n".join(words)[:LONGEST]


def _paragraphs(root: Any) -> list[str]:
    """The text of each paragraph: a word may be cut into several runs."""
    return ["".join(run.text or "" for run in each.iter("{*}t")) for each in root.iter("{*}p")]


def _of_workbook(content: bytes) -> str:
    words: list[str] = []
    length = 0
    with suppress(*_DAMAGED):
        book = Book(content)
        for name in book.names:
            words.append(name)
            for row in book.rows(name):
                words.append(" ".join(filter(None, row)))
                length += len(words[-1])
                if length > LONGEST:
                    return "\n".join(words)[:LONGEST]
    return "\n".join(words)[:LONGEST]


def _of_mail(content: bytes) -> str:
    try:
        mail = read_mail(content)
    except UnreadableFileError:
        return ""
    return f"{mail.subject}\n{mail.text}"[:LONGEST]


def _of_text(content: bytes) -> str:
    content = content[: 4 * LONGEST]
    try:
        return content.decode("utf-8-sig")[:LONGEST]
    except UnicodeDecodeError:  # cut within a sign, or written the old way
        return content.decode("cp1252", errors="replace")[:LONGEST]


_READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "application/pdf": _of_pdf,
    "message/rfc822": _of_mail,
    "application/xml": _of_xml,
    "text/xml": _of_xml,
    _LETTER: _of_letter,
    **dict.fromkeys(_WORKBOOKS, _of_workbook),
}
