"""Words that tell of somebody's health, and the mark by which a person reserves a text to who may read them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MARKS: Final = ("#sante", "#health")

# Obvious words only, without accents; those with another meaning in this trade (ordonnance, diagnostic,
# opération, traitement) are left out. It suggests, a person decides.
_WORDS: Final = re.compile(
    r"\b(?:arret (?:de travail|maladie)|maladies?|malades?|hopital|hopitaux|hospitali[sz]\w*|cancers?|chimiotherapies?"
    r"|radiotherapies?|chirurgi\w+|medecins?|infirmier\w*|dialyses?|handicap\w*|invalidite|enceinte|grossesse"
    r"|depressi(?:on|f|ve)|burn-?out|avc|infarctus|pathologies?|psychiatr\w+|cure de sevrage"
    r"|sick leave|illness(?:es)?|ill health|hospitals?|surgery|surgeon|doctors?|nurses?|disabled|disability"
    r"|pregnan\w+|stroke|heart attack|chemotherapy|mental health)\b"
)


def health_words(text: str) -> tuple[str, ...]:
    """The words of a text that tell of health, in their order, each once."""
    return tuple(dict.fromkeys(found.group() for found in _WORDS.finditer(_plain(text))))


def of_health(text: str) -> bool:
    """Whether somebody marked a text as telling of health."""
    plain = _plain(text)
    return any(mark in plain for mark in MARKS)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
