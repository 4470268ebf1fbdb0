"""Columns as a database gave them, cast to the kinds that a query declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

_FEW = 200  # rows: beyond, a plan costs less than a loop
_PLAIN = (pl.Int64, pl.String, pl.Boolean, pl.Date)
Kinds = Mapping[str, pl.DataType | type[pl.DataType]]


def shaped(columns: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
    """Make a frame of columns of Arrow or of plain values, in the order of `kinds`."""
    # Named here, for two columns may come under one name (`sum`, `sum`), which a frame refuses.
    found = [pl.Series(name, _stored(column)) for name, column in zip(kinds, columns, strict=True)]
    return cast(pl.DataFrame(found), kinds)


def cast(frame: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """Give each column the kind declared; `frame` has the columns of `kinds`, in their order.

    The page of one customer reads some twenty frames of a row or none: what is right already is left alone.
    """
    if frame.is_empty():
        return pl.DataFrame(schema=dict(kinds))
    found = frame.schema
    wrong = {name: kind for name, kind in kinds.items() if kind not in _PLAIN or found[name] != kind}
    if not wrong:
        return frame
    if len(frame) <= _FEW:
        return pl.DataFrame(
            [_cast_few(frame[name], wrong[name]) if name in wrong else frame[name] for name in found]
        )
    return frame.with_columns(_cast(name, found[name], kind) for name, kind in wrong.items())


def _stored(column: Any) -> Any:
    """A NUMERIC of PostgreSQL (a sum of bigints) arrives as text in a wrapping that frames cannot cast."""
    if isinstance(column, pa.ChunkedArray) and isinstance(column.type, pa.BaseExtensionType):
        return pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
    return column


def _cast_few(column: pl.Series, wanted: Any) -> pl.Series:
    """The same of a column of a few rows, without a plan to make and to run."""
    if wanted == pl.Date and column.dtype == pl.String:
        days = [date.fromisoformat(one) if one else None for one in column]
        return pl.Series(column.name, days, dtype=pl.Date)
    if wanted == pl.Datetime or (wanted == pl.Date and column.dtype.is_integer()):
        return column.to_frame().select(_cast(column.name, column.dtype, wanted)).to_series()
    return column.cast(wanted)


def _cast(name: str, found: pl.DataType, wanted: Any) -> pl.Expr:
    column = pl.col(name)
    if wanted == pl.Date and found == pl.String:
        return column.replace("", None).str.to_date("%Y-%m-%d")
    if wanted == pl.Date and found.is_integer():
        return column.cast(pl.Int32).cast(pl.Date)  # days since 1970
    if wanted == pl.Datetime and found == pl.String:
        return column.str.slice(0, 26).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False)
    if wanted == pl.Boolean and found.is_integer():
        return column != 0
    if wanted == pl.Int64 and found == pl.Decimal:
        return column.cast(pl.Int64)
    return column.cast(wanted)
