"""Words that a database takes and a page shows: no control character, no half sign; HTML made text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 200_000  # signs of text kept of one mail
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "h4", "hr"})


def shown(words: str) -> str:
    """The words without control characters, nor those that turn the direction of reading."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", words)


class _Text(HTMLParser):
    """Keeps what a reader would see, line by line; scripts and styles are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block; skip what is not shown."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what was skipped."""
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        elif tag in _BREAKS and tag != "br":
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._unseen:
            self.words.append(re.sub(r"\s+", " ", data))


def text_of_html(markup: str) -> str:
    """The words of a page, without its markup."""
    reader = _Text()
    try:
        reader.feed(markup[: 5 * LONGEST])
        reader.close()
    except (AssertionError, ValueError):  # markup that the parser gives up on: what it read until there
        reader.words.append("\n")
    return tidy("".join(reader.words))


def tidy(words: str) -> str:
    """Lines ended alike, blank ones not piled up, cut at the longest that is kept."""
    lines = [line.rstrip() for line in shown(words).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()[:LONGEST]
