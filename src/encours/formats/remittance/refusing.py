"""How an advice that cannot be read is refused, and how far one may go."""

from __future__ import annotations

from typing import Final

from encours.core.refusals import UnreadableFileError

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_LINES: Final = 20_000  # of one file
LONGEST: Final = 200  # signs of any text that is kept
REMEDY: Final = "Demandez l’avis d’origine à qui paie : rien n’en est enregistré."


def refused(rule: str, sentence: str, line: int = 0) -> UnreadableFileError:
    """The refusal of the whole file."""
    return UnreadableFileError(rule, sentence, REMEDY, line=line)


def too_many() -> UnreadableFileError:
    """The refusal of a file that goes on beyond any advice."""
    return refused("too_many_records", f"Cet avis dépasse {MOST_LINES} lignes : il n’est pas ouvert.")
