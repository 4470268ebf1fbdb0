"""Late-payment interest and the EUR 40 indemnity, by regime, to the cent, with the evidence.

- `b2b` (C. com. L441-10 II): from the day after the due date, ECB rate of each half-year + 10
  points, or the creditor's clause, checked against the floor of 3 times the legal rate;
- `public` (CCP R2192-31, -32): one rate, the ECB rate of the half-year in which interest began
  + 8 points;
- `consumer` (C. civ. 1231-6, 1344-1): the legal rate, from the formal notice only, no indemnity.

Days late run from the due date (excluded) to the payment (included), divided by 365 in every year. A payment that came
back paid nothing: they go on as if it had never come (`core.movements`).
Interest is a claim of its own: it is never added to the principal.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from encours.core.interest_rates import (
    InterestRules,
    RateKind,
    Regime,
    YearlyRate,
    rate_kind,
    yearly_rate,
)
from encours.core.money import proportion_expr, rounded
from encours.core.movements import Movement, that_stand
from encours.law import rates
from encours.law.rates import HalfYear

BPS_OF_ONE = 10_000
_ONE_DAY = timedelta(days=1)
_REGIMES: tuple[Regime, ...] = ("b2b", "public", "consumer")


@dataclass(frozen=True, slots=True)
class Debt:
    """One receivable as the law sees it; `principal_cents` includes VAT.

    `formal_notice_on` matters to a consumer only. `frozen_on` is the opening of insolvency
    proceedings: interest stops the day before it and the indemnity is not claimed.
    """

    regime: Regime
    due_on: date
    principal_cents: int
    movements: tuple[Movement, ...] = ()
    formal_notice_on: date | None = None
    frozen_on: date | None = None

    def base_cents(self, *, on: date) -> int:
        """The principal that bears interest that day."""
        moved = sum(one.amount_cents for one in that_stand(self.movements) if one.counts_from <= on)
        return max(0, self.principal_cents - moved)

    @property
    def starts_on(self) -> date | None:
        """The first day that bears interest; None while nothing makes it run."""
        if self.regime != "consumer":
            return self.due_on + _ONE_DAY
        if self.formal_notice_on is None:
            return None
        return max(self.due_on, self.formal_notice_on) + _ONE_DAY


@dataclass(frozen=True, slots=True)
class Segment:
    """Days with one base and one rate, both ends counted; `exact_cents` is what rounding has not touched."""

    from_on: date
    to_on: date
    base_cents: int
    rate: YearlyRate
    day_count: int

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return (self.to_on - self.from_on).days + 1

    @property
    def exact_cents(self) -> Fraction:
        """Base × rate × days, over 10 000 basis points and the days of the year."""
        return Fraction(self.base_cents * self.rate.bps * self.days, BPS_OF_ONE * self.day_count)


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest of one receivable on a day; `exact_cents` is rounded half up, once, into `cents`.

    `floor_bps` is the highest floor met; `floor_breach` says that the clause was below a floor on some
    day (the clause is applied as written, a person decides), `floor_provisional` that a floor rests on
    a legal rate not confirmed. `daily_cents` is what one more day adds at that day's rate.
    """

    cents: int
    exact_cents: Fraction
    segments: tuple[Segment, ...]
    provisional: bool
    rate_kind: RateKind
    floor_bps: int | None
    floor_breach: bool
    floor_provisional: bool
    daily_cents: int
    indemnity_cents: int


def interest(debt: Debt, *, on: date, rules: InterestRules | None = None) -> Interest:
    """What the debtor owes beside the principal on that day, that day included.

    UnknownLawError when a rate of the period is not in the law's sheets.
    """
    rules = rules or InterestRules()
    segments = _segments(debt, on, rules)
    exact = sum((segment.exact_cents for segment in segments), Fraction(0))
    floors = [s.rate.floor_bps for s in segments if s.rate.floor_bps is not None]
    daily = _daily(debt, on, rules)
    return Interest(
        cents=rounded(exact.numerator, exact.denominator),
        exact_cents=exact,
        segments=segments,
        provisional=not all(segment.rate.confirmed for segment in segments),
        rate_kind=rate_kind(debt.regime, rules),
        floor_bps=max(floors, default=None),
        floor_breach=any(segment.rate.breaches_floor for segment in segments),
        floor_provisional=not all(segment.rate.floor_confirmed for segment in segments),
        daily_cents=rounded(daily.numerator, daily.denominator),
        indemnity_cents=indemnity_cents(debt, on=on),
    )


def indemnity_cents(debt: Debt, *, on: date) -> int:
    """The fixed recovery indemnity (C. com. D441-5, CCP D2192-35): once, from the first day late.

    It stays due when the invoice is paid since. Never for a consumer; never once insolvency proceedings
    are open: the text lifts it only for debts that the opening forbids to pay when due, and not claiming
    it at all is the cautious reading.
    """
    frozen = debt.frozen_on is not None and debt.frozen_on <= on
    first_late = debt.due_on + _ONE_DAY
    if debt.regime == "consumer" or frozen or on < first_late or debt.base_cents(on=first_late) == 0:
        return 0
    return rates.recovery_indemnity(on=first_late).value


def _last_day(debt: Debt, on: date) -> date:
    return on if debt.frozen_on is None else min(on, debt.frozen_on - _ONE_DAY)


def _segments(debt: Debt, on: date, rules: InterestRules) -> tuple[Segment, ...]:
    start, last = debt.starts_on, _last_day(debt, on)
    if start is None or start > last:
        return ()
    cuts = [*_cuts(debt, start, last), last + _ONE_DAY]
    return tuple(
        Segment(
            from_on=first,
            to_on=after - _ONE_DAY,
            base_cents=debt.base_cents(on=first),
            rate=yearly_rate(debt.regime, on=first, starts_on=start, rules=rules),
            day_count=rates.day_count(on=start).value,
        )
        for first, after in itertools.pairwise(cuts)
        if debt.base_cents(on=first) > 0
    )


def _cuts(debt: Debt, start: date, last: date) -> list[date]:
    days = {start, *(m.counts_from for m in that_stand(debt.movements) if start < m.counts_from <= last)}
    half = HalfYear.of(start).following
    while debt.regime != "public" and half.starts_on <= last:
        days.add(half.starts_on)
        half = half.following
    return sorted(days)


def _daily(debt: Debt, on: date, rules: InterestRules) -> Fraction:
    start = debt.starts_on
    if start is None or not start <= on == _last_day(debt, on):
        return Fraction(0)
    base = debt.base_cents(on=on + _ONE_DAY)
    if base == 0:
        return Fraction(0)
    rate = yearly_rate(debt.regime, on=on, starts_on=start, rules=rules)
    return Fraction(base * rate.bps, BPS_OF_ONE * rates.day_count(on=start).value)


def with_interest(items: pl.LazyFrame, *, on: date, rules: InterestRules | None = None) -> pl.LazyFrame:
    """Add `interest_cents`, `interest_provisional` and `indemnity_cents`, for a whole book at once.

    Needs `due_on`, `open_cents` and `regime`; `formal_notice_on` if consumers are to bear interest.
    The open amount counts as open since its due date: a receivable whose principal has moved needs
    `interest`, which gives the same result for one that has not (a test holds them equal).
    Nothing is owed without a due date, on a credit, or before the first day late; the columns are
    null (provisional: true) where the law's sheets do not reach back far enough. UnknownLawError for
    an `on` before the sheets begin.
    """
    rules = rules or InterestRules()
    table = _bps_days(on, rules).lazy()
    due_on, regime = pl.col("due_on"), pl.col("regime")
    anchor: pl.Expr = pl.when(regime != "consumer").then(due_on)
    if "formal_notice_on" in items.collect_schema():
        notice_on = pl.col("formal_notice_on")
        noticed = due_on.is_not_null() & notice_on.is_not_null()
        anchor = pl.coalesce(anchor, pl.when(noticed).then(pl.max_horizontal(due_on, notice_on)))
    return (
        items.with_columns(anchor.alias("_anchor_on"))
        .join(table, left_on="_anchor_on", right_on="anchor_on", how="left", maintain_order="left")
        .with_columns(*_owed(on))
        .drop("_anchor_on", *table.collect_schema().names()[1:])
    )


def _owed(on: date) -> list[pl.Expr]:
    regime, open_cents = pl.col("regime"), pl.col("open_cents")
    started = ((pl.col("_anchor_on") < on) & (open_cents > 0)).fill_null(value=False)
    bps_days = pl.coalesce(pl.when(regime == name).then(f"_{name}_bps_days") for name in _REGIMES)
    unsure = pl.coalesce(pl.when(regime == name).then(f"_{name}_unsure") for name in _REGIMES)
    cents = proportion_expr(open_cents, bps_days, BPS_OF_ONE * rates.day_count(on=on).value)
    return [
        pl.when(started).then(cents).otherwise(0).alias("interest_cents"),
        pl.when(started).then(unsure.fill_null(value=True)).otherwise(False).alias("interest_provisional"),
        pl.when(started & (regime != "consumer")).then("_fee_cents").otherwise(0).alias("indemnity_cents"),
    ]


def _bps_days(on: date, rules: InterestRules) -> pl.DataFrame:
    """For each last day before interest runs: basis points × days up to `on`, by regime."""
    first = rates.first_half_year()
    days = pl.DataFrame({"day": pl.date_range(first.starts_on, on, eager=True)})
    daily = days.join_asof(_half_yearly_rates(first, on, rules), on="day").join_asof(_indemnities(), on="day")
    remaining = (pl.lit(on) - pl.col("day")).dt.total_days() + 1
    columns = []
    for regime in _REGIMES:
        bps, unsure = pl.col(f"_{regime}_bps_days"), pl.col(f"_{regime}_unsure")
        fixed = regime == "public" or (regime == "b2b" and rules.reset == "at_start")
        columns += (
            [bps * remaining, unsure]
            if fixed
            else [
                bps.cum_sum(reverse=True),
                unsure.cum_max(reverse=True),
            ]
        )
    return daily.select((pl.col("day") - _ONE_DAY).alias("anchor_on"), "_fee_cents", *columns)


def _half_yearly_rates(first: HalfYear, on: date, rules: InterestRules) -> pl.DataFrame:
    halves = [first]
    while halves[-1].following.starts_on <= on:
        halves.append(halves[-1].following)
    columns: dict[str, list[date] | list[int] | list[bool]] = {"day": [half.starts_on for half in halves]}
    for regime in _REGIMES:
        read = [
            yearly_rate(regime, on=half.starts_on, starts_on=half.starts_on, rules=rules) for half in halves
        ]
        columns[f"_{regime}_bps_days"] = [rate.bps for rate in read]
        columns[f"_{regime}_unsure"] = [not rate.confirmed for rate in read]
    return pl.DataFrame(columns)


def _indemnities() -> pl.DataFrame:
    values = rates.recovery_indemnities()
    return pl.DataFrame(
        {"day": [value.from_on for value in values], "_fee_cents": [value.value for value in values]}
    )
