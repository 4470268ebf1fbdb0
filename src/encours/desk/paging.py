"""Pages of a long list by key, never by offset nor by counting: page 20 000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows shown, and the changes of query that lead to those before and after (None: there are none)."""

    rows: list[Any]
    previous: dict[str, Any] | None
    next: dict[str, Any] | None


def sliced(rows: QuerySet[Any], order: str, request: HttpRequest, *, size: int = SIZE) -> Slice:
    """Cut one page of rows ordered by a column ("-" before it: downwards), then by primary key.

    The query says `after` or `before` which primary key; an unknown one shows the first page.
    """
    anchor, backwards = start_of(request)
    start = rows.filter(pk=anchor).values_list(order.lstrip("-"), "pk").first() if anchor else None
    if start is None:
        anchor, backwards = None, False
    down = order.startswith("-") != backwards
    found = rows.filter(_beyond(order.lstrip("-"), start, down=down)) if start else rows
    sign = "-" if down else ""
    page = list(found.order_by(sign + order.lstrip("-"), sign + "pk")[: size + 1])
    return cut(page, size, backwards=backwards, begun=anchor is not None)


def sliced_together(
    cuts: Sequence[tuple[QuerySet[Any], str]], request: HttpRequest, *, down: bool, size: int = SIZE
) -> Slice:
    """One page of several lists of the same kind of row, which share none, each with the column that orders it."""
    anchor, backwards = start_of(request)
    starts = (rows.filter(pk=anchor).values_list(column, "pk").first() for rows, column in cuts)
    start = next((one for one in starts if one), None) if anchor else None
    if start is None:
        anchor, backwards = None, False
    falling = down != backwards
    sign = "-" if falling else ""
    merged: list[tuple[tuple[Any, Any], Any]] = []
    for rows, column in cuts:
        found = rows.filter(_beyond(column, start, down=falling)) if start else rows
        ordered = found.order_by(sign + column, sign + "pk")[: size + 1]
        merged += [((getattr(row, column), row.pk), row) for row in ordered]
    merged.sort(key=lambda one: one[0], reverse=falling)
    rows_found = [row for _place, row in merged]
    return cut(rows_found, size, backwards=backwards, begun=anchor is not None)


def start_of(request: HttpRequest) -> tuple[int | None, bool]:
    """The key that a page is asked after, or before (then backwards)."""
    after, before = (_key(request, name) for name in ("after", "before"))
    return after or before, before is not None and after is None


def cut(found: Sequence[Any], size: int, *, backwards: bool, begun: bool) -> Slice:
    """One page of rows found in the order they were asked for; `begun`: from some row on, not from the first."""
    more, page = len(found) > size, list(found[:size])
    if backwards:
        page.reverse()
    has_previous, has_next = (more, True) if backwards else (begun, more)
    return Slice(
        page,
        {"before": page[0].pk, "after": None} if page and has_previous else None,
        {"after": page[-1].pk, "before": None} if page and has_next else None,
    )


def _key(request: HttpRequest, name: str) -> int | None:
    told = request.GET.get(name, "")
    return int(told) if told.isdecimal() else None


def _beyond(column: str, start: tuple[Any, Any], *, down: bool) -> Q:
    value, key = start
    way = "lt" if down else "gt"
    # The first condition is implied by the others; it lets the index start at the right place.
    return Q(**{f"{column}__{way}e": value}) & (
        Q(**{f"{column}__{way}": value}) | Q(**{column: value, f"pk__{way}": key})
    )
