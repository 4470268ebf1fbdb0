"""Ceilings of payment terms (C. com. L441-10, L441-11) and periods of public debtors (CCP R2192-10, -11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.law.figures import Reading, figure, figures


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The longest term a situation allows.

    `starts`: issue, receipt or delivery, the day from which it runs. `mode`: net,
    end_of_month (either way of counting), eom_then_days or decade_then_days.
    """

    situation: str
    title: str
    days: int
    starts: str
    mode: str
    reading: Reading


def ceiling(situation: str, *, on: date) -> Ceiling:
    """The ceiling of a situation for an invoice of that day; KeyError for an unknown situation.

    UnknownLawError when the sheet says nothing for the day.
    """
    entry = figure("payment_terms", situation)
    reading = entry.reading(on=on)
    return Ceiling(
        situation=situation,
        title=entry.title,
        days=reading.value,
        starts=entry.facts["starts"],
        mode=entry.facts["mode"],
        reading=reading,
    )


def situations() -> tuple[str, ...]:
    """Every situation the sheet knows, in its order."""
    return tuple(figures("payment_terms"))
