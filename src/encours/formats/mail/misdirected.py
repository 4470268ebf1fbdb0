"""Whether somebody says that we write to the wrong person, in the words of a mail: a sign for a person to read."""

from __future__ import annotations

import re

from encours.formats.mail.stopping import own_words

_WRONG = re.compile(
    r"pas\s+(?:la\s+bonne\s+personne|le\s+bon\s+(?:interlocuteur|contact|service|destinataire))"
    r"|mauvais\s+(?:interlocuteur|contact|service|destinataire)|mauvaise\s+(?:personne|adresse)"
    r"|(?:ne\s+suis|ne\s+sommes)\s+(?:pas|plus)\s+(?:\w+\s+){0,3}(?:charge|concerné|responsable|interlocut|destinataire)"
    r"|ne\s+(?:fait|travaille)\s+plus\s+(?:partie|chez|dans|pour|au\s+sein)|n[’']est\s+plus\s+(?:chez|dans|parmi|en\s+poste)"
    r"|a\s+quitté\s+(?:la|l[’']|notre|le)|wrong\s+(?:person|contact|department|address|recipient)"
    r"|not\s+the\s+right\s+(?:person|contact|department)|no\s+longer\s+(?:works?|with|employed|in\s+charge|responsible)"
    r"|(?:has|have)\s+left\s+(?:the|our|us)\b",
    re.IGNORECASE,
)


def says_misdirected(words: str) -> bool:
    """Whether what was written, above what it quotes, says that somebody else should be written to."""
    return _WRONG.search(own_words(words)) is not None
