"""Words that no reminder may carry, in both languages: threats, shame, telling others, the look of a court.

Penal code 222-16 and 222-33-2-2 (harassment), 433-13 (confusion with a public officer or a court's act); no threat of
what the step cannot do, nobody else told of a debt. A list finds words, not manners: a person reads the text as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORDS: Final = {
    "une menace": (
        r"vous (allez )?(le )?regrette|nous savons où|prison|\bpolice\b(?! d)|gendarm|plainte pénale"
        r"|casier judiciaire|saisie immédiate|saisirons vos biens|\bjail\b|criminal (charge|record)"
        r"|you will regret|we know where|seize your (goods|house|property)|\bor else\b"
    ),
    "une humiliation": (
        r"\bhonte|escro[cq]|\bvoleu[rs]|malhonnêt|mauvais payeur|irresponsable|\bindigne"
        r"|\bshame|dishonest|\bthie(f|ves)|\bcrook|deadbeat|bad payer|irresponsible"
    ),
    "l’annonce de la dette à d’autres": (
        r"\bvotre employeur|vos voisins|votre famille|vos proches|rendre public|réseaux sociaux|liste noire"
        r"|your employer|your neighbou?rs|your family|make (it|this) public|social media|blacklist"
    ),
    "l’apparence d’un acte de justice": (
        r"\bsommation\b|commandement de payer|au nom de la loi|acte d[’']huissier|par ordre du tribunal"
        r"|by order of the court|in the name of the law|\bwrit\b|\bsummons\b"
    ),
}
_RULES: Final = {kind: re.compile(words, re.IGNORECASE) for kind, words in _WORDS.items()}


def disrespectful(text: str) -> Iterator[tuple[str, str]]:
    """What a text says that it may not: the kind, in French, and the words found."""
    for kind, pattern in _RULES.items():
        if found := pattern.search(text):
            yield kind, found.group(0)
