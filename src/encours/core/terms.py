"""Payment terms: from a term and a day to a due date, and whether the law allows the term.

Both ways of counting "N jours fin de mois" exist (CEPC): N days and then the end of the month, or the
end of the month and then N days. A due date that falls on a week-end is not moved: no text says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from encours.law.terms import Ceiling, ceiling

Mode = Literal["net", "days_then_eom", "eom_then_days", "decade_then_days"]
_ONE_DAY = timedelta(days=1)
_DECADES = (10, 20)


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """A term as a contract states it.

    `base` is the day it runs from (issue, receipt or delivery: the caller gives that day); with
    `day_of_month`, the due date is the first such day on or after the one counted ("le 10 du mois"),
    the last day of a shorter month standing for it.
    """

    days: int
    mode: Mode = "net"
    day_of_month: int | None = None
    base: Literal["issue", "receipt", "delivery"] = "issue"

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"Un délai de paiement ne peut être négatif : {self.days} jours.")
        if self.day_of_month is not None and not 1 <= self.day_of_month <= 31:  # noqa: PLR2004 — days of a month
            raise ValueError(f"Le jour du mois va de 1 à 31, pas {self.day_of_month}.")


def due_on(base_on: date, terms: PaymentTerms) -> date:
    """The due date of what runs from `base_on`."""
    counted = _counted(base_on, terms)
    if terms.day_of_month is None:
        return counted
    same_month = _on_day(counted, terms.day_of_month)
    return (
        same_month if same_month >= counted else _on_day(_month_end(counted) + _ONE_DAY, terms.day_of_month)
    )


def due_on_expr(base_on: pl.Expr, terms: PaymentTerms) -> pl.Expr:
    """`due_on` of a column of dates."""
    counted = _counted_expr(base_on, terms)
    if terms.day_of_month is None:
        return counted
    same_month = _on_day_expr(counted, terms.day_of_month)
    next_month = _on_day_expr(counted.dt.month_end() + _ONE_DAY, terms.day_of_month)
    return pl.when(same_month >= counted).then(same_month).otherwise(next_month)


@dataclass(frozen=True, slots=True)
class TermsCheck:
    """Whether a term keeps to its ceiling: a warning, never a refusal.

    `rule` is terms_allowed, terms_need_written_clause (45 days end of month, by exception) or
    terms_beyond_ceiling; then `excess_days` is the most by which it is exceeded, for the base day
    `worst_base_on` whose due date is `worst_due_on`. `sentence` is a French message id for `facts`.
    """

    rule: Literal["terms_allowed", "terms_need_written_clause", "terms_beyond_ceiling"]
    situation: str
    excess_days: int
    worst_base_on: date
    worst_due_on: date
    sentence: str

    @property
    def facts(self) -> dict[str, object]:
        """What the sentence names."""
        return {
            "excess_days": self.excess_days,
            "base_on": self.worst_base_on,
            "due_on": self.worst_due_on,
        }


_SENTENCES = {
    "terms_allowed": "Ce délai de paiement respecte le plafond légal.",
    "terms_need_written_clause": (
        "Ce délai n'est permis que par exception : il doit être écrit au contrat et ne pas constituer un "
        "abus manifeste envers le créancier."
    ),
    "terms_beyond_ceiling": (
        "Ce délai dépasse le plafond légal de %(excess_days)d jours pour une facture du %(base_on)s, à "
        "échéance du %(due_on)s. Raccourcissez le délai ou vérifiez qu'un accord de branche le permet."
    ),
}


def check_terms(terms: PaymentTerms, *, on: date, situation: str = "agreed") -> TermsCheck:
    """Compare a term with its ceiling for every base day of the year that begins with `on`.

    The term and the ceiling are taken to run from the same day. KeyError for an unknown situation,
    UnknownLawError for a day before the texts.
    """
    year = [on + timedelta(days=n) for n in range(366)]
    excess, worst = _worst(terms, ceiling(situation, on=on), year)
    by_exception = situation == "agreed" and excess > 0 and terms.mode in {"days_then_eom", "eom_then_days"}
    if by_exception and _worst(terms, ceiling("agreed_end_of_month", on=on), year)[0] <= 0:
        return _check("terms_need_written_clause", situation, 0, worst, terms)
    if excess > 0:
        return _check("terms_beyond_ceiling", situation, excess, worst, terms)
    return _check("terms_allowed", situation, 0, worst, terms)


def latest_allowed_on(base_on: date, limit: Ceiling) -> date:
    """The latest due date a ceiling allows; for "fin de mois" the later of the two ways of counting."""
    if limit.mode == "end_of_month":
        ways: tuple[Mode, ...] = ("days_then_eom", "eom_then_days")
        return max(due_on(base_on, PaymentTerms(limit.days, way)) for way in ways)
    modes: dict[str, Mode] = {"eom_then_days": "eom_then_days", "decade_then_days": "decade_then_days"}
    return due_on(base_on, PaymentTerms(limit.days, modes.get(limit.mode, "net")))


def _worst(terms: PaymentTerms, limit: Ceiling, base_days: list[date]) -> tuple[int, date]:
    return max(((due_on(day, terms) - latest_allowed_on(day, limit)).days, day) for day in base_days)


def _check(
    rule: Literal["terms_allowed", "terms_need_written_clause", "terms_beyond_ceiling"],
    situation: str,
    excess: int,
    worst: date,
    terms: PaymentTerms,
) -> TermsCheck:
    return TermsCheck(rule, situation, excess, worst, due_on(worst, terms), _SENTENCES[rule])


def _counted(base_on: date, terms: PaymentTerms) -> date:
    days = timedelta(days=terms.days)
    if terms.mode == "days_then_eom":
        return _month_end(base_on + days)
    if terms.mode == "eom_then_days":
        return _month_end(base_on) + days
    if terms.mode == "decade_then_days":
        return _decade_end(base_on) + days
    return base_on + days


def _counted_expr(base_on: pl.Expr, terms: PaymentTerms) -> pl.Expr:
    days = timedelta(days=terms.days)
    if terms.mode == "days_then_eom":
        return (base_on + days).dt.month_end()
    if terms.mode == "eom_then_days":
        return base_on.dt.month_end() + days
    if terms.mode == "decade_then_days":
        return _decade_end_expr(base_on) + days
    return base_on + days


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE_DAY


def _on_day(day: date, day_of_month: int) -> date:
    return day.replace(day=min(day_of_month, _month_end(day).day))


def _on_day_expr(day: pl.Expr, day_of_month: int) -> pl.Expr:
    wanted = day.dt.month_start() + timedelta(days=day_of_month - 1)
    return pl.min_horizontal(wanted, day.dt.month_end())


def _decade_end(day: date) -> date:
    end = next((end for end in _DECADES if day.day <= end), None)
    return day.replace(day=end) if end else _month_end(day)


def _decade_end_expr(day: pl.Expr) -> pl.Expr:
    first, second = (day.dt.month_start() + timedelta(days=end - 1) for end in _DECADES)
    return pl.when(day <= first).then(first).when(day <= second).then(second).otherwise(day.dt.month_end())
