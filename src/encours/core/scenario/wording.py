"""What the texts of a step must say, and must not: read in templates, before any message is made from them.

At sending, `core.formal_notice` looks again at the facts themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from encours.law.mentions import COLLECTION_COSTS

_FEES: Final = re.compile(
    r"indemnit[éey]|pénalité|late (payment )?(fee|penalt|charge)|collection (fee|cost|charge)"
    r"|frais\s+(de\s+)?(recouvrement|relance|dossier|gestion|poursuite)|\b40([,.]00)?\s*(€|euros?)",
    re.IGNORECASE,
)
# Sentences that only exist where something is claimed are not said to a consumer.
_UNDER_A_CLAIM: Final = re.compile(
    r"\{%-?\s*if\s+(interest|indemnity|terms\.recall|accessories)\b.*?\{%-?\s*endif\s*-?%\}", re.DOTALL
)
_NOTICE: Final = (
    ("les mots « mise en demeure »", r"mise en demeure|mettons en demeure|formal notice"),
    ("le relevé des factures ({{ blocks.statement }})", r"\{\{[^}]*blocks\.statement"),
    ("la somme demandée ({{ to_pay }})", r"\{\{[^}]*to_pay"),
    ("le délai et son dernier jour ({{ deadline.on }})", r"\{\{[^}]*deadline\.on"),
    ("comment payer ({{ blocks.payment }})", r"\{\{[^}]*blocks\.payment"),
    ("ce qui suivra ({{ consequence }})", r"\{\{[^}]*consequence"),
)
_THIRD_PARTY: Final = (
    ("que vous agissez en recouvrement amiable", r"recouvrement amiable"),
    ("le nom du créancier ({{ creditor.name }})", r"\{\{[^}]*creditor\.name"),
    ("le détail des sommes ({{ blocks.statement }})", r"\{\{[^}]*blocks\.statement"),
    ("comment payer ({{ blocks.payment }})", r"\{\{[^}]*blocks\.payment"),
)


def claims_fees(template: str) -> bool:
    """Whether a template claims fees, penalties or the indemnity otherwise than where they are due."""
    return _FEES.search(_UNDER_A_CLAIM.sub("", template)) is not None


def missing_of_notice(parts: Mapping[str, str]) -> Iterator[str]:
    """What a formal notice (C. civ. 1344) in these templates, `subject` and `letter`, does not say."""
    text = f"{parts.get('subject', '')}\n{parts.get('letter', '')}"
    return (name for name, pattern in _NOTICE if not re.search(pattern, text, re.IGNORECASE))


def missing_of_third_party(letter: str) -> Iterator[str]:
    """What the first letter on behalf of others (CPCE R124-4) does not say."""
    for name, pattern in _THIRD_PARTY:
        if not re.search(pattern, letter, re.IGNORECASE):
            yield name
    plain = _plain(letter)
    if not all(_plain(paragraph) in plain for paragraph in COLLECTION_COSTS):
        yield "les alinéas 2 et 3 de l'article L111-8, mot pour mot"


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
