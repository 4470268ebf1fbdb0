"""What a board shows is read here: a run's figures, those of the runs before, names, figures of one's own.

A fixed number of queries, whatever the number of rows: nothing is summed over receivables.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Max

from encours.core.boards.basis import Basis, Own
from encours.core.boards.tiles import Place, default_board, read
from encours.records.boards.models import Board, Indicator
from encours.records.facts import Sight
from encours.records.measures.models import KeptMeasure
from encours.records.parties.models import Creditor, Customer
from encours.records.runs.models import Run

POINTS: Final = 26  # of a trend, at most
_BACK: Final = 400  # days that a trend looks back
_MOST_OWN: Final = 200


def basis_of_run(
    creditor: Creditor,
    sight: Sight,
    *,
    on: date,
    own: Mapping[str, Own],
    codes: Collection[str] = (),
    day: date | None = None,
) -> Basis:
    """Read the last run, or the last one of a past `day` or before it, and the runs that led to it.

    `codes` are the measures that were kept apart from runs and are wanted beside them.
    """
    runs = Run.objects.of([creditor.pk])
    run = (
        runs.order_by("-pk").first()
        if day is None
        else runs.filter(on__lte=day).order_by("-on", "-pk").first()
    )
    if run is None:
        return Basis(creditor.name, creditor.currency, day or on, own=own)
    history = _with_kept(creditor, _history(run), codes)
    return Basis(
        creditor.name,
        creditor.currency,
        run.on,
        history[-1][1],
        run.pk,
        run.by,
        history,
        names_of(sight, [row[0] for row in run.figures.get("boards", {}).get("largest", ())]),
        own,
    )


def _with_kept(
    creditor: Creditor, history: Sequence[tuple[date, dict[str, Any]]], codes: Collection[str]
) -> list[tuple[date, Mapping[str, Any]]]:
    """The figures of each day with the measures kept of it; one query."""
    rows = KeptMeasure.objects.of([creditor.pk]).filter(
        known="now",
        currency=creditor.currency,
        code__in=sorted(codes),
        on__in=[day for day, _ in history],
    )
    kept: dict[date, dict[str, Any]] = {}
    for day, code, content in rows.values_list("on", "code", "content"):
        kept.setdefault(day, {})[code] = content
    return [
        (day, {**figures, "measures": {**figures.get("measures", {}), **kept.get(day, {})}})
        for day, figures in history
    ]


def names_of(sight: Sight, keys: Sequence[int]) -> dict[int, str]:
    """The names of a few customers, among those seen."""
    return dict(Customer.objects.seen(sight).filter(pk__in=keys).values_list("pk", "name"))


def indicators(creditor_id: int) -> dict[str, Own]:
    """The figures of one's own in use, each in its last version, by code."""
    rows = Indicator.objects.of([creditor_id]).order_by("code", "number")
    last = {row.code: row for row in rows[: _MOST_OWN * 10]}
    return {
        code: Own(code, row.number, row.name, row.expression, row.unit, row.better)
        for code, row in last.items()
        if not row.withdrawn
    }


def board_of(creditor_id: int, user_id: int, role: str) -> tuple[list[Place], int]:
    """The tiles of a person's board and its version; those of the profile, version 0, before it is arranged."""
    board = Board.objects.of([creditor_id]).filter(user_id=user_id).first()
    return (
        (default_board(role), 0) if board is None or not board.tiles else (read(board.tiles), board.version)
    )


def _history(run: Run) -> list[tuple[date, dict[str, Any]]]:
    """A few days before a run, evenly chosen, and the run itself; of several runs of a day, the last."""
    runs = Run.objects.of([run.creditor_id]).filter(
        on__gte=run.on - timedelta(days=_BACK), on__lt=run.on, pk__lte=run.pk
    )
    days = list(runs.values("on").annotate(last=Max("pk")).order_by("on").values_list("on", "last"))
    chosen = {key for _, key in _spread(days)}
    months = [key for day, key in days if day <= run.on - timedelta(days=30)]
    chosen |= set(months[-1:])  # what stood a month before
    rows = Run.objects.filter(pk__in=chosen).order_by("on").values_list("on", "figures")
    return [*rows, (run.on, run.figures)]


def _spread(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    if len(days) < POINTS:
        return list(days)
    step = len(days) / (POINTS - 1)
    return [days[int(place * step)] for place in range(POINTS - 1)]
