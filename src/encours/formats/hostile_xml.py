"""XML written by others, read as hostile: no entity, no network, no huge tree; bytes are counted before the parser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from lxml import etree

from encours.core.refusals import UnreadableFileError

HARDENED: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""What every parser of the house is told."""

_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True)
class Limit:
    """A number never passed, and how passing it is told: rule, what happened, what to do."""

    most: int
    rule: str
    what: str
    remedy: str

    def refuse(self, number: int) -> None:
        """Raise UnreadableFileError beyond the limit."""
        if number > self.most:
            raise UnreadableFileError(self.rule, self.what, self.remedy)


class BoundedBytes:
    """A file that refuses to grow beyond `size` bytes, or beyond `tags` angle brackets between two entries.

    The second bounds the tree in memory, whatever the file's size.
    """

    def __init__(self, file: BinaryIO, size: Limit, tags: Limit) -> None:
        self._file = file
        self._limits = size, tags
        self._size = self._tags = 0

    def read(self, size: int = _CHUNK) -> bytes:
        """The next bytes; raises UnreadableFileError beyond a limit."""
        chunk = self._file.read(min(size, _CHUNK) if size > 0 else _CHUNK)
        if self._size == 0:
            chunk = chunk.lstrip() or chunk  # some begin with a blank line, which XML forbids
            self.judge_opening(chunk)
        self._size += len(chunk)
        self._tags += chunk.count(b"<")
        for limit, number in zip(self._limits, (self._size, self._tags), strict=True):
            limit.refuse(number)
        return chunk

    def judge_opening(self, chunk: bytes) -> None:
        """Refuse a file by its first bytes: nothing here, a format may know better."""

    def entry_done(self) -> None:
        """An entry was taken out of the tree: its tags no longer count."""
        self._tags = 0


def events(file: BoundedBytes, tags: list[str], judge: Callable[[Any], None]) -> Iterator[tuple[str, Any]]:
    """`start` and `end` of these elements as they are met, once `judge` was shown the root and raised nothing."""
    stream = etree.iterparse(file, events=("start", "end"), tag=tags, **HARDENED)
    judged = False
    for event, element in stream:
        if not judged:
            judge(element.getroottree().getroot())
            judged = True
        yield event, element
    if not judged and stream.root is not None:
        judge(stream.root)


def refuse_doctype(root: Any, what: str, remedy: str) -> None:
    """Raise UnreadableFileError where the file declares a document type, by which entities would come."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFileError("xml_doctype", what, remedy, line=1)


def broken(error: Exception, remedy: str) -> UnreadableFileError:
    """How an error of the parser is told: the line, and why."""
    line = int(getattr(error, "lineno", 0) or 0)
    why = str(getattr(error, "msg", None) or error).split(", line ", maxsplit=1)[0][:120]
    return UnreadableFileError(
        "broken_xml", f"Le fichier XML est tronqué ou mal formé, ligne {line} : {why}.", remedy, line=line
    )


def local_name(element: Any) -> str:
    """The name without its namespace, whatever a damaged file put into that."""
    return str(element.tag).rpartition("}")[2]
