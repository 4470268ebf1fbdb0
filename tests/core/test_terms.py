from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.terms import PaymentTerms, check_terms, due_on, due_on_expr, latest_allowed_on
from encours.law.figures import UnknownLawError
from encours.law.terms import ceiling, situations

TODAY = date(2026, 11, 21)
TERMS = st.builds(
    PaymentTerms,
    st.integers(min_value=0, max_value=120),
    st.sampled_from(("net", "days_then_eom", "eom_then_days", "decade_then_days")),
    st.none() | st.integers(min_value=1, max_value=31),
)


@settings(max_examples=100, deadline=None)
@given(days=st.lists(st.dates(date(2000, 1, 1), date(2050, 1, 1)), min_size=1, max_size=10), terms=TERMS)
def test_a_column_of_due_dates_is_the_function_row_by_row(days: list[date], terms: PaymentTerms) -> None:
    column = pl.DataFrame({"base": days}).select(due_on_expr(pl.col("base"), terms)).to_series()
    assert column.to_list() == [due_on(day, terms) for day in days]


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(2000, 1, 1), date(2050, 1, 1)), terms=TERMS)
def test_a_due_date_is_never_before_the_days_agreed(day: date, terms: PaymentTerms) -> None:
    assert (due_on(day, terms) - day).days >= terms.days


@pytest.mark.parametrize(("days", "day_of_month"), [(-1, None), (30, 0), (30, 32)])
def test_a_term_that_means_nothing_is_refused(days: int, day_of_month: int | None) -> None:
    with pytest.raises(ValueError, match=r"délai de paiement|jour du mois"):
        PaymentTerms(days, day_of_month=day_of_month)


@pytest.mark.parametrize("situation", situations())
def test_every_ceiling_allows_itself_and_not_a_day_more(situation: str) -> None:
    limit = ceiling(situation, on=TODAY)
    mode = {"end_of_month": "eom_then_days"}.get(limit.mode, limit.mode)
    assert check_terms(PaymentTerms(limit.days, mode), on=TODAY, situation=situation).rule == "terms_allowed"
    beyond = check_terms(PaymentTerms(limit.days + 1, mode), on=TODAY, situation=situation)
    assert (beyond.rule, beyond.excess_days) == ("terms_beyond_ceiling", 1)


def test_a_warning_names_the_worst_invoice_and_what_to_do() -> None:
    found = check_terms(PaymentTerms(60, "eom_then_days"), on=date(2026, 1, 1))
    limit = latest_allowed_on(found.worst_base_on, ceiling("agreed", on=TODAY))
    assert (found.worst_due_on - limit).days == found.excess_days == 30
    assert "30 jours" in found.sentence % found.facts
    assert "accord de branche" in found.sentence


def test_the_latest_day_of_an_end_of_month_ceiling_is_the_later_of_the_two_ways_of_counting() -> None:
    limit = ceiling("agreed_end_of_month", on=TODAY)
    assert latest_allowed_on(date(2026, 1, 15), limit) == date(2026, 3, 31)
    assert latest_allowed_on(date(2026, 3, 10), limit) == date(2026, 5, 15)


def test_terms_older_than_the_texts_are_refused_rather_than_guessed() -> None:
    with pytest.raises(UnknownLawError):
        check_terms(PaymentTerms(60), on=date(2018, 1, 1))
