"""The words of a document somebody keeps: the text layer of a PDF, a mail, a plain text; none of a picture.

It serves to look for words, never to decide: what cannot be read gives no words, and never fails.
"""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from typing import Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from encours.core.refusals import UnreadableFileError
from encours.formats.mail.kinds import read_mail

LONGEST: Final = 200_000  # signs
_PAGES: Final = 20
_INFLATED: Final = 32 * 1024 * 1024  # of one stream
_ODD: Final = (  # what odd files make of pypdf
    PyPdfError, ValueError, TypeError, LookupError, AttributeError, OSError, ArithmeticError, RuntimeError,
    AssertionError,
)  # fmt: skip


def words_of_file(content: bytes, media_type: str) -> str:
    """The words of a file, cut at the longest that is looked at; empty where it has none that can be read."""
    if media_type == "application/pdf":
        return _of_pdf(content)
    if media_type == "message/rfc822":
        return _of_mail(content)
    if media_type.startswith("text/"):
        return _of_text(content[: 4 * LONGEST])
    return ""


def _of_pdf(content: bytes) -> str:
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on odd files concern nobody here
    words: list[str] = []
    most = apply_configuration(zlib_maximum_output_length=_INFLATED, lzw_maximum_output_length=_INFLATED)
    with suppress(*_ODD), most:
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages):
            if number == _PAGES or sum(map(len, words)) > LONGEST:
                break
            words.append(page.extract_text())
    return "\n".join(words)[:LONGEST]


def _of_mail(content: bytes) -> str:
    try:
        mail = read_mail(content)
    except UnreadableFileError:
        return ""
    return f"{mail.subject}\n{mail.text}"[:LONGEST]


def _of_text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")[:LONGEST]
    except UnicodeDecodeError:  # cut within a sign, or written the old way
        return content.decode("cp1252", errors="replace")[:LONGEST]
