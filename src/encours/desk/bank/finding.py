"""Bank lines by the words of their payer or of the bank, all of them, however many: some hundred thousand at a look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet

from encours.core.searching import folded
from encours.desk.paging import Slice, sliced_together
from encours.desk.visits import DeskRequest
from encours.records.cash.models import BankLine

LOOKED_AT: Final = 150_000  # lines of a state in one look, so that none lasts


def found(
    states: Sequence[QuerySet[BankLine]],
    words: str,
    until_on: date | None,
    request: DeskRequest,
    *,
    size: int,
) -> tuple[Slice, date | None]:
    """One page of the lines of these states, the newest first, and from which day on older ones are left to look at.

    With words, those whose payer or wording holds each of them, booked on `until_on` at the latest (None: no latest).
    They are read in the index alone, and the lines of the page by their keys.
    """
    told = folded(words).split()
    if not told:
        cuts = [(rows.select_related("account"), "booked_on") for rows in states]
        return sliced_together(cuts, request, down=True, size=size), None
    if until_on is not None:
        states = [rows.filter(booked_on__lte=until_on) for rows in states]
    from_on = max(filter(None, map(_first_day, states)), default=None)
    looked_at = [rows.only("pk", "booked_on") for rows in states]
    if from_on is not None:
        looked_at = [rows.filter(booked_on__gte=from_on) for rows in looked_at]
    for word in told:
        looked_at = [rows.filter(search_key__contains=word) for rows in looked_at]
    part = sliced_together([(rows, "booked_on") for rows in looked_at], request, down=True, size=size)
    lines = BankLine.objects.select_related("account").in_bulk([row.pk for row in part.rows])
    rows = [lines[row.pk] for row in part.rows]
    return Slice(rows, part.previous, part.next), from_on - timedelta(days=1) if from_on else None


def _first_day(rows: QuerySet[BankLine]) -> date | None:
    """The day of the last line that one look reads, itself looked at whole; None where nothing is left after it."""
    days = rows.order_by("-booked_on", "-pk").values_list("booked_on", flat=True)
    last = next(iter(days[LOOKED_AT : LOOKED_AT + 1]), None)
    return last if last is not None and rows.filter(booked_on__lt=last).exists() else None
