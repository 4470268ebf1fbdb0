"""The tags of an OFX file, one by one: no tree, no entity but characters, memory flat whatever the file's size."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from encours.formats.bank_lines import refused
from encours.formats.bank_text import blocks_of, decoded, empty_file, too_long

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9.]*)[^<>]*?(/?)>([^<]*)")
_CDATA: Final = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARED: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WHOLE: Final = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_OPENED: Final = re.compile(rb"<[/?A-Za-z]")
_SPECIAL: Final = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))
_LONGEST: Final = 1_000_000  # bytes of a comment or of a text


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the text that follows it: a value where it is not blank, else the beginning of an aggregate."""

    line: int
    name: str
    closes: bool
    text: str


def tags_of(file: BinaryIO) -> Iterator[Tag]:
    """Each tag in order.

    Raises UnreadableFileError: `file_too_large`, `line_too_long`, `xml_doctype`, `empty_file`.
    """
    line = 1
    for part in _parts(file):
        if _DECLARED.search(part):
            raise refused(
                "xml_doctype",
                "Le fichier contient une déclaration DOCTYPE, qu’aucun relevé bancaire n’emploie.",
                "Demandez le fichier d’origine à la banque ; celui-ci peut être malveillant.",
                line,
            )
        text = decoded(_COMMENT.sub(_breaks, _CDATA.sub(_plain, part)))
        at = 0
        for found in _TAG.finditer(text):
            line += text.count("\n", at, found.start())
            at = found.start()
            yield Tag(line, found[2].upper(), bool(found[1]), html.unescape(found[4]).strip())
        line += text.count("\n", at)


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """Bytes cut where a tag begins, never inside a comment or a CDATA section."""
    buffer, end = b"", 0
    for chunk in blocks_of(file):
        buffer += chunk
        end = _cut(buffer)
        if end:
            yield buffer[:end]
            buffer = buffer[end:]
        if len(buffer) > _LONGEST:
            raise too_long(0)
    if not (buffer.strip() or end):
        raise empty_file()
    yield buffer


def _cut(buffer: bytes) -> int:
    """Where the last tag begins: what follows it may be the rest of its text."""
    open_ = min((at for special in _SPECIAL if (at := _unclosed(buffer, special)) >= 0), default=len(buffer))
    seen = _WHOLE.sub(lambda found: b"." * len(found[0]), buffer[:open_])
    return max((found.start() for found in _OPENED.finditer(seen)), default=0)


def _unclosed(buffer: bytes, special: tuple[bytes, bytes]) -> int:
    begun = buffer.rfind(special[0])
    return begun if begun >= 0 and buffer.find(special[1], begun) < 0 else -1


def _plain(found: re.Match[bytes]) -> bytes:
    return found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _breaks(found: re.Match[bytes]) -> bytes:
    return b"\n" * found[0].count(b"\n")
