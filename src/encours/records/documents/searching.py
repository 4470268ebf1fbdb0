"""Finding captured files by their words: the same hits on both databases, the newest, a bounded number of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from encours.core.searching import words_of
from encours.records.documents.models import FileWords

MOST = 1_000  # files that one search looks at
_ASKED = 12  # words of one search

_SQLITE = """
    SELECT rowid FROM documents_words WHERE documents_words MATCH %s ORDER BY rowid DESC LIMIT %s
"""
_POSTGRESQL = """
    SELECT kept_id FROM documents_filewords
    WHERE creditor_id = %s AND sought @@ %s::tsquery ORDER BY kept_id DESC LIMIT %s
"""


def found_by_words(creditor_id: int, typed: str, *, most: int = MOST) -> list[int]:
    """The kept files of a creditor that hold all these words, the newest first; at most `most`."""
    words = words_of(typed, most=_ASKED)
    if not words:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_SQLITE, [_matched(creditor_id, words), most])
        else:
            sought = " & ".join(f"'{word}'" for word in words)
            cursor.execute(_POSTGRESQL, [creditor_id, sought, most])
        return [key for (key,) in cursor.fetchall()]


def latest(creditor_id: int, *, most: int = MOST) -> list[int]:
    """The files that came last."""
    rows = FileWords.objects.of([creditor_id]).order_by("-kept_id")
    return list(rows.values_list("kept_id", flat=True)[:most])


def _matched(creditor_id: int, words: Sequence[str]) -> str:
    """Words are letters and digits alone: between quotes nothing of them is a command of FTS5."""
    asked = " AND ".join(f'words : "{word}"' for word in words)
    return f'creditor_id : "{creditor_id}" AND {asked}'
