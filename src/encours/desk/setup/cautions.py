"""What the law says of a creditor's terms and rate: warnings that never block."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.interest_rates import Clause, InterestRules, yearly_rate
from encours.core.terms import PaymentTerms, check_terms
from encours.desk.plain import in_words
from encours.law import rates
from encours.law.figures import UnknownLawError
from encours.words import amounts, days
from encours.words.languages import nearest


def cautions(
    *, penalty_bps: int | None, terms_days: int, terms_mode: str, on: date, rules: InterestRules
) -> list[str]:
    """Say, in sentences, where rate or terms leave what the law allows; none when all is well."""
    try:
        return [*_of_rate(penalty_bps, on, rules), *_of_terms(terms_days, terms_mode, on)]
    except UnknownLawError as unknown:
        return [in_words(unknown.sentence)]


def floor_sentence(*, on: date, rules: InterestRules) -> str:
    """Say the lowest rate that a contract may set, and the one that the law sets without a contract."""
    try:
        legal = rates.legal_rate(on=on, confirmed=rules.confirmed.legal)
        floor = rates.floor_multiple(on=on).value * legal.value
        default = yearly_rate("b2b", on=on, starts_on=on, rules=InterestRules(confirmed=rules.confirmed))
    except UnknownLawError as unknown:
        return in_words(unknown.sentence)
    told = _(
        "Plancher légal ce semestre : %(floor)s (trois fois le taux d’intérêt légal) ; "
        "taux sans clause : %(default)s (BCE + 10 points)."
    ) % {"floor": _rate(floor), "default": _rate(default.bps)}
    if legal.confirmed and default.confirmed:
        return told
    return told + " " + _("Chiffres provisoires : le taux du semestre reste à confirmer.")


def _of_rate(penalty_bps: int | None, on: date, rules: InterestRules) -> list[str]:
    if penalty_bps is None:
        return []
    clause = InterestRules(clause=Clause(penalty_bps), confirmed=rules.confirmed)
    rate = yearly_rate("b2b", on=on, starts_on=on, rules=clause)
    if not rate.breaches_floor:
        return []
    return [
        _(
            "Le taux de %(rate)s est sous le plancher légal de %(floor)s (C. com. L441-10) : "
            "un juge peut l’écarter, et l’omettre expose à une amende. Relevez-le, ou laissez vide pour le taux légal."
        )
        % {"rate": _rate(penalty_bps), "floor": _rate(rate.floor_bps or 0)}
    ]


def _of_terms(terms_days: int, terms_mode: str, on: date) -> list[str]:
    found = check_terms(PaymentTerms(terms_days, terms_mode), on=on)  # type: ignore[arg-type] # of TERM_MODES
    if found.rule == "terms_allowed":
        return []
    language = nearest(get_language())
    facts = {
        name: days.day(value, language) if isinstance(value, date) else value
        for name, value in found.facts.items()
    }
    return [_(found.sentence) % facts]


def _rate(bps: int) -> str:
    return amounts.percent(Decimal(bps).scaleb(-2), nearest(get_language()))
