"""Whether bytes are a table, whatever it is about."""

from __future__ import annotations

import re

from encours.core.refusals import UnreadableFileError
from encours.formats.tables.guards import OLE, ZIP
from encours.formats.tables.text import decoded, first_rows, separator_of

_SPREADSHEET = 0.8
_TABLE = 0.45
_NAMED = 0.5
_ROWS = 20
_FEWEST = 2


def sniff(head: bytes, name: str) -> float:
    """Confidence between 0 and 1 that `head` opens a table: a spreadsheet, or rows cut alike."""
    if head.startswith(ZIP):
        return _SPREADSHEET if _is_spreadsheet(head, name) else 0.0
    if head.startswith(OLE):
        return _SPREADSHEET if re.search(r"\.xl[stm]$", name.lower()) else 0.0
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"[", b"%PDF", b"MZ")):
        return 0.0
    return _regular(head, name)


def _is_spreadsheet(head: bytes, name: str) -> bool:
    told = (b"xl/", b"application/vnd.oasis.opendocument.spreadsheet")
    if b"word/" in head or b"ppt/" in head:
        return False
    return any(mark in head for mark in told) or name.lower().endswith((".xlsx", ".xlsm", ".ods"))


def _regular(head: bytes, name: str) -> float:
    try:
        text, _ = decoded(head[: len(head) // 2 * 2])
        separator = separator_of(text)
        rows = [row for row in first_rows(text, separator, _ROWS)[:-1] if any(cell.strip() for cell in row)]
    except UnreadableFileError:
        return 0.0
    widths = [len(row) for row in rows if len(row) > 1]
    if len(widths) < _FEWEST - 1:
        return 0.0
    usual = max(set(widths), key=widths.count)
    regular = widths.count(usual) * 2 >= len(rows) and (separator != "," or usual >= _FEWEST)
    named = name.lower().endswith((".csv", ".tsv", ".tab", ".txt"))
    return (_NAMED if named else _TABLE) if regular else 0.0
