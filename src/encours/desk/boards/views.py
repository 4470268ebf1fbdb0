"""A tile on its own page: its chart, its table, how it is computed, the lines behind it."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice, starmap
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.core.boards.basis import Basis
from encours.core.boards.tiles import measure_code, own_code
from encours.core.measures import DEFINITIONS
from encours.desk.boards import looking
from encours.desk.boards.lines import ELSEWHERE, Lines, lines
from encours.desk.paging import sliced_together
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.words.boards import telling
from encours.words.boards.figures import name, value
from encours.words.boards.tile import said
from encours.words.measures import counted, formula_of
from encours.words.sheets import Column, xlsx

_MOST = 20_000  # lines of one file


@visiting()
def tile(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Show one tile at its full size, with its table, its definition and the way to its lines."""
    day = looking.asked_day(request, visit)
    basis = looking.basis(visit, [code], day=day)
    if not telling.exists(basis, code) or code == "todo":
        raise Http404
    context = {
        "tile": telling.tile(basis, code),
        "basis": basis,
        "day": day,
        "chart_json": looking.chart_json,
        "definition": _definition(basis, code),
        "lines_url": _lines_url(visit, code),
    }
    return render(request, "boards/tile.html", context)


@visiting()
def tile_lines(request: DeskRequest, visit: Visit, code: str) -> HttpResponseBase:
    """Show the lines behind a tile, fifty at a time, or all of them as a sheet."""
    found = lines(visit, code)
    if found is None:
        raise Http404
    title = telling.title_of(Basis("", "", visit.on), code)
    if request.GET.get("as") == "xlsx":
        return _sheet(found, title, code, visit)
    part = sliced_together(found.cuts, request, down=False)
    context = {
        "title": title,
        "code": code,
        "lines": [found.told(row) for row in part.rows],
        "day_name": found.day,
        "amount_name": found.amount,
        "slice": part,
        "most": _MOST,
    }
    return render(request, "boards/lines.html", context)


def _lines_url(visit: Visit, code: str) -> str:
    if code in ELSEWHERE:
        return "" if ELSEWHERE[code] == "bank" and not visit.uses("bank") else reverse(ELSEWHERE[code])
    return reverse("tile_lines", args=[code]) if lines(visit, code) is not None else ""


def _sheet(found: Lines, title: str, code: str, visit: Visit) -> HttpResponse:
    columns = [
        Column(_("Client"), width=36),
        Column(_("Pièce"), width=20),
        Column(found.day, "day"),
        Column(found.amount, "amount"),
        Column(_("Devise"), width=8),
    ]
    told = (found.told(row) for row in islice(_in_order(found), _MOST))
    rows = ([line.customer, line.number, line.on, line.cents, line.currency] for line in told)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(xlsx(title, columns, rows), content_type=kind)
    name_ = f"{code}-{visit.on.isoformat()}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name_}"'
    return answer


def _in_order(found: Lines) -> Iterator[Any]:
    """All rows of the lists together, by the column that orders each."""
    return (row for _value, _key, row in merge(*starmap(_ordered, found.cuts), key=itemgetter(0, 1)))


def _ordered(rows: QuerySet[Any], column: str) -> Iterator[tuple[Any, int, Any]]:
    return ((getattr(row, column), row.pk, row) for row in rows.order_by(column, "pk")[:_MOST])


_BEHIND = {
    "outstanding": ("receivable_cents", "credits_cents", "unapplied_cents"),
    "overdue": ("overdue_cents",),
    "past_due": ("past_due_ratio", "overdue_cents", "receivable_cents"),
    "over_90": ("over_90_ratio", "over_90_cents", "receivable_cents"),
    "dso": ("dso_count_back", "dso_simple"),
    "dso_trend": ("dso_count_back", "dso_simple"),
    "cei": ("cei",),
    "risk": ("overdue_at_risk",),
    "unapplied": ("unapplied_cents",),
    "disputed": ("disputed_cents",),
    "cash": ("cash_month_cents", "cash_last_month_cents"),
}


def _definition(basis: Basis, code: str) -> dict[str, Any]:
    """What a tile is computed from: the figures behind it, and the formula of one's own."""
    own = basis.own.get(own_code(code))
    codes = (measure_code(code),) if measure_code(code) else _BEHIND.get(code, ())
    figures = basis.figures or {}
    measures = figures.get("measures", {})
    return {
        "own": own,
        "figures": [
            (
                one,
                name(one),
                said(value(figures, one), telling.unit(one), basis.currency),
                measures.get(one),
                formula_of(one) if one in DEFINITIONS else "",
                counted(measures.get(one, {}).get("left_out", {})),
            )
            for one in codes
        ],
    }
