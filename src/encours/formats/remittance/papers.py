"""Advice on paper and by mail: a PDF whose text is laid out, a mail whose words are the advice."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from encours.core.refusals import UnreadableFileError
from encours.core.remittance.advice import Advice
from encours.formats.einvoice.pdf import INFLATED, embedded_xml
from encours.formats.mail import read_mail
from encours.formats.remittance.grid import of_text
from encours.formats.remittance.refusing import refused
from encours.formats.remittance.telling import advice_of

_PAGES: Final = 40
_LONGEST: Final = 2_000_000  # signs
_ODD: Final = (
    PyPdfError, ValueError, TypeError, LookupError, AttributeError, OSError, ArithmeticError, RuntimeError,
    AssertionError,
)  # fmt: skip


def words_of_pdf(content: bytes) -> str:
    """The text of a PDF, its columns kept apart.

    Raises UnreadableFileError: what an unsafe PDF is refused for, `is_an_invoice`, `broken_pdf`, `pdf_without_text`.
    """
    try:
        embedded_xml(content)
    except UnreadableFileError as wrong:
        if wrong.rule != "pdf_without_invoice":
            raise
    else:
        raise refused("is_an_invoice", "Ce PDF porte une facture électronique : ce n’est pas un avis.")
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on odd files concern nobody here
    words: list[str] = []
    try:
        with apply_configuration(zlib_maximum_output_length=INFLATED, lzw_maximum_output_length=INFLATED):
            for number, page in enumerate(PdfReader(BytesIO(content)).pages):
                if number == _PAGES or sum(map(len, words)) > _LONGEST:
                    break
                words.append(page.extract_text(extraction_mode="layout"))
    except _ODD as error:
        raise refused("broken_pdf", f"Le PDF est tronqué ou mal formé ({type(error).__name__}).") from None
    text = "\n".join(words)
    if not text.strip():
        raise refused("pdf_without_text", "Ce PDF est une image : il n’a pas de texte à lire.")
    return text


def read_pdf(content: bytes) -> list[Advice]:
    """The advice of a PDF."""
    return [advice_of(of_text(words_of_pdf(content)))]


def read_words(content: bytes) -> list[Advice]:
    """The advice that a mail is; its sender is the payer unless it names another.

    Raises UnreadableFileError: a mail that cannot be read without risk, `no_advice_lines`.
    """
    mail = read_mail(content)
    name = mail.sender_name or mail.sender.partition("@")[2]
    on = mail.written_at.date() if mail.written_at else None
    return [advice_of(of_text(f"{mail.subject}\n{mail.text}"), payer=name, written_on=on)]
