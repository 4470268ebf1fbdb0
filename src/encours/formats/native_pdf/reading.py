"""The words of a PDF with their place on the page; bounded in pages, operations and signs."""

from __future__ import annotations

import logging
from io import BytesIO
from itertools import count
from typing import Any, Final

from pypdf import PdfReader, apply_configuration

from encours.core.extraction.words import Word
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.pdf import MOST_BYTES, ODD

_PAGES: Final = 10
_INFLATED: Final = 8 * 1024 * 1024  # of one stream
_DRAWN: Final = 400_000  # operations
_MOST_WORDS: Final = 20_000
_LONGEST: Final = 2_000  # signs of one word
_FARTHEST: Final = 1e6  # points


class _EndlessError(Exception):
    """The PDF draws more than any invoice."""


def words_of_pdf(content: bytes) -> list[Word]:
    """The words in the order they are drawn, each with its page (from 1) and place in points from the bottom left.

    Raises UnreadableFileError: `file_too_large`, `locked_pdf`, `broken_pdf`, `pdf_without_text`.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            "file_too_large", "Le PDF dépasse 64 Mo.", "Demandez la facture sans ses images, ou son seul XML."
        )
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on odd files concern nobody here
    words: list[Word] = []
    try:
        with apply_configuration(zlib_maximum_output_length=_INFLATED, lzw_maximum_output_length=_INFLATED):
            _read(PdfReader(BytesIO(content)), words)
    except UnreadableFileError:
        raise
    except (*ODD, _EndlessError) as error:
        raise UnreadableFileError(
            "broken_pdf",
            f"Le PDF est tronqué ou mal formé ({type(error).__name__}).",
            "Demandez le fichier d’origine à qui l’a émis.",
        ) from None
    if not words:
        raise UnreadableFileError(
            "pdf_without_text",
            "Ce PDF n’a pas de texte : c’est une image, ou un scan.",
            "Demandez le PDF d’origine, ou saisissez la facture ; le PDF se joint depuis la page de la facture.",
        )
    return words


def _read(reader: PdfReader, words: list[Word]) -> None:
    if reader.is_encrypted:
        raise UnreadableFileError("locked_pdf", "Le PDF est chiffré.", "Demandez-le sans mot de passe.")
    drawn = count(1)

    def bounded(*_operation: Any) -> None:
        if next(drawn) > _DRAWN or len(words) > _MOST_WORDS:
            raise _EndlessError

    for number, page in enumerate(reader.pages, start=1):
        if number > _PAGES:
            break

        def said(text: str, cm: list[float], tm: list[float], *_font: Any, page: int = number) -> None:
            if text.strip():
                place = _place(cm, tm)
                for rank, line in enumerate(text[:_LONGEST].strip("\n").split("\n")):
                    if line.strip():
                        words.append(Word(page, place[0], place[1] - rank, " ".join(line.split())))

        page.extract_text(visitor_text=said, visitor_operand_before=bounded)


def _place(cm: list[float], tm: list[float]) -> tuple[float, float]:
    """The text's own matrix, in that of the page."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return (_bounded(x), _bounded(y))


def _bounded(place: float) -> float:
    return place if -_FARTHEST < place < _FARTHEST else 0.0
