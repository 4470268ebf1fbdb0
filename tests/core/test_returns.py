"""The return on collection adds nothing twice, and does not know what is not recorded."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from encours.core.measures import Line, Measure
from encours.core.returns import returns

ON = date(2026, 11, 20)


def measured(code: str, unit: Any, figure: int | None, lines: tuple[Line, ...] = (), **facts: int) -> Measure:
    exact = None if figure is None else Fraction(figure)
    return Measure(code, 1, ON, unit, exact, facts, currency="EUR", lines=lines)


def cost(kind: str, cents: int) -> Line:
    return Line(kind, Fraction(cents), {"cost_cents": cents})


def of_a_year(**changed: Measure) -> dict[str, Measure]:
    lines = (cost("staff", 300), cost("channel", 50), cost("invoicing", 999))
    found = {
        "working_capital_freed": measured("working_capital_freed", "cents", 9_000, baseline_dso_simple=600),
        "cash_effect": measured("cash_effect", "cents", 8_000, baseline_cash_in=100_000),
        "profit_effect": measured("profit_effect", "cents", 0, interest_cents=40, indemnity_cents=60),
        "operating_cost": measured("operating_cost", "cents", 1_349, lines),
        "dso_simple": measured("dso_simple", "days", 52),
    }
    return {**found, **changed}


def test_the_net_is_what_was_freed_and_won_less_what_it_cost() -> None:
    found = returns(of_a_year(), on=ON, currency="EUR")
    assert (found.freed_cents, found.won_cents, found.cost_cents) == (9_000, 100, 350)
    assert found.net_cents == 9_000 + 100 - 350
    assert found.per_euro_bps == 250_000


def test_money_received_beyond_the_start_is_told_and_never_added() -> None:
    poorer = measured("cash_effect", "cents", -8_000)
    found = returns(of_a_year(cash_effect=poorer), on=ON, currency="EUR")
    assert found.collected_cents == -8_000
    assert found.net_cents == 8_750


def test_costs_of_invoicing_are_no_cost_of_collecting() -> None:
    assert sum(returns(of_a_year(), on=ON, currency="EUR").costs.values()) == 350


def test_without_a_start_or_without_costs_there_is_no_net() -> None:
    no_start = measured("working_capital_freed", "cents", None)
    assert returns(of_a_year(working_capital_freed=no_start), on=ON, currency="EUR").net_cents is None
    no_cost = measured("operating_cost", "cents", None)
    found = returns(of_a_year(operating_cost=no_cost), on=ON, currency="EUR")
    assert (found.cost_cents, found.net_cents, found.per_euro_bps) == (None, None, None)


def test_before_and_now_stand_side_by_side() -> None:
    compared = {each.code: each for each in returns(of_a_year(), on=ON, currency="EUR").compared}
    assert (compared["dso_simple"].before, compared["dso_simple"].now) == (600, 520)
    assert (compared["cash_in"].before, compared["cash_in"].now) == (100_000, None)
