"""A whole column at a time: text in, typed values out, and which rows break which rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from encours.core.promotions import BASES
from encours.formats.companion.cells import READERS, TERM_MODES, CellError, days_of, one_of
from encours.formats.tables.days import day_of, forms

_SPACES = r"[\s\p{Cc}\u{a0}\u{202f}\u{2009}\u{feff}]+"
_SIGNS = r"[\s\u{a0}\u{202f}\u{2009}€$£'’]|[A-Z]{3}"
_MINUS = r"[\u{2212}\u{2010}-\u{2013}]"
_MOST_WHOLE, _MOST_PART = 12, 9
_MOST_PART_OF_ONE = Decimal("0.5")  # no rate of VAT is below a half of one per cent
_FIRST, _LAST = date(1950, 1, 1), date(2100, 12, 31)
# Found again by their rule; `rounded` is only noticed.
ROUNDED = "amount_rounded"


def clean(column: pl.Expr) -> pl.Expr:
    """A cell without line breaks, control characters or spaces about; nothing when it is blank."""
    told = column.str.replace_all(_SPACES, " ").str.strip_chars(" ")
    return pl.when(told.str.len_bytes() > 0).then(told)


def texts(cells: pl.Series, limit: int) -> tuple[pl.Series, pl.Series]:
    """Texts of at most `limit` characters; the rule that each other breaks."""
    long = cells.str.len_chars() > limit
    return cells.set(long.fill_null(value=False), None), _rules(long, "too_long")


def codes(cells: pl.Series, limit: int, *, whole: bool) -> tuple[pl.Series, pl.Series]:
    """Codes and numbers of documents; where all the file's end in « .0 » (`whole`), that is cut."""
    told = cells.str.replace(r"^(\d+)\.0$", "${1}") if whole else cells
    return texts(told, limit)


def days(cells: pl.Series, order: str) -> tuple[pl.Series, pl.Series]:
    """Days in the file's order; a year first is never doubted."""
    short = cells.str.replace(r"[ T]\d{1,2}:\d{2}.*$", "")
    read = pl.coalesce(
        pl.lit(None, dtype=pl.Date), *(pl.col("d").str.to_date(form, strict=False) for form in forms(order))
    )
    found = short.to_frame("d").select(read.alias("d"))["d"]
    found = found.set(
        ~found.is_between(_FIRST, _LAST).fill_null(value=False), None
    )  # « 3/4/26 » is not of year 26
    if found.null_count() > cells.null_count():
        found = found.fill_null(_patiently(cells, found, lambda value: day_of(value, order), pl.Date))
    inside = found.is_between(_FIRST, _LAST).fill_null(value=False)
    return found.set(~inside, None), _rules(cells.is_not_null() & ~inside, "date_invalid")


def amounts(cells: pl.Series, decimal: str) -> tuple[pl.Series, pl.Series]:
    """Whole cents, rounded half up once; « (12,50) » and « 12,50- » are negative."""
    plain, negative = _unsigned(decimal)
    parts = plain.str.extract_groups(rf"^(?P<whole>\d{{1,{_MOST_WHOLE}}})?(?:\{decimal}(?P<part>\d*))?$")
    right = plain.str.contains(rf"^\d{{1,{_MOST_WHOLE}}}(?:\{decimal}\d*)?$|^\{decimal}\d+$")
    mils = (
        parts.struct.field("part")
        .fill_null("")
        .str.pad_end(3, "0")
        .str.slice(0, 3)
        .cast(pl.Int64, strict=False)
    )
    cents = parts.struct.field("whole").cast(pl.Int64, strict=False).fill_null(0) * 100 + (mils + 5) // 10
    inexact = parts.struct.field("part").fill_null("").str.contains(r"^\d{2}(?:[1-9]\d{0,3}|0[1-9]\d{0,2})$")
    told = cells.to_frame("a").select(
        cents=pl.when(right).then(pl.when(negative).then(-cents).otherwise(cents)),
        right=right,
        inexact=right & inexact,
    )
    rules: Any = pl.when(pl.col("a").is_not_null() & ~pl.col("right").fill_null(value=False)).then(
        pl.lit("amount_invalid")
    )
    rules = rules.when(pl.col("inexact")).then(pl.lit(ROUNDED))
    return told["cents"], told.with_columns(a=cells).select(rules.otherwise(None).alias("r"))["r"]


def decimals(cells: pl.Series, decimal: str) -> tuple[pl.Series, pl.Series]:
    """Exact numbers as text, with a point and no idle zero: « 1 234,50 » is `1234.5`."""
    plain, negative = _unsigned(decimal)
    right = plain.str.contains(
        rf"^\d{{1,{_MOST_WHOLE}}}(?:\{decimal}\d{{0,{_MOST_PART}}})?$|^\{decimal}\d{{1,{_MOST_PART}}}$"
    )
    pointed = pl.lit("0") + plain.str.replace(decimal, ".", literal=True)
    bare = pl.when(pointed.str.contains(".", literal=True)).then(
        pointed.str.strip_chars_end("0").str.strip_chars_end(".")
    ).otherwise(pointed)  # fmt: skip
    shown = bare.str.replace(r"^0+(\d)", "${1}")
    signed = pl.when(negative & (shown != "0")).then(pl.lit("-") + shown).otherwise(shown)
    told = cells.to_frame("a").select(text=pl.when(right).then(signed), wrong=~right.fill_null(value=True))
    return told["text"], _rules(told["wrong"], "decimal_invalid")


def _unsigned(decimal: str) -> tuple[pl.Expr, pl.Expr]:
    """What is written in column `a` without its sign, its currency and its thousands; whether it is negative."""
    thousands = "." if decimal == "," else ","
    shown = pl.col("a").str.replace_all(_SIGNS, "").str.replace(_MINUS, "-")
    negative = shown.str.contains(r"^\(.*\)$|^-|-$")
    bare = shown.str.replace_all(r"^[(+-]|[)-]$", "")
    grouped = bare.str.contains(rf"^\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d*)?$")
    return pl.when(grouped).then(bare.str.replace_all(thousands, "", literal=True)).otherwise(bare), negative


def rate_of(decimal: str) -> Callable[[str], int]:
    """A reader of percentages in hundredths: « 5,5 % », and `0.055` as a spreadsheet holds it."""

    def read(value: str) -> int:
        signed = "%" in value
        text = re.sub(r"[\s%\u00a0\u202f]", "", value).replace(decimal, ".")
        try:
            told = Decimal(text) * (1 if signed or Decimal(text) > _MOST_PART_OF_ONE else 100)
        except InvalidOperation as wrong:
            raise CellError("rate_invalid") from wrong
        if not told.is_finite() or not 0 <= told <= 100 or told * 100 % 1:  # noqa: PLR2004 — per cent
            raise CellError("rate_invalid")
        return int(told * 100)

    return read


def judged(cells: pl.Series, reader: Callable[[str], Any], kind: Any) -> tuple[pl.Series, pl.Series]:
    """Each different cell read once by its reader; the rule that each other breaks."""
    values: dict[str, Any] = {}
    broken: dict[str, str] = {}
    for cell in cells.drop_nulls().unique(maintain_order=True):
        try:
            values[cell] = reader(cell)
        except CellError as wrong:
            broken[cell] = wrong.rule
    return _mapped(cells, values, kind), _mapped(cells, broken, pl.String)


def reader_of(table: str, field: str) -> Callable[[str], Any]:
    """How the house reads one cell of that field."""
    if field in {"terms_days", "discount_days"}:
        return days_of
    if field == "terms_mode":
        return one_of(TERM_MODES)
    if field == "basis":
        return one_of(BASES)
    return READERS[table][field]


def _patiently(cells: pl.Series, found: pl.Series, reader: Callable[[str], Any], kind: Any) -> pl.Series:
    left = cells.set(found.is_not_null(), None)
    return judged(left, reader, kind)[0]


def _mapped(cells: pl.Series, values: dict[str, Any], kind: Any) -> pl.Series:
    if not values:
        return pl.Series(cells.name, [None] * len(cells), dtype=kind)
    return cells.replace_strict(
        pl.Series(list(values), dtype=pl.String), pl.Series(list(values.values()), dtype=kind), default=None,
        return_dtype=kind,
    )  # fmt: skip


def _rules(broken: pl.Series, rule: str) -> pl.Series:
    return broken.to_frame("b").select(pl.when(pl.col("b")).then(pl.lit(rule)).alias("r"))["r"]
