"""A measure as plain values and back: exact, so that what is kept or exported is what was computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from encours.core.measures.measure import Line, Measure


def to_plain(measure: Measure) -> dict[str, Any]:
    """What a program reads: `value` in whole `parts` of the unit, `figure` exact as "numerator/denominator"."""
    return {
        "measure": measure.formula,
        "version": measure.version,
        "on": measure.on.isoformat(),
        "known": measure.known,
        "unit": measure.unit,
        "currency": measure.currency,
        "filter": measure.filtered,
        "parts": measure.parts,
        "value": measure.value,
        "figure": _written(measure.figure),
        "facts": dict(measure.facts),
        "left_out": dict(measure.left_out),
        "noted": dict(measure.noted),
        "lines": [
            {"label": line.label, "figure": _written(line.figure), "facts": dict(line.facts)}
            for line in measure.lines
        ],
    }


def from_plain(told: Mapping[str, Any]) -> Measure:
    """The measure that `to_plain` wrote."""
    return Measure(
        formula=told["measure"],
        version=told["version"],
        on=date.fromisoformat(told["on"]),
        unit=told["unit"],
        figure=_read(told["figure"]),
        facts=told["facts"],
        currency=told["currency"],
        known=told["known"],
        filtered=told["filter"],
        left_out=told["left_out"],
        noted=told["noted"],
        lines=tuple(Line(line["label"], _read(line["figure"]), line["facts"]) for line in told["lines"]),
    )


def _written(figure: Fraction | None) -> str | None:
    return None if figure is None else f"{figure.numerator}/{figure.denominator}"


def _read(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
