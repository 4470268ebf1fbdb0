"""Stages of a frame written once, and added to any: to write some hundred expressions takes longer than a customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self, cast

import polars as pl


class Recipe:
    """What `write` does to a lazy frame by `with_columns`, `drop` and `pipe`, kept to be done again.

    `write` must not look at the frame: it is given none.
    """

    def __init__(self, write: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
        self._stages: list[Callable[[pl.LazyFrame], pl.LazyFrame]] = []
        write(cast("pl.LazyFrame", self))

    def of(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with all stages."""
        for stage in self._stages:
            frame = stage(frame)
        return frame

    def with_columns(self, *told: pl.Expr | Iterable[pl.Expr]) -> Self:
        """Keep columns to add."""
        columns = [one for some in told for one in ([some] if isinstance(some, pl.Expr) else some)]
        self._stages.append(lambda frame: frame.with_columns(columns))
        return self

    def drop(self, *names: str) -> Self:
        """Keep columns to take out."""
        self._stages.append(lambda frame: frame.drop(names))
        return self

    def pipe(self, stage: Callable[..., Any], *told: Any, **named: Any) -> Any:
        """Have a function write its own stages."""
        return stage(self, *told, **named)
