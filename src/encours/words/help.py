"""The help of the desk: one small text a topic and language, in files, read into pieces that a page shows escaped.

A text is a title (`# `), then paragraphs, headings (`## `) and lists (`- ` or `1. `); `**words**` are strong and
`` `keys` `` are keys. Nothing else is understood, and no markup of its own gets through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from encours.words.languages import nearest

FOLDER: Final = Path(__file__).parent / "help"
LESSONS: Final = Path(__file__).parent / "lessons"
_SPAN = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|`(?P<key>[^`]+)`")
_MARKS: Final = {"## ": "heading", "- ": "list", "1. ": "steps"}
_NUMBERED = re.compile(r"\d+\. ")

Kind = Literal["text", "strong", "key"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line, and how it is said."""

    kind: Kind
    text: str


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or a list: `kind` is text, heading, list or steps."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One help text."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@cache
def topics(language: str) -> frozenset[str]:
    """The codes of the texts that exist in a language."""
    return frozenset(path.stem for path in (FOLDER / nearest(language)).glob("*.md"))


@cache
def topic(code: str, language: str) -> Topic | None:
    """The text of a topic, or None where there is none."""
    return _read(FOLDER / nearest(language) / f"{code}.md") if code in topics(language) else None


@cache
def lesson_text(code: str, language: str) -> Topic:
    """The text of a lesson, written as a help text is."""
    return _read(LESSONS / nearest(language) / f"{code}.md")


def _read(path: Path) -> Topic:
    lines = path.read_text("utf-8").splitlines()
    return Topic(path.stem, lines[0].removeprefix("# "), _blocks(lines[1:]))


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    found: list[tuple[str, list[Line]]] = []
    for line in filter(None, (_NUMBERED.sub("1. ", each.strip(), count=1) for each in lines)):
        mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
        kind, spans = _MARKS.get(mark, "text"), _spans(line.removeprefix(mark))
        if found and kind in {"list", "steps"} and found[-1][0] == kind:
            found[-1][1].append(spans)
        else:
            found.append((kind, [spans]))
    return tuple(Block(kind, tuple(told)) for kind, told in found)


def _spans(line: str) -> Line:
    spans, at = [], 0
    for match in _SPAN.finditer(line):
        if match.start() > at:
            spans.append(Span("text", line[at : match.start()]))
        kind: Kind = "strong" if match["strong"] else "key"
        spans.append(Span(kind, match[kind]))
        at = match.end()
    return (*spans, Span("text", line[at:])) if at < len(line) else tuple(spans)
