"""How a customer pays: delays weighted by amounts, share paid on time, trend, means of payment.

Figures come from the ledger alone. What is overdue and unpaid counts too, with the days it has waited so far: a
customer who pays nothing is not shown as prompt. Credit notes are no payments: what they extinguish is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

YEAR_DAYS = 365
_HALF_DAYS = 182
_STEADY_TENTHS = 20  # two days: less is no trend
_ONE = 10_000
_NOTHING: Mapping[str, int] = defaultdict(int)

# A means is told by the words banks and ledgers use; the first that is found says.
MEANS = (
    ("direct_debit", r"\b(PRLV|PRELEVEMENT|SEPA DD|SDD|DIRECT DEBIT)\b"),
    ("cheque", r"\b(CHQ|CHEQUE|CHEQUES|REMISE CHQ|CHECK)\b"),
    ("card", r"\b(CB|CARTE|CARD|TPE)\b"),
    ("bill", r"\b(LCR|EFFET|EFFETS|TRAITE|BOR|BILL)\b"),
    ("cash", r"\b(ESPECES|CASH)\b"),
    ("transfer", r"\b(VIR|VIRT|VIREMENT|VIRST|SEPA|SCT|TRANSFER)\b"),
)

ELECTRONIC = frozenset({"transfer", "direct_debit", "card", "bill"})
"""Those that nobody carries to a counter: transfers, debits, cards, bills presented by file (LCR, BOR)."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was paid in a month, and how far beyond the due date on average (tenths of a day; null: nothing)."""

    first_on: date
    paid_cents: int
    beyond_tenths: int | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One currency over the last twelve months; tenths of a day and ten-thousandths, null where nothing tells."""

    currency: str
    paid_cents: int
    payments: int
    days_to_pay_tenths: int | None
    beyond_tenths: int | None
    waiting_cents: int
    with_waiting_tenths: int | None
    on_time_bps: int | None
    trend: str  # better | worse | steady | "" where it cannot be told
    months: tuple[Month, ...]
    means: tuple[tuple[str, int, int], ...]  # code, cents, ten-thousandths


def behaviour(
    paid: pl.DataFrame, unpaid: pl.DataFrame, received: pl.DataFrame, *, on: date
) -> list[Behaviour]:
    """Tell how one customer paid in the 365 days up to `on`, by currency, the most paid first.

    `paid`: parts of invoices that payments extinguished (`currency`, `issued_on`, `due_on`, `paid_on`,
    `amount_cents`). `unpaid`: what is open of invoices (`currency`, `due_on`, `amount_cents`). `received`: payments
    (`currency`, `paid_on`, `amount_cents`, `wording`).
    """
    since = on - timedelta(days=YEAR_DAYS)
    within = pl.col("paid_on").is_between(since, on, closed="right")
    parts = _timed(paid.lazy().filter(within), on)
    claims = pl.concat([parts, _timed(unpaid.lazy().filter(pl.col("due_on") < on), on)], how="diagonal")
    came = received.lazy().filter(within & (pl.col("amount_cents") > 0))
    sums, months, means = pl.collect_all(
        [
            claims.group_by("currency").agg(_sums(since, on)),
            parts.group_by("currency", month=pl.col("paid_on").dt.month_start()).agg(
                _weighed("month", pl.lit(value=True))
            ),
            came.group_by("currency", means=means_told())
            .agg(pl.col("amount_cents").sum(), payments=pl.len())
            .sort(["amount_cents", "means"], descending=[True, False]),
        ]
    )
    told = {row["currency"]: row for row in sums.iter_rows(named=True)}
    by_month = {(currency, month): of_month for currency, month, *of_month in months.iter_rows()}
    by_means = means.rows_by_key("currency")
    found = [
        _of_currency(one, told.get(one, _NOTHING), by_month, by_means.get(one, []), on)
        for one in sorted({*told, *by_means})
    ]
    return sorted(found, key=lambda one: -one.paid_cents)


def _timed(rows: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """The rows with their days times cents: beyond the due date (up to `on` where unpaid), and since the invoice."""
    paid = "paid_on" in rows.collect_schema()
    until = pl.col("paid_on") if paid else pl.lit(on)
    timed = rows.with_columns(late=(until - pl.col("due_on")).dt.total_days(), paid=pl.lit(paid))
    if paid:
        took = (until - pl.col("issued_on")).dt.total_days()
        timed = timed.with_columns(took=took * pl.col("amount_cents"))
    return timed.with_columns(beyond=pl.col("late") * pl.col("amount_cents"))


def _weighed(name: str, which: pl.Expr, days: str = "beyond") -> list[pl.Expr]:
    """Cents of some rows, and their days times cents."""
    return [
        pl.col("amount_cents").filter(which).sum().alias(f"{name}_cents"),
        pl.col(days).filter(which).sum().alias(f"{name}_days"),
    ]


def _sums(since: date, on: date) -> list[pl.Expr]:
    """What the figures are made of: `fell` is what fell due in these months, `kept` what of it came in time."""
    paid, cut = pl.col("paid"), on - timedelta(days=_HALF_DAYS)
    fell = pl.col("due_on").is_between(since, on, closed="right")
    return [
        *_weighed("took", paid, "took"),
        *_weighed("paid", paid),
        *_weighed("waiting", ~paid),
        *_weighed("all", pl.lit(value=True)),
        *_weighed("fell", fell),
        *_weighed("kept", fell & paid & (pl.col("late") <= 0)),
        *_weighed("before", pl.col("paid_on") <= cut),
        *_weighed("after", pl.col("paid_on") > cut),
    ]


def _of_currency(
    currency: str,
    sums: Mapping[str, Any],
    by_month: Mapping[tuple[str, date], Sequence[int]],
    means: Sequence[tuple[str, int, int]],
    on: date,
) -> Behaviour:
    paid_cents = sum(cents for _code, cents, _payments in means)
    return Behaviour(
        currency=currency,
        paid_cents=paid_cents,
        payments=sum(payments for _code, _cents, payments in means),
        days_to_pay_tenths=_average(sums, "took"),
        beyond_tenths=_average(sums, "paid"),
        waiting_cents=sums["waiting_cents"],
        with_waiting_tenths=_average(sums, "all"),
        on_time_bps=_divided(sums["kept_cents"] * _ONE, sums["fell_cents"])
        if sums["fell_cents"] > 0
        else None,
        trend=_trend(_average(sums, "before"), _average(sums, "after")),
        months=tuple(_months(currency, by_month, on)),
        means=tuple((code, cents, _divided(cents * _ONE, paid_cents)) for code, cents, _payments in means),
    )


def _average(sums: Mapping[str, Any], name: str) -> int | None:
    """Tenths of a day, weighted by amounts, rounded half away from zero."""
    cents = sums[f"{name}_cents"]
    return _divided(sums[f"{name}_days"] * 10, cents) if cents > 0 else None


def _divided(value: int, by: int) -> int:
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value) + by) // (2 * by))


def _trend(before: int | None, after: int | None) -> str:
    """The last six months beside the six before: longer is worse."""
    if before is None or after is None:
        return ""
    if abs(after - before) < _STEADY_TENTHS:
        return "steady"
    return "worse" if after > before else "better"


def _months(currency: str, by_month: Mapping[tuple[str, date], Sequence[int]], on: date) -> Iterator[Month]:
    """The twelve months up to this one."""
    first = on.replace(day=1)
    first = first.replace(year=first.year - 1)
    for _ in range(12):
        first = (first + timedelta(days=31)).replace(day=1)
        cents, days = by_month.get((currency, first), (0, 0))
        yield Month(first, cents, _divided(days * 10, cents) if cents > 0 else None)


def means_told(wording: str = "wording") -> pl.Expr:
    """The means of payment that a wording tells; `unknown` where it tells none."""
    words = pl.col(wording).str.to_uppercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return pl.coalesce(
        *(pl.when(words.str.contains(pattern)).then(pl.lit(code)) for code, pattern in MEANS),
        pl.lit("unknown"),
    )
