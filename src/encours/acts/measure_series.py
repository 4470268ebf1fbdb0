"""The figures of every day between two, one row a figure and day: what a system outside the house reads (R284)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import polars as pl
from django.db.models import Max

from encours.core.boards.basis import Own
from encours.core.money import rounded
from encours.records.boards.reading import indicators
from encours.records.measures.models import KeptMeasure
from encours.records.parties.models import Creditor
from encours.records.runs.models import Run
from encours.words.boards.figures import own_value, units, value

_PLACES: Final = 4
_AT_ONCE: Final = 100
COLUMNS: Final[dict[str, Any]] = {
    "on": pl.Date,
    "creditor": pl.String,
    "code": pl.String,
    "version": pl.Int64,
    "unit": pl.String,
    "currency": pl.String,
    "value": pl.Decimal(38, _PLACES),
    "run": pl.Int64,
    "recorded_at": pl.Datetime("us", "UTC"),
}


def measure_series(creditor: Creditor, *, since: date, until: date) -> pl.DataFrame:
    """Every figure kept by the last run of each day, in the columns of `COLUMNS`; amounts in whole units of currency.

    A figure that a day did not keep has no row that day.
    """
    own = indicators(creditor.pk)
    runs = Run.objects.of([creditor.pk]).filter(on__gte=since, on__lte=until)
    last = list(runs.values("on").annotate(last=Max("pk")).order_by("on").values_list("last", flat=True))
    kept = _kept(creditor, since, until)
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(last), _AT_ONCE):
        for run in Run.objects.filter(pk__in=last[start : start + _AT_ONCE]).order_by("on"):
            measures = {**run.figures.get("measures", {}), **kept.get(run.on, {})}
            rows += _of_a_day(creditor, run, {**run.figures, "measures": measures}, own)
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _kept(creditor: Creditor, since: date, until: date) -> dict[date, dict[str, Any]]:
    """The measures kept of each day beside its run."""
    found: dict[date, dict[str, Any]] = {}
    rows = KeptMeasure.objects.of([creditor.pk]).filter(known="now", currency=creditor.currency)
    for day, code, content in rows.filter(on__gte=since, on__lte=until).values_list("on", "code", "content"):
        found.setdefault(day, {})[code] = content
    return found


def _of_a_day(
    creditor: Creditor, run: Run, figures: dict[str, Any], own: dict[str, Own]
) -> Iterator[tuple[Any, ...]]:
    measures = figures["measures"]
    found = [
        (code, measures.get(code, {}).get("version"), unit, value(figures, code))
        for code, unit in sorted(units().items())
    ]
    found += [
        (f"ageing.{bucket}", None, "cents", Fraction(cents))
        for bucket, cents in figures.get("ageing", {}).items()
    ]
    found += [
        (f"k.{row.code}", row.number, row.unit, own_value(figures, row.expression)) for row in own.values()
    ]
    for code, version, unit, figure in found:
        if figure is not None:
            currency = creditor.currency if unit == "cents" else ""
            yield (
                run.on, creditor.name, code, version, "amount" if unit == "cents" else unit, currency,
                _decimal(figure, unit), run.pk, run.recorded_at,
            )  # fmt: skip


def _decimal(figure: Fraction, unit: str) -> Decimal:
    """Four decimals, rounded half away from zero; an amount in its currency, not in cents."""
    scale = 10**_PLACES // (100 if unit == "cents" else 1)
    return Decimal(rounded(figure.numerator * scale, figure.denominator)).scaleb(-_PLACES)
