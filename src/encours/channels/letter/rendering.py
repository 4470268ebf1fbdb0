"""From a sheet's data to a PDF/A: one typst compiler kept warm, shut in its folder."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import typst

from encours.channels.letter.copies import with_copies
from encours.channels.letter.pages import page_input
from encours.channels.letter.qr import epc_qr_svg
from encours.channels.letter_forms import Letter, UndeliverableError

_ROOM = Path(__file__).parent
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]  # archived for years, and readable aloud
_TURN = threading.Lock()  # the compiler keeps state between two calls


def pdf(letter: Letter) -> bytes:
    """The letter as PDF/A-3a and PDF/UA-1 bytes, the same bytes for the same letter.

    The recipient's block stands 105 to 190 mm from the left edge and 50 to 79 mm from the top, centred in
    height, so that it is seen through the 45 × 100 mm and 35 × 100 mm windows of a French DL envelope
    (20 mm from its right and bottom edges), wherever the sheet slides. The pages of its copies follow,
    and what they are made of is no longer PDF/A. Raises UndeliverableError.
    """
    if letter.written_at.tzinfo is None:
        raise UndeliverableError("written_at", "La date de la lettre n'a pas de fuseau horaire.")
    inputs = {
        "page": page_input(
            letter.page, title=letter.subject, language=letter.language, recipient=letter.recipient_lines
        )
    }
    transfer = letter.page["payment"].get("qr")
    if transfer:
        inputs["qr"] = epc_qr_svg(transfer)
    return with_copies(compiled(inputs, letter.written_at), letter.attachments)


def compiled(inputs: dict[str, str], written_at: datetime, *, sheet: str = "letter.typ") -> bytes:
    """A sheet of the folder filled with its inputs, as PDF/A; raises UndeliverableError."""
    try:
        with _TURN:
            made = _compiler(sheet).compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=_STANDARDS,
                timestamp=int(written_at.astimezone(UTC).timestamp()),
            )
    except typst.TypstError as error:
        raise UndeliverableError(
            "page", f"La lettre n'a pas pu être mise en page : {error.message}"
        ) from error
    return cast("bytes", made)


@lru_cache(maxsize=2)
def _compiler(name: str) -> typst.Compiler:
    """Only our fonts, only our folder; the sheet imports no package and its data are never source."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_ROOM / "fonts")]
    )
    sheet = _ROOM / "sheet"
    return typst.Compiler(
        sheet / name,
        root=sheet,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=sheet,
        package_cache_path=sheet,
    )
