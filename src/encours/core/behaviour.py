"""How a customer pays: delays weighted by amounts, share paid on time, trend, means of payment.

Figures come from the ledger alone. What is overdue and unpaid counts too, with the days it has waited so far: a
customer who pays nothing is not shown as prompt. Credit notes are no payments: what they extinguish is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

YEAR_DAYS = 365
_HALF_DAYS = 182
_STEADY_TENTHS = 20  # two days: less is no trend
_ONE = 10_000

# A means is told by the words banks and ledgers use; the first that is found says.
MEANS = (
    ("direct_debit", r"\b(PRLV|PRELEVEMENT|SEPA DD|SDD|DIRECT DEBIT)\b"),
    ("cheque", r"\b(CHQ|CHEQUE|CHEQUES|REMISE CHQ|CHECK)\b"),
    ("card", r"\b(CB|CARTE|CARD|TPE)\b"),
    ("bill", r"\b(LCR|EFFET|EFFETS|TRAITE|BOR|BILL)\b"),
    ("cash", r"\b(ESPECES|CASH)\b"),
    ("transfer", r"\b(VIR|VIRT|VIREMENT|VIRST|SEPA|SCT|TRANSFER)\b"),
)


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
    parts = paid.filter(within).with_columns(
        took=(pl.col("paid_on") - pl.col("issued_on")).dt.total_days(),
        beyond=(pl.col("paid_on") - pl.col("due_on")).dt.total_days(),
    )
    late = unpaid.filter(pl.col("due_on") < on).with_columns(
        beyond=(pl.lit(on) - pl.col("due_on")).dt.total_days()
    )
    came = received.filter(within & (pl.col("amount_cents") > 0))
    found = [
        _of_currency(
            one, *(rows.filter(pl.col("currency") == one) for rows in (parts, late, came)), since=since, on=on
        )
        for one in sorted({*parts["currency"], *late["currency"], *came["currency"]})
    ]
    return sorted(found, key=lambda one: -one.paid_cents)


def _of_currency(
    currency: str, parts: pl.DataFrame, late: pl.DataFrame, came: pl.DataFrame, *, since: date, on: date
) -> Behaviour:
    both = pl.concat([part.select("beyond", "amount_cents") for part in (parts, late)])
    return Behaviour(
        currency=currency,
        paid_cents=int(came["amount_cents"].sum()),
        payments=len(came),
        days_to_pay_tenths=_weighted(parts, "took"),
        beyond_tenths=_weighted(parts, "beyond"),
        waiting_cents=int(late["amount_cents"].sum()),
        with_waiting_tenths=_weighted(both, "beyond"),
        on_time_bps=_on_time(parts, late, since, on),
        trend=_trend(parts, on),
        months=_months(parts, on),
        means=_means(came),
    )


def _weighted(rows: pl.DataFrame, column: str) -> int | None:
    """Tenths of a day, weighted by amounts, rounded half away from zero."""
    whole = int(rows["amount_cents"].sum())
    if whole <= 0:
        return None
    return _divided(int((rows[column] * rows["amount_cents"]).sum()) * 10, whole)


def _divided(value: int, by: int) -> int:
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value) + by) // (2 * by))


def _on_time(parts: pl.DataFrame, late: pl.DataFrame, since: date, on: date) -> int | None:
    """Of what fell due in these months, the share that was paid by its day."""
    fell = pl.col("due_on").is_between(since, on, closed="right")
    due = parts.filter(fell)
    whole = int(due["amount_cents"].sum()) + int(late.filter(fell)["amount_cents"].sum())
    kept = int(due.filter(pl.col("beyond") <= 0)["amount_cents"].sum())
    return _divided(kept * _ONE, whole) if whole > 0 else None


def _trend(parts: pl.DataFrame, on: date) -> str:
    """The last six months beside the six before: longer is worse."""
    cut = on - timedelta(days=_HALF_DAYS)
    before, after = (
        _weighted(parts.filter(which), "beyond")
        for which in (pl.col("paid_on") <= cut, pl.col("paid_on") > cut)
    )
    if before is None or after is None:
        return ""
    if abs(after - before) < _STEADY_TENTHS:
        return "steady"
    return "worse" if after > before else "better"


def _months(parts: pl.DataFrame, on: date) -> tuple[Month, ...]:
    weighted = (pl.col("beyond") * pl.col("amount_cents")).sum()
    by_month = parts.group_by(month=pl.col("paid_on").dt.month_start()).agg(
        pl.col("amount_cents").sum(), weighted
    )
    told = {month: (cents, days) for month, cents, days in by_month.iter_rows()}
    months, first = [], on.replace(day=1)
    for _ in range(12):
        cents, days = told.get(first, (0, 0))
        months.append(Month(first, cents, _divided(days * 10, cents) if cents > 0 else None))
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(reversed(months))


def _means(came: pl.DataFrame) -> tuple[tuple[str, int, int], ...]:
    whole = int(came["amount_cents"].sum())
    if whole <= 0:
        return ()
    words = pl.col("wording").str.to_uppercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    told = pl.coalesce(
        *(pl.when(words.str.contains(pattern)).then(pl.lit(code)) for code, pattern in MEANS),
        pl.lit("unknown"),
    )
    sums = came.group_by(told.alias("means")).agg(pl.col("amount_cents").sum())
    rows = sums.sort(["amount_cents", "means"], descending=[True, False]).iter_rows()
    return tuple((code, cents, _divided(cents * _ONE, whole)) for code, cents in rows)
