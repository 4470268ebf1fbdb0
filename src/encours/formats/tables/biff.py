"""How wide the sheets of an XLS span, without opening them: what opens them takes memory for every cell between two.

An XLS is a compound file (MS-CFB) whose stream `Workbook` holds records (BIFF): code, length, content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_NAMES: Final = ("workbook", "book")
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_HEADER, _ENTRY = 512, 128
_FIRST_TABLES: Final = 109
_LAST: Final = 0xFFFFFFF9  # a sector's number is below
_BOUNDSHEET, _EOF = 0x0085, 0x000A
_DIMENSIONS, _TEXTS = 0x0200, 0x00FC
# Records that begin with the row and the column of a cell: BLANK, NUMBER, LABEL, BOOLERR, LABELSST, RK, RSTRING,
# FORMULA.
_CELLS: Final = frozenset({0x0201, 0x0203, 0x0204, 0x0205, 0x00FD, 0x027E, 0x00D6, 0x0006, 0x0206, 0x0406})
_MANY: Final = frozenset(
    {0x00BD, 0x00BE}
)  # several cells of a row: MULRK and MULBLANK end with their last column


def cells_spanned(content: bytes) -> int:
    """The cells of the largest rectangle that a sheet spans.

    Raises
        ValueError, struct.error: it is no compound file that can be followed.
    """
    stream = _Compound(content).workbook()
    begins = set()
    for code, data in _records(stream, 0):
        if code == _BOUNDSHEET:
            begins.add(struct.unpack_from("<I", data)[0])
        elif code == _TEXTS and struct.unpack_from("<I", data, 4)[0] > len(stream):
            raise ValueError("more texts than the workbook has bytes")
    return max((_spanned(stream, begin) for begin in begins), default=0)


def _spanned(stream: bytes, begin: int) -> int:
    rows = width = 0
    for code, data in _records(stream, begin):
        if code in _CELLS and len(data) >= 4:  # noqa: PLR2004 — a row and a column
            row, column = struct.unpack_from("<HH", data)
        elif code == _DIMENSIONS and len(data) >= 8:  # noqa: PLR2004 — one beyond the last row and column
            row, column = _beyond(data)
        elif code in _MANY and len(data) >= 6:  # noqa: PLR2004 — and the last column
            row, column = struct.unpack_from("<H", data)[0], struct.unpack_from("<H", data, len(data) - 2)[0]
        else:
            continue
        rows, width = max(rows, row + 1), max(width, column + 1)
    return rows * width


def _beyond(data: bytes) -> tuple[int, int]:
    """What a sheet says of its own extent, which is believed before its cells are read."""
    first, last, left, right = struct.unpack_from("<IIHH" if len(data) >= 12 else "<HHHH", data)  # noqa: PLR2004
    return max(first, last) - 1, max(left, right) - 1


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Codes and contents up to the end of the sheet."""
    while place + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, place)
        if code == _EOF:
            return
        yield code, stream[place + 4 : place + 4 + size]
        place += 4 + size


class _Compound:
    """The sectors of a compound file, followed in their chains."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        (version,) = struct.unpack_from("<H", content, 0x1A)
        self._size = _SECTOR if version == 3 else 4096  # noqa: PLR2004 — MS-CFB
        directory, mini, table = (struct.unpack_from("<I", content, place)[0] for place in (0x30, 0x3C, 0x44))
        self._fat = self._table(self._tables(table))
        self._entries = self._chain(directory)
        root = self._entry(0)
        self._mini_fat = struct.unpack(f"<{len(chain) // 4}I", chain) if (chain := self._chain(mini)) else ()
        self._mini = self._chain(root[1])

    def workbook(self) -> bytes:
        """The stream that holds the sheets; raises ValueError where there is none."""
        for rank in range(len(self._entries) // _ENTRY):
            name, begin, size = self._entry(rank)
            if name in _NAMES:
                return self._small(begin, size) if size < _CUTOFF else self._chain(begin)[:size]
        raise ValueError("no workbook in this compound file")

    def _tables(self, place: int) -> list[int]:
        """The sectors that hold the allocation table: those that the header names, then those of its own chain."""
        found = list(struct.unpack_from(f"<{_FIRST_TABLES}I", self._content, 0x4C))
        seen: set[int] = set()
        while place < _LAST and place not in seen:
            seen.add(place)
            *more, place = struct.unpack(f"<{self._size // 4}I", self._sector(place))
            found += more
        return [number for number in found if number < _LAST]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        told = b"".join(self._sector(number) for number in sectors)
        return struct.unpack(f"<{len(told) // 4}I", told)

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        return self._content[begin : begin + self._size].ljust(self._size, b"\0")

    def _chain(self, number: int) -> bytes:
        return b"".join(self._sector(each) for each in _followed(number, self._fat))

    def _small(self, number: int, size: int) -> bytes:
        parts = (self._mini[each * _MINI : (each + 1) * _MINI] for each in _followed(number, self._mini_fat))
        return b"".join(parts)[:size]

    def _entry(self, rank: int) -> tuple[str, int, int]:
        """Name, first sector and size of a stream."""
        told = self._entries[rank * _ENTRY : (rank + 1) * _ENTRY]
        (length,) = struct.unpack_from("<H", told, 0x40)
        begin, size = struct.unpack_from("<II", told, 0x74)
        return told[: max(0, length - 2)].decode("utf-16-le", "replace").lower(), begin, size


def _followed(number: int, table: tuple[int, ...]) -> Iterator[int]:
    """The sectors of a chain, each once; one that turns in a circle, or leaves the table, raises ValueError."""
    seen: set[int] = set()
    while number < _LAST:
        if number in seen or number >= len(table):
            raise ValueError("a chain of sectors that does not end")
        seen.add(number)
        yield number
        number = table[number]
