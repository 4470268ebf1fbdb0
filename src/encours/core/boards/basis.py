"""What tiles are told from: the figures of a day, the days before it, names, figures of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Own:
    """A figure of one's own in its last version."""

    code: str
    number: int
    name: str
    expression: str
    unit: str
    better: str


@dataclass(frozen=True, slots=True)
class Basis:
    """The figures of a day and of a few days before it, oldest first, the day itself last.

    `run` is 0 where the figures are not a run's but those of the customers that a person sees; `narrow` says
    so, and `too_many` that they are too many to be computed for one page. `figures` is None when nothing was
    computed yet.
    """

    creditor: str
    currency: str
    on: date
    figures: Mapping[str, Any] | None = None
    run: int = 0
    by: str = ""
    history: Sequence[tuple[date, Mapping[str, Any]]] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    own: Mapping[str, Own] = field(default_factory=dict)
    narrow: bool = False
    too_many: bool = False
