"""What a visit sees on its board: a run's figures or its own customers', and the mark of what they come from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from encours.acts.board_basis import board_basis
from encours.core.boards.basis import Basis
from encours.core.boards.tiles import MEASURE, Place
from encours.core.measures import DEFINITIONS
from encours.desk.visits import DeskRequest, Visit
from encours.records.boards.narrow import basis_of_part
from encours.records.boards.reading import board_of
from encours.records.documents.models import Intake
from encours.records.runs.models import Run
from encours.words.boards import telling
from encours.words.boards.tile import Tile

_SCALE = {"amount": 100, "tenths": 10, "share": 100, "count": 1}


@dataclass(frozen=True, slots=True)
class Seen:
    """A board as a visit sees it."""

    basis: Basis
    places: list[Place]
    tiles: list[Tile]
    version: int
    mark: str


def basis(visit: Visit, tiles: Iterable[str], *, day: date | None = None) -> Basis:
    """The figures behind these tiles that this visit may see."""
    if visit.sight.whole:
        return board_basis(visit.creditor, visit.sight, on=visit.on, tiles=tiles, day=day)
    return basis_of_part(visit.creditor, visit.sight, on=visit.on)


def every_figure(visit: Visit) -> Basis:
    """The figures that a formula can name."""
    return basis(visit, [MEASURE + code for code in DEFINITIONS])


def board(visit: Visit, *, day: date | None = None) -> Seen:
    """The person's board, told."""
    places, version = board_of(visit.creditor.pk, visit.person.pk, visit.role)
    found = basis(visit, [place.code for place in places], day=day)
    return Seen(found, places, telling.tiles(found, places), version, mark(visit, version))


def mark(visit: Visit, version: int | None = None) -> str:
    """What a board is made from: its last run, the last file taken in, its own version."""
    if version is None:
        version = board_of(visit.creditor.pk, visit.person.pk, visit.role)[1]
    run = Run.objects.of([visit.creditor.pk]).order_by("-pk").values_list("pk", flat=True).first()
    intake = Intake.objects.of([visit.creditor.pk]).aggregate(last=Max("pk"))["last"]
    return f"{run or 0}.{intake or 0}.{version}"


def asked_day(request: DeskRequest, visit: Visit) -> date | None:
    """The past day asked for; None for the last run."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return day if day < visit.on and visit.sight.whole else None


def chart_json(tile: Tile) -> str:
    """What the script draws: labels and numbers, and each number as the table says it."""
    table, chart = tile.table, tile.chart
    if table is None or chart is None:
        return ""
    shown = table.shown()
    kind = table.columns[chart.series[0]][1]
    told: dict[str, Any] = {
        "shape": chart.shape,
        "kind": kind,
        "labels": list(chart.labels) or [row[0] for row in shown],
        "names": [row[0] for row in shown],
        "tones": list(chart.tones),
        "description": described(tile),
        "series": [
            {
                "name": table.columns[rank][0],
                "values": [None if row[rank] is None else row[rank] / _SCALE[kind] for row in table.rows],
                "shown": [row[rank] for row in shown],
            }
            for rank in chart.series
        ],
    }
    return json.dumps(told, ensure_ascii=False)


def described(tile: Tile) -> str:
    """A chart in a sentence, for who hears the page: its title, and each point of a short one."""
    if tile.table is None or tile.chart is None:
        return tile.title
    rows = tile.table.shown()
    points = "; ".join(
        f"{row[0]} {row[tile.chart.series[0]]}" for row in (rows if len(rows) <= _SAID else rows[-1:])
    )
    return f"{tile.title}. {points}"


_SAID = 13
