"""What the floors below say in plain French, said to the reader of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from encours.words.languages import nearest
from encours.words.refusals import sentence


def in_words(french: str) -> str:
    """A refusal, a remedy or a notice in the reader's language."""
    return sentence(french, nearest(get_language()))
