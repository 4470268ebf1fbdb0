"""Files of a board or of one tile, to take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.measure_series import measure_series
from encours.core.boards.basis import Basis
from encours.core.boards.tiles import KINDS
from encours.desk.boards import looking
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.words.boards import telling
from encours.words.boards.papers import pdf_board
from encours.words.boards.series_files import SERIES_MEDIA, series_file
from encours.words.boards.sheets import csv_board, table_of, xlsx_board
from encours.words.boards.tile import Tile
from encours.words.languages import nearest
from encours.words.sheets import csv_lines, xlsx

_A_YEAR, _LONGEST, _FIRST_YEAR = timedelta(days=365), timedelta(days=3 * 366), 1990
MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@visiting()
def board_file(request: DeskRequest, visit: Visit, kind: str) -> HttpResponseBase:
    """Give the whole board as a file."""
    if kind not in MEDIA:
        raise Http404
    seen = looking.board(visit, day=looking.asked_day(request, visit))
    tiles = [tile for tile in seen.tiles if tile.code != "todo"]
    return _given(visit, seen.basis, tiles, kind, _("Tableau de bord"), _("tableau-de-bord"))


@visiting()
def series(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say what a BI tool can read, and between which days."""
    first, last = _days(request, visit)
    context = {"first": first, "last": last, "kinds": tuple(SERIES_MEDIA), "columns": _columns()}
    return render(request, "boards/series.html", context)


@visiting()
def series_download(request: DeskRequest, visit: Visit, kind: str) -> HttpResponseBase:
    """Give the figures of every day between two; they are the whole creditor's."""
    if kind not in SERIES_MEDIA or not visit.sight.whole:
        raise Http404
    first, last = _days(request, visit)
    content = series_file(measure_series(visit.creditor, since=first, until=last), kind)
    answer = HttpResponse(content, content_type=SERIES_MEDIA[kind])
    name = f"measures-{first.isoformat()}-{last.isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _days(request: DeskRequest, visit: Visit) -> tuple[date, date]:
    """The days asked for, at most so many years; the last year unless told."""
    last = _day(request.GET.get("to"), visit.on)
    first = _day(request.GET.get("from"), last - _A_YEAR)
    return max(min(first, last), last - _LONGEST), last


def _day(told: str | None, default: date) -> date:
    try:
        found = date.fromisoformat(told or "")
    except ValueError:
        return default
    return found if found.year > _FIRST_YEAR else default


def _columns() -> list[tuple[str, str]]:
    """Each column of the series, and what it says."""
    return [
        ("on", _("le jour des chiffres")),
        ("creditor", _("le créancier")),
        (
            "code",
            _("le code du chiffre ; « ageing. » pour une tranche d’âge, « k. » pour un indicateur à vous"),
        ),
        ("version", _("la version de sa définition")),
        ("unit", _("amount, days, hours, share (1 = 100 %), count, score ou index")),
        ("currency", _("la devise d’un montant")),
        ("value", _("le chiffre, quatre décimales, un point ; un montant dans sa devise")),
        ("run", _("la journée calculée dont il vient")),
        ("recorded_at", _("l’instant de ce calcul, en temps universel")),
    ]


@visiting()
def tile_file(request: DeskRequest, visit: Visit, code: str, kind: str) -> HttpResponseBase:
    """Give one tile as a file."""
    basis = looking.basis(visit, [code], day=looking.asked_day(request, visit))
    if kind not in MEDIA or code == "todo" or not telling.exists(basis, code):
        raise Http404
    tile = telling.tile(basis, code)
    if kind == "pdf":
        return _given(visit, basis, [tile], kind, tile.title, code)
    columns, rows = table_of(tile)
    if kind == "xlsx":
        return _file(HttpResponse(xlsx(tile.title, columns, rows)), kind, code, basis)
    return _file(StreamingHttpResponse(csv_lines(columns, rows, nearest(get_language()))), kind, code, basis)


def _given(
    visit: Visit, basis: Basis, tiles: Sequence[Tile], kind: str, title: str, name: str
) -> HttpResponseBase:
    answer: HttpResponseBase
    if kind == "pdf":
        answer = HttpResponse(pdf_board(basis, tiles, title=title, at=visit.at))
    elif kind == "xlsx":
        answer = HttpResponse(xlsx_board(basis, tiles))
    else:
        answer = StreamingHttpResponse(csv_board(basis, tiles, nearest(get_language())))
    return _file(answer, kind, name, basis)


def _file(answer: HttpResponseBase, kind: str, name: str, basis: Basis) -> HttpResponseBase:
    safe = name if name in KINDS or name.isascii() else "tile"
    answer.headers["Content-Type"] = MEDIA[kind]
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{safe.replace(".", "-")}-{basis.on.isoformat()}.{kind}"'
    )
    return answer
