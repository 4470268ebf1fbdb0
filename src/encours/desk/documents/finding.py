"""Captured documents that a person may open, found by their words: a bounded number, in as many queries for any."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from encours.core.health import of_health
from encours.core.searching import words_of
from encours.desk.visits import Visit
from encours.records.documents.models import FileWords
from encours.records.documents.searching import MOST, found_by_words, latest
from encours.records.messages.models import Received
from encours.records.parties.models import Attachment

SHOWN = 25
_AROUND = 90  # signs shown on each side of a word
_PLAIN = {ord(sign): unicodedata.normalize("NFKD", sign)[0] for sign in map(chr, range(0xC0, 0x250))}
_IN_A_MAIL = ("personal", "bank")  # what an unread file may hold


@dataclass(frozen=True, slots=True)
class Found:
    """A document: put in a customer's file, or come by a mail."""

    kept_id: int
    attachment: Attachment | None
    received: Received | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One found, with what was read of it: its beginning or the words sought, cut in parts (said, sought)."""

    found: Found
    state: str
    at: datetime
    excerpt: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what was found; `cut` where more files hold these words than one search looks at."""

    rows: list[Shown]
    count: int
    cut: bool
    page: int
    pages: int


def found_documents(typed: str, visit: Visit, *, most: int = MOST) -> list[Found]:
    """What holds the words typed (the latest, where none is), the newest first, among what is seen."""
    creditor = visit.creditor.pk
    keys = found_by_words(creditor, typed, most=most) if typed else latest(creditor, most=most)
    if not keys:
        return []
    attached = Attachment.objects.seen(visit.sight).filter(kept_id__in=keys, removed_at__isnull=True)
    found = [Found(row.kept_id or 0, row, None) for row in attached.select_related("customer", "receivable")]
    if not visit.shows("health"):
        found = [one for one in found if one.attachment and not of_health(one.attachment.title)]
    if visit.shows(*_IN_A_MAIL):
        found += [Found(row.kept_id, None, row) for row in _mails(visit, keys)]
    return sorted(found, key=lambda one: -one.kept_id)


def _mails(visit: Visit, keys: Iterable[int]) -> QuerySet[Received]:
    rows = Received.objects.seen(visit.sight).filter(kept_id__in=list(keys))
    return rows.select_related("customer").defer("text")


def answered(typed: str, visit: Visit, page: int) -> Answer:
    """One page of what is found, its words shown where they are."""
    found = found_documents(typed, visit, most=MOST + 1)
    pages = max(1, -(-len(found) // SHOWN))
    page = min(max(page, 1), pages)
    part = found[(page - 1) * SHOWN : page * SHOWN]
    read = FileWords.objects.of([visit.creditor.pk]).select_related("kept")
    told = {row.kept_id: row for row in read.filter(kept__in=[one.kept_id for one in part]).defer("words")}
    rows = [_shown(one, told[one.kept_id], typed, visit) for one in part if one.kept_id in told]
    return Answer(rows, min(len(found), MOST), len(found) > MOST, page, pages)


def _shown(one: Found, row: FileWords, typed: str, visit: Visit) -> Shown:
    return Shown(one, row.state, row.kept.recorded_at, _excerpt(row, typed, visit))


def _excerpt(row: FileWords, typed: str, visit: Visit) -> list[tuple[str, bool]]:
    """What stands around the first word found; the beginning of the text where none stands in what is kept of it."""
    plain = row.text.translate(_PLAIN).upper()
    words = words_of(typed)
    first = min((at for word in words if (at := plain.find(word)) >= 0), default=-1)
    begin = max(0, first - _AROUND)
    piece = row.text[begin : max(first, 0) + 2 * _AROUND]
    if begin:
        piece = "… " + piece.partition(" ")[2]
    piece = visit.free_text(piece)
    if not words:
        return [(piece, False)]
    sought = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return list(_parts(piece, sought))


def _parts(piece: str, sought: re.Pattern[str]) -> Iterable[tuple[str, bool]]:
    plain, done = piece.translate(_PLAIN).upper(), 0
    if len(plain) != len(piece):  # a letter whose capital is two
        yield piece, False
        return
    for match in sought.finditer(plain):
        yield piece[done : match.start()], False
        yield piece[match.start() : match.end()], True
        done = match.end()
    yield piece[done:], False
