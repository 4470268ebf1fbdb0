"""Costs, losses, complaints, surveys and starting points: recorded once, sealed, cancelled rather than edited."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from books import sound
from collecting import TODAY, Desk
from encours.acts.cancel_recorded import cancel_recorded
from encours.acts.keep_measures import keep_measures, kept_measures
from encours.acts.measuring import measure
from encours.acts.record_complaint import record_complaint
from encours.acts.record_cost import record_cost
from encours.acts.record_outcome import record_outcome
from encours.acts.set_baseline import set_baseline
from encours.acts.survey import answer_survey, ask_survey, digest_of
from encours.core.measures import DEFINITIONS
from encours.core.refusals import RuleError
from encours.records.measures.models import Baseline, Cost, KeptMeasure
from vauban import CLAIRE


def value(desk: Desk, code: str, *, on: date = TODAY, known: Any = "now") -> int | None:
    (found,) = measure([code], desk.creditor, on=on, known=known)
    return found.value


def a_cost(desk: Desk, cents: int = 36_500, **told: Any) -> Cost:
    given = {"what": "Salaires", "kind": "staff", "from_on": TODAY - timedelta(days=364), "to_on": TODAY}
    return record_cost(desk.creditor, amount_cents=cents, author=CLAIRE, at=desk.now, **{**given, **told})


@pytest.mark.both
def test_what_is_recorded_counts_in_its_measure_and_is_sealed(desk: Desk) -> None:
    customer, told = desk.customer(), {"author": CLAIRE, "at": desk.now}
    desk.run()
    desk.send()
    a_cost(desk)
    a_cost(desk, 150, what="Un e-mail", kind="channel", action="email", minutes=5, to_on=None)
    record_outcome(customer, kind="written_off", amount_cents=5_000, on=TODAY, **told)
    record_outcome(customer, kind="indemnity", amount_cents=4_000, on=TODAY, **told)
    record_complaint(customer, kind="complaint", source="customer", on=TODAY, text="Deux relances", **told)
    survey, _token = ask_survey(customer, on=TODAY, **told)
    answer_survey(survey, score=8, on=TODAY, **told)
    assert value(desk, "operating_cost") == 36_500 + 150
    assert value(desk, "losses") == 5_000
    assert value(desk, "profit_effect") == 4_000 - 5_000 - 36_650
    assert value(desk, "complaint_rate") == 10_000
    assert value(desk, "survey_score") == 80
    assert value(desk, "hours_freed") == 1  # five minutes, in tenths of an hour
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_mistake_is_cancelled_and_counts_no_more_except_as_known_then(desk: Desk) -> None:
    cost = a_cost(desk)
    desk.later(days=1)
    cancel_recorded(cost, reason="Compté deux fois", author=CLAIRE, at=desk.now)
    assert value(desk, "operating_cost") is None
    assert value(desk, "operating_cost", known="then") == 36_500
    assert value(desk, "operating_cost", on=TODAY + timedelta(days=1), known="then") is None
    with pytest.raises(RuleError, match="déjà annulé"):
        cancel_recorded(cost, reason="encore", author=CLAIRE, at=desk.now)
    sound(desk.creditor, desk.home)


def test_a_survey_is_answered_once_and_its_token_is_kept_by_its_digest_alone(desk: Desk) -> None:
    survey, token = ask_survey(desk.customer(), on=TODAY, author=CLAIRE, at=desk.now)
    assert survey.token_digest == digest_of(token)
    with pytest.raises(RuleError, match="0 à 10"):
        answer_survey(survey, score=11, on=TODAY, author=CLAIRE, at=desk.now)
    answer_survey(survey, score=0, on=TODAY, author=CLAIRE, at=desk.now)
    with pytest.raises(RuleError, match="déjà sa réponse"):
        answer_survey(survey, score=9, on=TODAY, author=CLAIRE, at=desk.now)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"what": " "}, "libellé"),
        ({"cents": -1}, "négatif"),
        ({"minutes": 5}, "celles d’une action"),
        ({"to_on": date(2020, 1, 1)}, "finirait avant"),
    ],
)
def test_a_cost_that_says_nothing_is_refused_with_a_sentence(
    desk: Desk, told: dict[str, Any], said: str
) -> None:
    with pytest.raises(RuleError, match=said):
        a_cost(desk, **told)
    assert not Cost.objects.exists()


def test_a_loss_of_nothing_and_a_complaint_without_words_are_refused(desk: Desk) -> None:
    told = {"author": CLAIRE, "at": desk.now, "on": TODAY}
    with pytest.raises(RuleError, match="au-dessus de zéro"):
        record_outcome(desk.customer(), kind="written_off", amount_cents=0, **told)
    with pytest.raises(RuleError, match="en une phrase"):
        record_complaint(desk.customer(), kind="complaint", source="customer", text=" ", **told)


@pytest.mark.both
def test_gains_are_counted_from_the_figures_stored_at_the_start(desk: Desk) -> None:
    assert value(desk, "working_capital_freed") is None
    (made,) = set_baseline(desk.creditor, codes=["dso_simple"], on=TODAY, author=CLAIRE, at=desk.now)
    assert Fraction(made.value, made.parts) == 365  # all that was sold in the year is owed
    assert value(desk, "working_capital_freed") == 0
    Baseline.objects.update(value=400 * made.parts)
    assert value(desk, "working_capital_freed") == round(35 * 120_000 / 365)


def test_a_day_without_figures_cannot_be_a_start(desk: Desk) -> None:
    with pytest.raises(RuleError, match="choisir un autre jour"):
        set_baseline(desk.creditor, codes=["cei"], on=date(2020, 1, 1), author=CLAIRE, at=desk.now)


@pytest.mark.both
def test_measures_kept_of_a_day_are_those_computed_and_are_kept_once(desk: Desk) -> None:
    assert kept_measures(desk.creditor, on=TODAY) == ([], None)
    keep_measures(desk.creditor, on=TODAY, author=CLAIRE, at=desk.now)
    desk.later(minutes=1)
    keep_measures(desk.creditor, on=TODAY, author=CLAIRE, at=desk.now)
    found, at = kept_measures(desk.creditor, on=TODAY)
    assert at == desk.now
    assert KeptMeasure.objects.count() == len(DEFINITIONS)
    assert found == measure(DEFINITIONS, desk.creditor, on=TODAY)
