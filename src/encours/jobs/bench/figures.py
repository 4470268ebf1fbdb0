"""A figure of a bench: what was measured, its floor, and whether the target of the house is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any


def load() -> float:
    """How busy the machine was over the last minute: beside it a figure can be judged."""
    return round(os.getloadavg()[0], 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` against `limit`, or `value / floor` against it where there is a floor; without limit, shown only."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    floor: float | None = None
    at_least: bool = False
    load: float = field(default_factory=load)

    @property
    def judged(self) -> float:
        """What is compared with the limit."""
        return self.value if self.floor is None else self.value / self.floor

    @property
    def kept(self) -> bool | None:
        """Whether the target is kept; None where there is none."""
        if self.limit is None:
            return None
        return self.judged >= self.limit if self.at_least else self.judged <= self.limit

    def to_json(self) -> dict[str, Any]:
        """The figure for a program."""
        return {
            "what": self.what,
            "value": round(self.value, 3),
            "unit": self.unit,
            "floor": None if self.floor is None else round(self.floor, 3),
            "ratio": None if self.floor is None else round(self.judged, 2),
            "target": self.limit,
            "at_least": self.at_least,
            "kept": self.kept,
            "load": self.load,
        }

    def words(self) -> str:
        """The figure for a person."""
        told = f"{self.what}: {_number(self.value)} {self.unit}"
        if self.floor is not None:
            told += f", floor {_number(self.floor)}, ratio {self.judged:.2f}"
        if self.limit is not None:
            bound = "at least" if self.at_least else "at most"
            told += f" (target {bound} {_number(self.limit)}) {'OK' if self.kept else 'MISSED'}"
        return f"{told} [load {self.load}]"


def _number(value: float) -> str:
    whole = 100
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= whole else f"{value:.4g}"
