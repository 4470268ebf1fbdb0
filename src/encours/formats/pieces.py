"""What every reader of files hands back, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from encours.core.refusals import Controls, Notice, Refusal


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: rows in the declared shape, and what could not be taken.

    `controls` is set on the last piece only and covers the whole file. `facts` holds what is told
    of the file rather than of a row (its SIREN, its closing day, its bank statements); it too comes
    with the last piece.
    """

    frame: pl.DataFrame
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    controls: Controls | None = None
    facts: dict[str, Any] = field(default_factory=dict)
