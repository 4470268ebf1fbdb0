"""A scenario as columns: what a step says, looked up by its position in a frame."""

from __future__ import annotations

import polars as pl

from encours.core.scenario import Scenario


def of_step(scenario: Scenario, name: str, position: pl.Expr) -> pl.Expr:
    """The field `name` of the step at `position` (1 to the number of steps); null at any other.

    `formal` is asked by name too. A null or unknown position gives null.
    """
    values = [None, *(getattr(step, name) for step in scenario.steps), None]
    last = len(values) - 1
    table = pl.Series(name, values, dtype=_kind(name), strict=False)
    return pl.lit(table).gather(position.clip(0, last).fill_null(last).cast(pl.UInt32))


def _kind(name: str) -> type[pl.DataType]:
    if name in {"code", "channel", "fallback_channel", "tone", "kind"}:
        return pl.String
    if name in {"formal", "courtesy", "preventive", "needs_approval", "by_person"}:
        return pl.Boolean
    return pl.Int64 if name == "minimum_cents" else pl.Int32
