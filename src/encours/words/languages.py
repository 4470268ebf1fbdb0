"""The two languages of the house, and how to speak one for the length of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils import translation

LANGUAGES: Final = ("fr", "en")
DEFAULT: Final = "fr"
_LOCALES: Final = {"fr": "fr_FR", "en": "en_GB"}


class UnknownLanguageError(Exception):
    """A language that the house does not speak."""

    def __init__(self, language: str) -> None:
        super().__init__(f"La langue « {language} » n'est pas connue : choisissez fr ou en.")
        self.language = language


def locale_name(language: str) -> str:
    """The locale by which figures and days are written; raises UnknownLanguageError."""
    try:
        return _LOCALES[language]
    except KeyError:
        raise UnknownLanguageError(language) from None


def nearest(language: str | None) -> str:
    """The language of the house nearest to a tag: "en-GB" is "en"; what is not spoken is French."""
    head = (language or "").replace("_", "-").partition("-")[0].lower()
    return head if head in LANGUAGES else DEFAULT


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Sentences marked for translation come out in `language` inside the block."""
    locale_name(language)
    with translation.override(language):
        yield
