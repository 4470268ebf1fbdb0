"""Sentences of pages: translated, marked as safe, their values escaped.

Jinja2's own hand a context of its own to each sentence in a loop, which costs more than the sentence.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils import translation
from markupsafe import Markup

_MOST = 20_000  # sentences kept, in both languages


def gettext(text: str, /, **values: Any) -> Markup:
    """A sentence in the reader's language; `%(name)s` in it is a value, and `%%` a percent sign."""
    language = translation.get_language()
    return _marked(language, text) % values if values else _whole(language, text)


def ngettext(one: str, many: str, count: int, /, **values: Any) -> Markup:
    """The same, of one or of many; `num` is the count."""
    return Markup(translation.ngettext(one, many, count)) % {"num": count, **values}  # noqa: S704 — ours


def pgettext(context: str, text: str, /, **values: Any) -> Markup:
    """A sentence that another use would translate otherwise."""
    return Markup(translation.pgettext(context, text)) % {"context": context, **values}  # noqa: S704 — ours


def npgettext(context: str, one: str, many: str, count: int, /, **values: Any) -> Markup:
    """The same, of one or of many."""
    told = translation.npgettext(context, one, many, count)
    return Markup(told) % {"context": context, "num": count, **values}  # noqa: S704 — ours


@lru_cache(_MOST)
def _marked(_language: str | None, text: str) -> Markup:
    return Markup(translation.gettext(text))  # noqa: S704 — a sentence of ours


@lru_cache(_MOST)
def _whole(language: str | None, text: str) -> Markup:
    return _marked(language, text) % {}
