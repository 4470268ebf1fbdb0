"""The rates of late payment, read as the law reads them: once a half-year.

The ECB refinancing rate counts as it stands on 1 January and 1 July (C. com. L441-10 II,
CCP R2192-31); the legal interest rate is set by order for each half-year (CMF L313-2).
All rates are whole basis points (hundredths of a percent).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from encours.law.figures import Figure, Reading, figure, figures


class HalfYear(NamedTuple):
    """A half-year of the calendar; `half` is 1 or 2."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> HalfYear:
        """The half-year that holds the day."""
        return cls(day.year, 1 if day.month <= 6 else 2)  # noqa: PLR2004 — June ends the first half

    @classmethod
    def from_code(cls, code: str) -> HalfYear:
        """Read back `2026-S2`; ValueError for anything else."""
        found = re.fullmatch(r"(\d{4})-S([12])", code)
        if not found:
            raise ValueError(f"Semestre illisible : {code!r}. Écrivez-le comme 2026-S2.")
        return cls(int(found[1]), int(found[2]))

    @property
    def code(self) -> str:
        """As written in files and on statements: `2026-S2`."""
        return f"{self.year}-S{self.half}"

    @property
    def starts_on(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def ends_on(self) -> date:
        """30 June or 31 December."""
        return self.following.starts_on - timedelta(days=1)

    @property
    def following(self) -> HalfYear:
        """The half-year after this one."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> HalfYear:
        """The half-year before this one."""
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)


Confirmed = Mapping[HalfYear, int]
NOTHING_CONFIRMED: Confirmed = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Rates that a person confirmed, in basis points by half-year; the confirming act keeps the source."""

    ecb: Confirmed = field(default_factory=lambda: NOTHING_CONFIRMED)
    legal: Confirmed = field(default_factory=lambda: NOTHING_CONFIRMED)


@dataclass(frozen=True, slots=True)
class Missing:
    """A rate of a half-year that nobody has confirmed yet, and where a person finds it."""

    rate: Literal["ecb", "legal"]
    half_year: HalfYear
    title: str
    remedy: str


def ecb_rate(*, on: date, confirmed: Confirmed = NOTHING_CONFIRMED) -> Reading:
    """The ECB main refinancing rate that counts for the half-year of that day."""
    return _half_yearly(figure("ecb_refinancing_rate", "main_refinancing"), on, confirmed)


def legal_rate(
    *,
    on: date,
    creditor: Literal["professional", "individual"] = "professional",
    confirmed: Confirmed = NOTHING_CONFIRMED,
) -> Reading:
    """The legal interest rate of the half-year of that day.

    `individual` is for a natural person not acting for professional needs; a company that claims
    from a consumer uses `professional`, like everyone else.
    """
    return _half_yearly(figure("legal_interest_rate", creditor), on, confirmed)


def missing(*, on: date, confirmed: Confirmations) -> tuple[Missing, ...]:
    """What a person has to confirm so that nothing computed up to that day is provisional, oldest first.

    Looks back from that day to the last half-year that the sheets themselves confirm.
    """
    ecb = figure("ecb_refinancing_rate", "main_refinancing")
    legal = figure("legal_interest_rate", "professional")
    return (
        *(Missing("ecb", half, ecb.title, ecb.remedy) for half in _unconfirmed(ecb, on, confirmed.ecb)),
        *(
            Missing("legal", half, legal.title, legal.remedy)
            for half in _unconfirmed(legal, on, confirmed.legal)
        ),
    )


def _unconfirmed(rate: Figure, on: date, confirmed: Confirmed) -> list[HalfYear]:
    half, found = HalfYear.of(on), []
    while not rate.reading(on=half.starts_on).confirmed:
        if half not in confirmed:
            found.append(half)
        half = half.previous
    return found[::-1]


def _half_yearly(rate: Figure, on: date, confirmed: Confirmed) -> Reading:
    half = HalfYear.of(on)
    said = rate.reading(on=half.starts_on)
    if said.confirmed:  # once the sheet vouches for the half-year, the sheet speaks
        return said
    last = max((known for known in confirmed if known <= half), default=None)
    if last is None or last.starts_on < said.from_on:
        return said
    return Reading(
        value=confirmed[last],
        from_on=last.starts_on,
        source="confirmé par une personne",
        evidence="P",
        confirmed=last == half,
    )


def default_points(*, on: date) -> Reading:
    """Points added to the ECB rate between professionals when nothing is stipulated."""
    return figure("late_payment", "default_points").reading(on=on)


def public_points(*, on: date) -> Reading:
    """Points added to the ECB rate for a public debtor."""
    return figure("late_payment", "public_points").reading(on=on)


def floor_multiple(*, on: date) -> Reading:
    """How many times the legal rate a contractual rate must reach."""
    return figure("late_payment", "floor_multiple").reading(on=on)


def day_count(*, on: date) -> Reading:
    """Days of the year by which interest is divided (exact/365)."""
    return figure("late_payment", "day_count").reading(on=on)


def recovery_indemnity(*, on: date) -> Reading:
    """The fixed recovery indemnity of one invoice paid late, in cents."""
    return figure("late_payment", "recovery_indemnity").reading(on=on)


def first_half_year() -> HalfYear:
    """The first half-year for which every rate and rule of late payment is in the sheets."""
    first = max(
        entry.values[0].from_on
        for entry in (
            figure("ecb_refinancing_rate", "main_refinancing"),
            figure("legal_interest_rate", "professional"),
            *figures("late_payment").values(),
        )
    )
    half = HalfYear.of(first)
    return half if half.starts_on == first else half.following


def recovery_indemnities() -> tuple[Reading, ...]:
    """Every value the fixed recovery indemnity has had, in cents, oldest first."""
    return figure("late_payment", "recovery_indemnity").values
