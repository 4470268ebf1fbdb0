"""The clothes of an e-mail: the same pieces and the same sheet as plain text and as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template

Page = Mapping[str, Any]
Pieces = Sequence[Mapping[str, str]]

_FOLDER: Final = Path(__file__).parent / "defaults"

_CONSTANT: Final = re.compile(r"""\{% set (\w+) = "(.*)" %\}""")
_COLONS: Final = {"fr": "\N{NO-BREAK SPACE}: ", "en": ": "}


def html(pieces: Pieces, page: Page, subject: str, language: str) -> str:
    """One HTML document, its style inside, nothing fetched from anywhere."""
    return _skin("message.html").render(pieces=pieces, page=page, subject=subject, language=language)


def text(pieces: Pieces, page: Page, language: str) -> str:
    """Plain text that reads well in any typeface: no columns to align."""
    return _skin("message.txt").render(pieces=pieces, page=page, colon=_COLONS[language])


@cache
def _skin(name: str) -> Template:
    environment = Environment(
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_inlined((_FOLDER / name).read_text("utf-8")))


def _inlined(source: str) -> str:
    """Constants of the sheet put where they are named: they are not escaped again for each cell of each message."""
    for name, words in _CONSTANT.findall(source):
        source = source.replace(f"{{{{ {name} }}}}", words)
    return source
