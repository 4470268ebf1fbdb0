"""Segments of UN/EDIFACT and of ASC X12: cut at the signs that the file itself announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from encours.formats.bank_text import decoded
from encours.formats.remittance.refusing import refused, too_many

_MOST: Final = 400_000  # segments
_LONGEST: Final = 20_000  # signs of one segment
_ISA: Final = 16  # elements of the header; the last is one sign, then comes the one that ends segments
_LONGEST_HEAD: Final = 400
_USUAL: Final = ":+.? '"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its tag, its elements (each a list of components), and its rank in the file."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    rank: int

    def at(self, element: int, component: int = 0) -> str:
        """What stands there, empty where nothing does; elements are counted from 1."""
        if not 0 < element <= len(self.elements) or component >= len(self.elements[element - 1]):
            return ""
        return self.elements[element - 1][component].strip()

    def rest(self, element: int) -> str:
        """Every component of one element and of those after it, as words."""
        return " ".join(
            word.strip() for each in self.elements[element - 1 :] for word in each if word.strip()
        )


def edifact(content: bytes) -> Iterator[Segment]:
    """The segments of an interchange; UNA, where there is one, says its signs.

    Raises UnreadableFileError: `too_many_records`, `field_too_long`, `cut_short`.
    """
    text = decoded(content.removeprefix(b"\xef\xbb\xbf")).lstrip()
    signs = text[3:9] if text.startswith("UNA") else _USUAL
    body = text[9:] if text.startswith("UNA") else text
    apart, between, _decimal, release, _, end = tuple(signs.ljust(6))
    for rank, raw in enumerate(_cut(body, end, release), start=1):
        told = raw.strip()
        if not told:
            continue
        parts = [tuple(_cut(each, apart, release, bare=True)) for each in _cut(told, between, release)]
        yield Segment("".join(parts[0][:1]).strip().upper(), tuple(parts[1:]), rank)


def x12(content: bytes) -> Iterator[Segment]:
    """The segments of an interchange; ISA, of sixteen elements, says its signs by where they stand.

    Raises UnreadableFileError: `cut_short`, `too_many_records`, `field_too_long`.
    """
    text = decoded(content.removeprefix(b"\xef\xbb\xbf")).lstrip()
    between = text[3:4]
    head = text[:_LONGEST_HEAD].split(between, _ISA) if between else []
    if len(head) <= _ISA or len(head[_ISA]) < 2 or head[_ISA][1].isalnum():  # noqa: PLR2004 — two signs end it
        raise refused("cut_short", "L’échange X12 s’arrête avant la fin de son en-tête ISA.")
    end = head[_ISA][1]
    cut = re.split(r"[\r\n]+" if end in "\r\n" else re.escape(end), text)
    for rank, raw in enumerate(_bounded(cut), start=1):
        told = raw.strip()
        if told:
            tag, *elements = told.split(between)
            yield Segment(tag.strip().upper(), tuple((each,) for each in elements), rank)


def _cut(text: str, sign: str, release: str, *, bare: bool = False) -> Iterator[str]:
    """Cut where a sign stands that none releases; `bare` takes the release signs out."""
    if sign == " ":
        parts = [text]
    elif release == " " or release not in text:
        parts = text.split(sign)
    else:
        loosed = rf"(?:[^{re.escape(release + sign)}]|{re.escape(release)}.|{re.escape(release)}\Z)*"
        parts = [found[0] for found in re.finditer(rf"(?s)(?:\A|(?<={re.escape(sign)})){loosed}", text)]
    for part in _bounded(parts):
        yield re.sub(rf"(?s){re.escape(release)}(.)", r"\1", part) if bare and release != " " else part


def _bounded(parts: list[str]) -> Iterator[str]:
    if len(parts) > _MOST:
        raise too_many()
    for part in parts:
        if len(part) > _LONGEST and len(parts) > 1:
            raise refused("field_too_long", f"Un segment dépasse {_LONGEST} signes : ce n’est pas un avis.")
        yield part
