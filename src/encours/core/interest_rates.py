"""Which yearly rate of late-payment interest applies on a day, by regime, and whether it may be relied on.

Rates are whole basis points. Sources: C. com. L441-10 II, CCP R2192-31, C. civ. 1231-6.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from encours.law import rates
from encours.law.figures import Reading
from encours.law.rates import Confirmations, HalfYear

Regime = Literal["b2b", "public", "consumer"]
RateKind = Literal["default", "contract", "public", "legal"]


@dataclass(frozen=True, slots=True)
class Clause:
    """The rate written in the creditor's terms: yearly basis points, or points above the ECB rate."""

    bps: int
    above_ecb: bool = False


@dataclass(frozen=True, slots=True)
class InterestRules:
    """What a creditor has settled: its clause if any, how the rate follows the half-years, confirmed rates.

    `reset` is `per_semester` (our reading of L441-10) or `at_start` (the rate of the first day late
    is kept); it concerns `b2b` alone.
    """

    clause: Clause | None = None
    reset: Literal["per_semester", "at_start"] = "per_semester"
    confirmed: Confirmations = field(default_factory=Confirmations)


@dataclass(frozen=True, slots=True)
class YearlyRate:
    """A rate as it applies from a day: basis points, what it is, and whether sources vouch for it."""

    bps: int
    kind: RateKind
    half_year: HalfYear
    confirmed: bool
    source: str
    floor_bps: int | None = None
    floor_confirmed: bool = True

    @property
    def breaches_floor(self) -> bool:
        """The floor binds a clause, not the rate that the law itself sets."""
        return self.kind == "contract" and self.floor_bps is not None and self.bps < self.floor_bps


def yearly_rate(regime: Regime, *, on: date, starts_on: date, rules: InterestRules) -> YearlyRate:
    """The rate of that day for a delay whose first day was `starts_on`."""
    kind = rate_kind(regime, rules)
    fixed_at_start = kind == "public" or (regime == "b2b" and rules.reset == "at_start")
    half = HalfYear.of(starts_on if fixed_at_start else on)
    day = half.starts_on
    if kind == "legal":
        legal = rates.legal_rate(on=day, confirmed=rules.confirmed.legal)
        return YearlyRate(legal.value, kind, half, legal.confirmed, legal.source)
    ecb = rates.ecb_rate(on=day, confirmed=rules.confirmed.ecb)
    if kind == "public":
        bps, confirmed, source = _above(ecb, rates.public_points(on=day))
        return YearlyRate(bps, kind, half, confirmed, source)
    return _between_professionals(ecb, half, kind, rules)


def _between_professionals(ecb: Reading, half: HalfYear, kind: RateKind, rules: InterestRules) -> YearlyRate:
    day = half.starts_on
    if rules.clause is None:
        bps, confirmed, source = _above(ecb, rates.default_points(on=day))
    else:
        bps, confirmed, source = _stipulated(rules.clause, ecb)
    legal = rates.legal_rate(on=day, confirmed=rules.confirmed.legal)
    floor = rates.floor_multiple(on=day).value * legal.value
    return YearlyRate(bps, kind, half, confirmed, source, floor, legal.confirmed)


def _stipulated(clause: Clause, ecb: Reading) -> tuple[int, bool, str]:
    if clause.above_ecb:
        return ecb.value + clause.bps, ecb.confirmed, f"clause du créancier ; {ecb.source}"
    return clause.bps, True, "clause du créancier"


def _above(ecb: Reading, points: Reading) -> tuple[int, bool, str]:
    return ecb.value + points.value, ecb.confirmed and points.confirmed, f"{points.source} ; {ecb.source}"


def provisional_regimes(*, on: date, rules: InterestRules) -> frozenset[Regime]:
    """The regimes for which some rate up to that day waits for a person's confirmation.

    A fixed clause waits for nothing.
    """
    waiting = {rate.rate for rate in rates.missing(on=on, confirmed=rules.confirmed)}
    found: set[Regime] = set()
    if "ecb" in waiting:
        found |= {"public"} if rules.clause and not rules.clause.above_ecb else {"public", "b2b"}
    if "legal" in waiting:
        found.add("consumer")
    return frozenset(found)


def rate_kind(regime: Regime, rules: InterestRules) -> RateKind:
    """What the rate of a regime is, under a creditor's rules."""
    if regime == "b2b":
        return "default" if rules.clause is None else "contract"
    return "public" if regime == "public" else "legal"
