"""Whether somebody asks to be written to no more, in the words of a mail: a sign for a person, never a decision."""

from __future__ import annotations

import re

_LOOKED_AT = 20_000
_WROTE = re.compile(
    r"(?m)^\s*(?:le .{4,120} a écrit\s*:|on .{4,120} wrote:|-{3,}.{0,40}(?:original|origine)|de\s*:\s.+@|from:\s.+@)",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"ne\s+(?:\w+\s+){0,3}plus\s+(?:\w+\s+){0,3}(?:recevoir|envoyer|écrire|contacter|relancer|adresser)"
    r"|ne\s+m[’']\w+\s+plus|(?:cess|arrêt)(?:er|ez)\s+(?:\w+[\s’']+){0,4}(?:envo|relance|mail|courriel|message|m[’']écri)"
    r"|dés(?:inscri|abonn)|m[’']oppose\s+à|unsubscribe|opt[ -]?out"
    r"|(?:stop|no longer|don[’']?t|do not)\s+(?:\w+\s+){0,3}(?:e-?mail|send|contact|writ|receiv)"
    r"|remove\s+me|\A\s*stop\W*\Z",
    re.IGNORECASE,
)


def asks_to_stop(words: str) -> bool:
    """Whether what was written, above what it quotes, asks for no more messages."""
    return _STOP.search(own_words(words)) is not None


def own_words(words: str) -> str:
    """What the sender wrote: without quoted lines, nor what follows the mark of a quotation."""
    above = _WROTE.split(words[:_LOOKED_AT], maxsplit=1)[0]
    return "\n".join(line for line in above.splitlines() if not line.lstrip().startswith(">"))
