from datetime import date

import pytest

from encours.core.interest_rates import Clause, InterestRules, provisional_regimes, yearly_rate
from encours.law.rates import Confirmations, HalfYear

UNKNOWN = date(2026, 11, 21)  # in a half-year that no sheet confirms
ECB = {HalfYear(2026, 2): 240}
LEGAL = {HalfYear(2026, 2): 250}


@pytest.mark.parametrize(
    ("rules", "regimes"),
    [
        (InterestRules(), {"b2b", "public", "consumer"}),
        (InterestRules(clause=Clause(1500)), {"public", "consumer"}),
        (InterestRules(clause=Clause(1000, above_ecb=True)), {"b2b", "public", "consumer"}),
        (InterestRules(confirmed=Confirmations(ecb=ECB)), {"consumer"}),
        (InterestRules(confirmed=Confirmations(legal=LEGAL)), {"b2b", "public"}),
        (InterestRules(confirmed=Confirmations(ecb=ECB, legal=LEGAL)), set()),
    ],
)
def test_a_regime_is_provisional_while_its_rate_waits_for_a_person(
    rules: InterestRules, regimes: set[str]
) -> None:
    assert provisional_regimes(on=UNKNOWN, rules=rules) == regimes


def test_no_regime_is_provisional_in_a_half_year_that_the_sheets_confirm() -> None:
    assert provisional_regimes(on=date(2026, 6, 30), rules=InterestRules()) == frozenset()


def test_a_rate_names_its_half_year_and_its_source() -> None:
    day = date(2025, 9, 1)
    rate = yearly_rate("b2b", on=day, starts_on=day, rules=InterestRules())
    assert (rate.bps, rate.half_year.code, rate.floor_bps) == (1215, "2025-S2", 828)
    assert "L441-10" in rate.source
    stipulated = yearly_rate("b2b", on=day, starts_on=day, rules=InterestRules(clause=Clause(1500)))
    assert (stipulated.bps, stipulated.source) == (1500, "clause du créancier")


def test_a_public_debtor_keeps_the_rate_of_the_half_year_in_which_interest_began() -> None:
    rate = yearly_rate("public", on=date(2025, 9, 1), starts_on=date(2025, 6, 1), rules=InterestRules())
    assert (rate.bps, rate.half_year.code, rate.floor_bps) == (1115, "2025-S1", None)


def test_the_floor_binds_a_clause_and_not_the_rate_of_the_law() -> None:
    day = date(2024, 2, 1)
    legal = yearly_rate("b2b", on=day, starts_on=day, rules=InterestRules())
    clause = yearly_rate("b2b", on=day, starts_on=day, rules=InterestRules(clause=Clause(1450)))
    assert legal.bps == clause.bps < 1521
    assert (legal.breaches_floor, clause.breaches_floor) == (False, True)
