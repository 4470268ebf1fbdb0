"""Texts of a FEC turned into cents, days and codes; null where the text cannot be read."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.formats.fec.limits import MAX_AMOUNT_CENTS

PLAIN_AMOUNT = r"^[0-9]{1,16},[0-9][0-9]$"
ANY_AMOUNT = r"^(?:[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)|(?:\d+(?:[.,]\d*)?|[.,]\d+)[+-])$"
GROUPED_COMMA = r"^[+-]?\d{1,3}(?:\.\d{3})+,\d*[+-]?$"
GROUPED_POINT = r"^[+-]?\d{1,3}(?:,\d{3})+\.\d*[+-]?$"
SPACES = r"[\s\x{00A0}\x{202F}']"
PLAIN_DAY = r"^[0-9]{8}$"
NO_DAY = frozenset({"00000000", "0", "-"})
DAY_FORMS = {
    PLAIN_DAY: "%Y%m%d",
    r"^\d{4}-\d\d-\d\d$": "%Y-%m-%d",
    r"^\d\d/\d\d/\d{4}$": "%d/%m/%Y",
}
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
CENT_DIGITS = 2
WHOLE_DIGITS = 12
DEBIT_SIGNS = ("D", "+1", "1", "+", "DEBIT", "DÉBIT")
CREDIT_SIGNS = ("C", "-1", "-", "CREDIT", "CRÉDIT")


def text(name: str) -> pl.Expr:
    """The text without the blanks some exports pad it with; null when nothing is left."""
    stripped = pl.col(name).str.strip_chars()
    return pl.when(stripped != "").then(stripped).alias(name)


def plain_cents(name: str) -> pl.Expr:
    """Whole cents from the usual writing, `1234,56`; null for any other."""
    amount = pl.col(name)
    digits = amount.str.replace(",", "", literal=True).cast(pl.Int64, strict=False)
    return pl.when(amount.str.contains(PLAIN_AMOUNT) & (digits <= MAX_AMOUNT_CENTS)).then(digits).alias(name)


def plain_day(name: str) -> pl.Expr:
    """The day from the usual writing, `AAAAMMJJ`; null for any other."""
    written = pl.when(pl.col(name).str.contains(PLAIN_DAY)).then(pl.col(name))
    return _in_range(written.str.to_date("%Y%m%d", strict=False)).alias(name)


def _in_range(day: pl.Expr) -> pl.Expr:
    return pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day)


def any_cents(raw: pl.Series) -> pl.Series:
    """Whole cents from any admitted writing: comma or point, sign first or last, zeros in front.

    Null when it cannot be read, has more than two decimals or exceeds the limit of one line.
    """
    amount = pl.col("raw").str.replace_all(SPACES, "")
    ungrouped = (
        pl.when(amount.str.contains(GROUPED_COMMA))
        .then(amount.str.replace_all(".", "", literal=True))
        .when(amount.str.contains(GROUPED_POINT))
        .then(amount.str.replace_all(",", "", literal=True))
        .otherwise(amount)
    )
    body = pl.col("amount").str.strip_chars("+-").str.replace(",", ".", literal=True)
    decimals = body.str.extract(r"\.(\d*)$").fill_null("").str.strip_chars_end("0")
    whole = body.str.extract(r"^(\d*)").str.strip_chars_start("0")
    digits = whole + decimals.str.pad_end(CENT_DIGITS, "0")
    right = (
        pl.col("amount").str.contains(ANY_AMOUNT)
        & (decimals.str.len_bytes() <= CENT_DIGITS)
        & (whole.str.len_bytes() <= WHOLE_DIGITS)
    )
    negative = pl.col("amount").str.contains("-", literal=True)
    value = pl.when(right).then(digits.cast(pl.Int64, strict=False))
    return (
        pl.DataFrame({"raw": raw})
        .select(amount=ungrouped)
        .select(cents=pl.when(negative).then(-value).otherwise(value))
        .select(pl.when(pl.col("cents").abs() <= MAX_AMOUNT_CENTS).then(pl.col("cents")))
        .to_series()
    )


def any_day(raw: pl.Series) -> pl.Series:
    """Days from any admitted writing: `AAAAMMJJ`, `AAAA-MM-JJ`, `JJ/MM/AAAA`; null when it cannot be read."""
    form = pl.col("raw")
    tries = [
        pl.when(form.str.contains(shape)).then(form).str.to_date(pattern, strict=False)
        for shape, pattern in DAY_FORMS.items()
    ]
    return pl.DataFrame({"raw": raw}).select(_in_range(pl.coalesce(tries))).to_series()


def signs(raw: pl.Series) -> pl.Series:
    """+1 for a debit, −1 for a credit, null when Sens says neither."""
    meaning = dict.fromkeys(DEBIT_SIGNS, 1) | dict.fromkeys(CREDIT_SIGNS, -1)
    return raw.str.to_uppercase().replace_strict(meaning, default=None, return_dtype=pl.Int64)
