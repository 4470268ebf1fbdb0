"""A big invented ledger: a FEC of any number of lines, seeded and vectorised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

_LINES_A_CUSTOMER = 50
_LINES_A_SALE, _LINES_A_PAYMENT = 3, 2
_PAYMENTS_A_SALE = 0.8
_PART_PAID = 0.1
_VAT_PERCENT = 20
_LETTERS = 26
_EPOCH = date(1970, 1, 1)
_COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FecTotals:
    """What a generated ledger holds; money in cents."""

    lines: int
    customers: int
    invoices: int
    payments: int
    debit_cents: int
    open_cents: int


def fec(path: Path, lines: int = 1_000_000, seed: int = 2026, *, year: int = 2025) -> FecTotals:
    """Write a balanced FEC of exactly `lines` lines (5 or more) and say what it holds.

    Sales (customer, turnover, VAT) and bank receipts over one year; four invoices in five are paid,
    one payment in ten only in part; those paid whole are lettered, codes starting anew with each
    customer.
    """
    draw = np.random.default_rng(seed)
    sales = _sales(draw, lines, year)
    payments = _payments(draw, sales, (lines - _LINES_A_SALE * len(sales)) // _LINES_A_PAYMENT, year)
    sales = sales.join(payments.select("sale", "letter", "lettered_on"), on="sale", how="left")
    frame = pl.concat([*_sale_lines(sales), *_payment_lines(payments)]).sort("on", "entry", "rank")
    frame = frame.with_columns(number=pl.struct("on", "entry").rle_id() + 1)
    _written(frame).write_csv(path, separator="\t", quote_style="never", line_terminator="\r\n")
    received = int(payments["cents"].sum())
    return FecTotals(
        lines=len(frame),
        customers=sales["customer"].n_unique(),
        invoices=len(sales),
        payments=len(payments),
        debit_cents=int(frame["debit"].sum()),
        open_cents=int(sales["gross"].sum()) - received,
    )


def _sales(draw: np.random.Generator, lines: int, year: int) -> pl.DataFrame:
    """As many sales as leave an even number of lines for the payments."""
    count = int(lines / (_LINES_A_SALE + _LINES_A_PAYMENT * _PAYMENTS_A_SALE))
    count -= (lines - _LINES_A_SALE * count) % _LINES_A_PAYMENT
    net = (np.exp(draw.normal(11.2, 1.1, count))).astype(np.int64) + 1_000
    vat = (net * _VAT_PERCENT + 50) // 100
    customers = max(lines // _LINES_A_CUSTOMER, 1)
    days = np.sort(draw.integers(0, 365, count))
    return pl.DataFrame(
        {"sale": np.arange(count), "customer": draw.integers(0, customers, count), "net": net, "vat": vat}
    ).with_columns(gross=pl.col("net") + pl.col("vat"), on=_days(days + (date(year, 1, 1) - _EPOCH).days))


def _payments(draw: np.random.Generator, sales: pl.DataFrame, count: int, year: int) -> pl.DataFrame:
    """The oldest `count` sales, each paid once (in part one time in ten), never after the year."""
    delay = draw.integers(5, 95, count)
    partial = draw.random(count) < _PART_PAID
    paid = sales.head(count).select("sale", "customer", "gross", sold_on="on")
    paid = paid.with_columns(delay=pl.Series(delay), partial=pl.Series(partial)).with_columns(
        on=pl.min_horizontal(
            pl.col("sold_on") + pl.duration(days=pl.col("delay")), pl.lit(date(year, 12, 31))
        ).cast(pl.Date),
        cents=pl.when("partial").then(pl.col("gross") // 2).otherwise("gross"),
    )
    rank = pl.when(~pl.col("partial")).then((~pl.col("partial")).cum_sum().over("customer") - 1)
    return paid.with_columns(
        letter=rank.replace_strict(range(_LETTERS**3), _codes(), return_dtype=pl.String),
        lettered_on=pl.when(~pl.col("partial")).then("on"),
    )


def _sale_lines(sales: pl.DataFrame) -> list[pl.DataFrame]:
    label = pl.format("Facture FA{}", pl.col("sale").cast(pl.String).str.zfill(7))
    zero = pl.lit(0, pl.Int64)
    common = {
        "journal": pl.lit("VE"), "on": pl.col("on"), "entry": pl.col("sale") * 2, "sale": pl.col("sale"),
        "piece_on": pl.col("on"), "label": label,
    }  # fmt: skip
    none, no_day = pl.lit(None, pl.String), pl.lit(None, pl.Date)
    return [
        sales.select(**common, rank=pl.lit(0), account=pl.lit("411000"), customer="customer",
                     debit="gross", credit=zero, letter="letter", lettered_on="lettered_on"),
        sales.select(**common, rank=pl.lit(1), account=pl.lit("707100"), customer=pl.lit(None, pl.Int64),
                     debit=zero, credit="net", letter=none, lettered_on=no_day),
        sales.select(**common, rank=pl.lit(2), account=pl.lit("445710"), customer=pl.lit(None, pl.Int64),
                     debit=zero, credit="vat", letter=none, lettered_on=no_day),
    ]  # fmt: skip


def _payment_lines(payments: pl.DataFrame) -> list[pl.DataFrame]:
    label = pl.format("VIR client FA{}", pl.col("sale").cast(pl.String).str.zfill(7))
    zero = pl.lit(0, pl.Int64)
    common = {
        "journal": pl.lit("BQ"), "on": pl.col("on"), "entry": pl.col("sale") * 2 + 1, "sale": pl.col("sale"),
        "piece_on": pl.col("on"), "label": label,
    }  # fmt: skip
    none, no_day = pl.lit(None, pl.String), pl.lit(None, pl.Date)
    return [
        payments.select(**common, rank=pl.lit(0), account=pl.lit("512100"), customer=pl.lit(None, pl.Int64),
                        debit="cents", credit=zero, letter=none, lettered_on=no_day),
        payments.select(**common, rank=pl.lit(1), account=pl.lit("411000"), customer="customer",
                        debit=zero, credit="cents", letter="letter", lettered_on="lettered_on"),
    ]  # fmt: skip


def _written(frame: pl.DataFrame) -> pl.DataFrame:
    """The eighteen columns as the file spells them."""
    day = {name: pl.col(name).dt.strftime("%Y%m%d") for name in ("on", "piece_on", "lettered_on")}
    labels = {"411000": "Clients", "707100": "Ventes", "445710": "TVA collectée", "512100": "Banque"}
    customer = pl.col("customer").cast(pl.String).str.zfill(6)
    cells = (
        pl.col("journal"), pl.col("journal").replace({"VE": "Ventes", "BQ": "Banque"}),
        pl.col("number").cast(pl.String), day["on"], pl.col("account"), pl.col("account").replace(labels),
        pl.format("C{}", customer), pl.format("Client inventé {}", customer),
        pl.format("FA{}", pl.col("sale").cast(pl.String).str.zfill(7)), day["piece_on"], pl.col("label"),
        _euros("debit"), _euros("credit"), pl.col("letter"), day["lettered_on"], day["on"],
        pl.lit(""), pl.lit(""),
    )  # fmt: skip
    spelt = (cell.fill_null("").alias(name) for name, cell in zip(_COLUMNS, cells, strict=True))
    return frame.lazy().select(spelt).collect()


def _days(since_epoch: np.ndarray) -> pl.Series:
    return pl.Series(since_epoch.astype(np.int32)).cast(pl.Date)


def _euros(name: str) -> pl.Expr:
    cents = pl.col(name)
    return pl.format("{},{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))


def _codes() -> list[str]:
    letters = [chr(ord("A") + rank) for rank in range(_LETTERS)]
    return [first + second + third for first in letters for second in letters for third in letters]
