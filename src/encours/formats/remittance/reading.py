"""Reading a file of remittance advice, whatever its form, into one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import polars as pl

from encours.core.refusals import Controls, Notice
from encours.core.remittance.advice import Advice, flaw_of
from encours.formats.einvoice.sniffing import PDF
from encours.formats.mail.sniffing import sniff as sniff_mail
from encours.formats.pieces import Piece
from encours.formats.remittance.erpel import read_erpel
from encours.formats.remittance.grid import of_table
from encours.formats.remittance.papers import read_pdf, read_words
from encours.formats.remittance.refusing import MOST_BYTES, refused
from encours.formats.remittance.remadv import read_remadv
from encours.formats.remittance.telling import advice_of
from encours.formats.remittance.x12_820 import read_820

_EDIFACT: Final = re.compile(rb"(?:UNA.{6}\s*)?UN[BH]\+", re.DOTALL)
_X12: Final = re.compile(rb"ISA[^A-Za-z0-9\s]")
_REVIEW: Final = (
    "Comparez avec le virement reçu, puis rattachez l’avis ou écartez-le : il n’affecte rien d’ici là."
)


def read(file: BinaryIO) -> Iterator[Piece]:
    """Read every advice of a file: `facts["remittances"]` holds them, those whose sums do not tie among them.

    Raises UnreadableFileError: hostile or broken bytes, another message, amounts and days that cannot be read, a
    document that names nothing it pays.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise refused("file_too_large", f"L’avis dépasse {MOST_BYTES >> 20} Mio.")
    told = _advices(content)
    lines = sum(len(each.lines) for each in told)
    paid = sum(each.lines_cents for each in told)
    flaws = [(each, flaw) for each in told if (flaw := flaw_of(each)) is not None]
    yield Piece(
        pl.DataFrame(),
        notices=[Notice(flaw.line, "montants", flaw.rule, _REVIEW, each.number) for each, flaw in flaws],
        controls=Controls(rows_read=lines, rows_kept=lines, credit_cents=paid),
        facts={"remittances": told},
    )


def _advices(content: bytes) -> list[Advice]:
    opening = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _EDIFACT.match(opening):
        return read_remadv(content)
    if _X12.match(opening):
        return read_820(content)
    if opening.startswith(b"<"):
        return read_erpel(content)
    if PDF in content[:1024]:
        return read_pdf(content)
    if sniff_mail(content[:65_536], "") > 0:
        return read_words(content)
    return [advice_of(of_table(content))]
