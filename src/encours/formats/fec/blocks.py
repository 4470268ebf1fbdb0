"""Bytes cut at line ends, each block in UTF-8, memory flat whatever the size."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from encours.core.refusals import UnreadableFileError
from encours.formats.fec.limits import BLOCK_BYTES, MAX_BYTES, MAX_LINE_BYTES

BOM = b"\xef\xbb\xbf"
EXPORT_AGAIN = "Exportez de nouveau le fichier depuis le logiciel comptable, en UTF-8 ou en ISO 8859-15."
TELLTALE_CP1252 = bytes(range(0x80, 0xA0))
UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")
"""é, à, œ, €, ’… in UTF-8: pairs that no French text has in a one-byte encoding."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines in UTF-8, ended by LF; `first_line` is the file's number of the first one."""

    data: bytes
    first_line: int
    lines: int
    ended: bool  # whether the last line had its own line end in the file
    last: bool


def size_of(file: BinaryIO) -> int | None:
    """How many bytes remain to be read, when the file can tell."""
    if not file.seekable():
        return None
    here = file.tell()
    end = file.seek(0, os.SEEK_END)
    file.seek(here)
    return end - here


class Charset:
    """The one encoding of a file, learnt from its first byte beyond ASCII and then held to it."""

    def __init__(self) -> None:
        self.name = "ascii"

    def utf8(self, data: bytes, first_line: int) -> bytes:
        """The same text in UTF-8; raises UnreadableFileError when two encodings are mixed."""
        if data.isascii():
            return data
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as wrong:
            return self._from_one_byte(data, first_line, wrong.start)
        if self.name not in {"ascii", "utf-8"}:
            raise _mixed(first_line)
        self.name = "utf-8"
        return data

    def _from_one_byte(self, data: bytes, first_line: int, start: int) -> bytes:
        if self.name == "utf-8":
            raise _mixed(first_line + data.count(b"\n", 0, start))
        _refuse_a_mixture(data, first_line, start)
        if self.name != "cp1252":
            windows = len(data.translate(None, TELLTALE_CP1252)) != len(data)
            self.name = "cp1252" if windows else "iso-8859-15"
        try:
            return data.decode(self.name).encode()
        except UnicodeDecodeError as wrong:
            raise UnreadableFileError(
                "unknown_encoding",
                "L’encodage des caractères n’est ni UTF-8, ni ISO 8859-15, ni Windows-1252.",
                EXPORT_AGAIN,
                line=first_line + data.count(b"\n", 0, wrong.start),
            ) from wrong


def _refuse_a_mixture(data: bytes, first_line: int, start: int) -> None:
    """An accented letter in UTF-8 beside one-byte letters shows that two exports were glued together."""
    found = UTF8_LETTER.search(data)
    if found:
        raise _mixed(first_line + data.count(b"\n", 0, max(start, found.start())))


def _mixed(line: int) -> UnreadableFileError:
    return UnreadableFileError(
        "mixed_encodings",
        f"Le fichier mélange deux encodages de caractères (UTF-8 et un octet par "
        f"caractère), vers la ligne {line}.",
        EXPORT_AGAIN,
        line=line,
    )


def blocks(file: BinaryIO, charset: Charset, *, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Whole lines, some mebibytes at a time, in UTF-8 and without byte-order mark.

    Raises UnreadableFileError: `empty`, `too_large`, `binary`, `line_too_long`, `mixed_encodings`,
    `unknown_encoding`.
    """
    _refuse_the_large(size_of(file) or 0)
    rest, line, total = _opening(file, charset), 1, 0
    while True:
        fresh = file.read(size)
        total += len(fresh)
        _refuse_the_large(total)
        held = rest + fresh
        if not fresh:
            break
        whole, rest = _cut(held)
        if len(rest) > MAX_LINE_BYTES:
            raise _too_long(line + whole.count(b"\n"))
        if whole:
            data = _clean(whole, charset, line)
            count = data.count(b"\n")
            yield Block(data, line, count, ended=True, last=False)
            line += count
    data = _clean(held, charset, line) if held else b""
    ended = not data or data.endswith(b"\n")
    data = data if ended else data + b"\n"
    yield Block(data, line, data.count(b"\n"), ended=ended, last=True)


def _opening(file: BinaryIO, charset: Charset) -> bytes:
    head = file.read(4096)
    if not head.strip():
        raise UnreadableFileError(
            "empty", "Le fichier est vide.", "Vérifiez l’export, puis déposez le fichier de nouveau."
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError(
            "unknown_encoding", "Le fichier est encodé en UTF-16.", EXPORT_AGAIN, line=1
        )
    if head.startswith(BOM):
        charset.name = "utf-8"
        return head[len(BOM) :]
    return head


def _cut(held: bytes) -> tuple[bytes, bytes]:
    """Whole lines and the rest; a CR at the very end waits, for it may be half of a CRLF."""
    end = max(held.rfind(b"\n"), held.rfind(b"\r", 0, len(held) - 1)) + 1
    return held[:end], held[end:]


def _clean(data: bytes, charset: Charset, line: int) -> bytes:
    if b"\x00" in data:
        raise UnreadableFileError(
            "binary",
            "Le fichier contient des octets nuls : ce n’est pas un fichier texte, ou sa fin a été perdue.",
            EXPORT_AGAIN,
            line=line + data.count(b"\n", 0, data.index(b"\x00")),
        )
    if b"\r" in data and not (data.endswith(b"\r\n") and data.count(b"\r") == data.count(b"\n")):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return charset.utf8(data, line)


def _refuse_the_large(size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableFileError(
            "too_large",
            f"Le fichier pèse {size // 1024**2} Mio ; la limite est {MAX_BYTES // 1024**2} Mio.",
            "Exportez le FEC par période (un exercice, un trimestre), puis déposez les "
            "fichiers l’un après l’autre.",
        )


def _too_long(line: int) -> UnreadableFileError:
    return UnreadableFileError(
        "line_too_long",
        f"La ligne {line} dépasse {MAX_LINE_BYTES // 1024} Kio : ce n’est pas une ligne de FEC.",
        EXPORT_AGAIN,
        line=line,
    )
