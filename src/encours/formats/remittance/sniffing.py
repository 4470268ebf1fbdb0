"""Whether a file is a remittance advice: by what announces it, or by a title and the documents that it pays."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.sniffing import PDF
from encours.formats.mail import read_mail
from encours.formats.mail.sniffing import sniff as sniff_mail
from encours.formats.remittance.erpel import ROOT
from encours.formats.remittance.grid import Row, of_table, of_text
from encours.formats.remittance.headings import TITLE, columns_of
from encours.formats.remittance.papers import words_of_pdf
from encours.formats.remittance.telling import advice_of
from encours.formats.remittance.values import plain
from encours.formats.tables.guards import OLE, ZIP
from encours.formats.tables.sniffing import sniff as sniff_table

_EDIFACT: Final = re.compile(rb"\s*(?:UNA.{6}\s*)?UN[BH]\+")
_REMADV: Final = re.compile(rb"UNH\+[^+']{1,40}\+REMADV")
_X12: Final = re.compile(rb"\s*ISA[^A-Za-z0-9\s]")
_820: Final = re.compile(rb"ST[^A-Za-z0-9\s]820[^0-9]")
_TITLED: Final = 800  # signs at the beginning in which an advice says what it is
_HEADED: Final = 40  # rows in which its columns are headed
_OTHERS: Final = (b"{", b"[", b"MZ", OLE)
_SURE, _LIKELY, _OTHER = 0.98, 0.97, 0.5


def sniff(head: bytes, name: str) -> float:
    """Confidence, from 0 to 1, that these first bytes open a remittance advice."""
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _EDIFACT.match(opening):
        return _SURE if _REMADV.search(head) else _OTHER  # another message is read to be refused by its name
    if _X12.match(opening):
        return _SURE if _820.search(head) else _OTHER
    if opening.startswith(b"<"):
        return _SURE if ROOT.encode() in head and b"RemittanceAdvice" in head else 0.0
    try:
        return _of_words(head, opening, name)
    except UnreadableFileError:
        return 0.0


def _of_words(head: bytes, opening: bytes, name: str) -> float:
    titled = TITLE.search(plain(re.sub(r"[_\-.]+", " ", PurePath(name).name))) is not None
    if opening.startswith(PDF):
        # Of one longer than what is looked at, the name alone tells.
        whole = b"%%EOF" in head[-1024:]
        told = _tells(words_of_pdf(head), titled=titled) if whole else titled
    elif sniff_mail(head, name) > 0:
        mail = read_mail(head)
        told = _tells(f"{mail.subject}\n{mail.text}", titled=titled)
    elif opening.startswith(ZIP):
        whole = b"PK\x05\x06" in head
        told = _is_table(of_table(head), titled=titled) if whole else titled and sniff_table(head, name) > 0
    else:
        told = (
            not opening.startswith(_OTHERS)
            and b"\0" not in head[:1024]
            and _is_table(of_table(head), titled=titled)
        )
    return _LIKELY if told else 0.0


def _tells(words: str, *, titled: bool) -> bool:
    """Whether words are titled as an advice, and name what it pays."""
    if not titled and TITLE.search(plain(words[:_TITLED])) is None:
        return False
    return bool(advice_of(of_text(words)).lines)


def _is_table(rows: list[Row], *, titled: bool) -> bool:
    """Whether rows are headed as an advice is: titled so, or with what is taken off each document and what is paid."""
    for rank, row in enumerate(rows[:_HEADED]):
        columns = columns_of(row)
        if columns is None:
            titled = titled or TITLE.search(plain(row.words)) is not None
            continue
        whole = {"gross", "paid"} <= columns.keys() and bool({"discount", "deduction"} & columns.keys())
        return (titled or whole) and rank + 1 < len(rows)
    return False
