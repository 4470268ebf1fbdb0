"""The aged balance by customer, on screen and as a sheet to take away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.aged_customers import SUMS
from encours.core.ageing import BUCKET_CODES
from encours.desk import telling
from encours.desk.ageing import reading
from encours.desk.paging import SIZE
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.words.aged import columns as aged_columns
from encours.words.boards.names import bucket_name
from encours.words.languages import nearest
from encours.words.sheets import csv_lines, xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@visiting()
def aged_balance(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show fifty customers, the most overdue first, the totals of all, and the ledger beside."""
    on = _day(request, visit)
    rows = reading.balance(visit, on)
    page = _page(request, len(rows))
    shown = rows.slice((page - 1) * SIZE, SIZE)
    sums = reading.totals(rows)
    context = {
        "rows": list(reading.with_names(shown)),
        "buckets": [(f"{code}_cents", bucket_name(code)) for code in BUCKET_CODES],
        "totals": sums,
        "beside": reading.beside_ledger(visit, sums) if on == visit.on else None,
        "on": on,
        "aside_name": telling.aside_name,
        "page": page,
        "count": len(rows),
        "size": SIZE,
    }
    return render(request, "ageing/balance.html", context)


def _page(request: DeskRequest, count: int) -> int:
    told = request.GET.get("page", "1")
    return max(1, min(int(told), -(-count // SIZE))) if told.isdecimal() and len(told) < SIZE else 1


def _day(request: DeskRequest, visit: Visit) -> date:
    """The past day asked for, else today: nothing is known of a day to come."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), visit.on)
    except ValueError:
        return visit.on


@visiting()
def download(request: DeskRequest, visit: Visit, kind: str) -> HttpResponseBase:
    """Give all customers as XLSX or CSV."""
    if kind not in {"xlsx", "csv"}:
        raise Http404
    columns = aged_columns()
    on = _day(request, visit)
    lines = list(_lines(visit, on))
    name = f"{_('balance-agee')}-{on.isoformat()}.{kind}"
    answer: HttpResponseBase
    if kind == "xlsx":
        answer = HttpResponse(xlsx(_("Balance âgée"), columns, lines), content_type=_XLSX)
    else:
        text = csv_lines(columns, lines, nearest(get_language()))
        answer = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(visit: Visit, on: date) -> Iterator[list[Any]]:
    for row in reading.with_names(reading.balance(visit, on)):
        yield [row["account"], row["name"], row["currency"], *(row[name] for name in SUMS)]
