"""The clothes of an e-mail: the same pieces and the same sheet as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

Page = Mapping[str, Any]
Pieces = Sequence[Mapping[str, str]]

_FOLDER: Final = Path(__file__).parent / "defaults"

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
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template(name)
