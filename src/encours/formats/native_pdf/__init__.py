"""PDFs drawn by software, with no XML inside: their words, where each stands, and what they say of an invoice."""

from __future__ import annotations

from typing import Final

from encours.core.extraction import Extraction, read_invoice
from encours.core.refusals import UnreadableFileError
from encours.formats.native_pdf.reading import words_of_pdf

__all__ = ["WITHOUT_XML", "read_printed", "words_of_pdf"]

WITHOUT_XML: Final = "pdf_without_invoice"  # what a reader of electronic invoices says of such a PDF


def read_printed(content: bytes) -> Extraction:
    """What a PDF says; raises UnreadableFileError where it has no text, or says nothing that an invoice says."""
    read = read_invoice(words_of_pdf(content))
    if not read.is_invoice:
        raise UnreadableFileError(
            WITHOUT_XML,
            "Ce PDF ne porte pas de facture électronique, et son texte ne dit ni numéro, ni date, ni total de facture.",
            "Demandez la facture au format Factur-X, ou joignez ce PDF à la facture depuis sa page.",
        )
    return read
