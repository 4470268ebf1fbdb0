"""Nothing comes of nothing: what a function of frames makes of an empty one is kept, and no plan is laid for it again.

Matching asks some forty questions of each few lines; on a day without returns, debits or payouts most are asked of no
row at all, and each would cost what it costs of a thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import polars as pl

More = ParamSpec("More")
Of = Callable[Concatenate[pl.DataFrame, More], pl.DataFrame]


def nothing_without(*places: int) -> Callable[[Of[More]], Of[More]]:
    """For a function that makes no row where one of its frames at these places has none.

    The empty frame that it gives is its own, made once: its columns are those that it would have.
    """

    def remembering(function: Of[More]) -> Of[More]:
        kept: list[pl.DataFrame] = []

        @wraps(function)
        def told(first: pl.DataFrame, /, *args: More.args, **named: More.kwargs) -> pl.DataFrame:
            frames = (first, *args)
            if all(len(frames[place]) for place in places if place < len(frames)):  # type: ignore[arg-type]
                return function(first, *args, **named)
            if not kept:
                kept.append(function(first, *args, **named).clear())
            return kept[0].clone()

        return told

    return remembering
