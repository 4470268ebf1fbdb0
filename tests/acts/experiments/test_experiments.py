"""Champion and challenger at work: drawn, followed, judged each day, ended, the winner published."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from books import sound
from collecting import Desk, desk_in, open_desk
from encours.acts.experiments import following
from encours.acts.experiments.begin import Asked, begin_experiment
from encours.acts.experiments.following import follow_experiment, result_of, stop_experiment
from encours.acts.experiments.planning import power_of
from encours.acts.experiments.publish_winner import publish_winner
from encours.acts.explain import explain_receivable
from encours.acts.publish_scenario import publish_scenario
from encours.acts.record_complaint import record_complaint
from encours.acts.record_payment import record_payment
from encours.acts.run_day import decide_ahead
from encours.core.reasons import ReasonCode
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from encours.records.cases.models import Case
from encours.records.experiments.models import Ending, Entered, Experiment
from encours.records.frames.ladders import version_of
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion
from encours.records.receivables.models import Receivable
from houses import Begin
from vauban import CLAIRE

MANY = tuple(f"CLIENT{n:02d}" for n in range(16))


@pytest.fixture
def desk(house: Path, begin: Begin, server: tuple[Any, dict[str, Any]]) -> Desk:
    """Sixteen customers, each five days late, and a second version of the scenario that waits thirty days more."""
    begin("sixteen", lambda: open_desk(house, server[1], accounts=MANY))
    desk = desk_in(house, server[1])
    first, *rest = DEFAULT_SCENARIO.steps
    later = tuple(replace(step, offset_days=step.offset_days + 30) for step in rest)
    patient = replace(DEFAULT_SCENARIO, steps=(first, *later))
    publish_scenario(desk.creditor, patient, made_from=1, author=CLAIRE, at=desk.now)
    return desk


def asked(**more: Any) -> Asked:
    """Version 1, which writes to everybody at once, challenges version 2, which waits."""
    versions = {one.number: one for one in ScenarioVersion.objects.all()}
    told: dict[str, Any] = {
        "name": "Patience",
        "hypothesis": "Écrire plus tôt rapporte davantage",
        "reason": "Trop de retards au premier trimestre",
        "champion": versions[2],
        "challenger": versions[1],
        "share_percent": 50,
        "within_days": 30,
        "effect_cents": 10_000,
        "planned": 16,
        "end_on": date(2026, 12, 31),
        "owner": User.objects.get(email=CLAIRE),
    }
    return Asked(**told | more)


def begin(desk: Desk, **more: Any) -> Experiment:
    return begin_experiment(desk.creditor, asked(**more), on=desk.today, author=CLAIRE, at=desk.now)


def arms() -> dict[str, str]:
    return {one.customer.account: one.arm for one in Entered.objects.select_related("customer")}


def pay(account: str, cents: int, on: date, desk: Desk) -> None:
    invoice = Receivable.objects.get(customer__account=account)
    told: dict[str, Any] = {"reference": "", "made_from": None, "author": CLAIRE, "at": desk.now}
    record_payment(invoice, amount_cents=cents, paid_on=on, on=on, **told)


@pytest.mark.both
def test_half_of_those_chased_for_the_first_time_follow_the_challenger_and_why_says_so(desk: Desk) -> None:
    experiment = begin(desk)
    ahead = decide_ahead(desk.creditor, on=desk.today)
    desk.run()
    drawn = arms()
    assert sorted(drawn.values()) == ["challenger"] * 8 + ["champion"] * 8
    written = set(Message.objects.values_list("customer__account", flat=True))
    assert written == {account for account, arm in drawn.items() if arm == "challenger"}
    assert set(ahead.proposals["customer_id"]) == set(Message.objects.values_list("customer", flat=True))
    for case in Case.objects.select_related("customer"):
        ours = drawn[case.customer.account] == "challenger"
        assert case.scenario_version_id == (experiment.challenger_id if ours else experiment.champion_id)
    account = min(written)
    reasons = explain_receivable(
        desk.creditor, Receivable.objects.get(customer__account=account), on=desk.today
    )
    told = next(one for one in reasons if one.code == ReasonCode.BY_EXPERIMENT)
    assert told.facts == {
        "experiment": "Patience",
        "entered_on": desk.today.isoformat(),
        "arm": "challenger",
        "version": 1,
    }
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_run_again_draws_nobody_twice(desk: Desk) -> None:
    begin(desk)
    desk.run()
    before = arms()
    desk.later(hours=1)
    desk.run()
    assert arms() == before


def test_cases_that_run_already_stay_out_unless_asked_and_then_move_to_their_arm(desk: Desk) -> None:
    desk.run()
    experiment = begin(desk)
    desk.later(hours=1)
    desk.run()
    assert arms() == {}
    stop_experiment(experiment, reason="Mal posée", on=desk.today, author=CLAIRE, at=desk.now)
    begin(desk, name="Avec les dossiers en cours", with_running=True)
    desk.run()
    drawn = arms()
    assert len(drawn) == 16
    for account, arm in drawn.items():
        assert version_of(Customer.objects.get(account=account).pk, desk.creditor.pk).number == (
            1 if arm == "challenger" else 2
        )


def test_no_more_enter_than_planned_and_none_of_another_kind(desk: Desk) -> None:
    experiment = begin(desk, planned=5)
    desk.run()
    assert len(arms()) == 5
    stop_experiment(experiment, reason="Assez", on=desk.today, author=CLAIRE, at=desk.now)
    begin(desk, name="Consommateurs", kind="consumer", with_running=True)
    desk.later(hours=1)
    desk.run()
    assert Entered.objects.filter(experiment__name="Consommateurs").count() == 0


def test_the_result_counts_money_by_the_arm_drawn_whatever_was_done_since(desk: Desk) -> None:
    experiment = begin(desk)
    desk.run()
    drawn = arms()
    ours = sorted(account for account, arm in drawn.items() if arm == "challenger")
    for account in ours[:3]:
        pay(account, 60_000, desk.today + timedelta(days=2), desk)
    pay(ours[3], 60_000, desk.today + timedelta(days=31), desk)  # after its days
    early = result_of(experiment, on=desk.today + timedelta(days=29))
    assert early["measures"] == {}
    assert early["entered"] == {"champion": 8, "challenger": 8}
    told = result_of(experiment, on=desk.today + timedelta(days=30))
    cash = told["measures"]["cash_cents"]
    assert (cash["challenger_mean"], cash["champion_mean"], cash["difference"]) == (22_500, 0, 22_500)
    assert told["measures"]["waited_days"]["champion_mean"] == 300
    assert told["ending"] == "planned"
    assert not cash["known"]  # eight in each arm say nothing yet


def test_it_ends_by_its_own_rule_after_the_run_and_nothing_is_published(desk: Desk) -> None:
    begin(desk)
    desk.run()
    assert follow_experiment(desk.creditor, on=desk.today, author="rule:x@1", at=desk.now) is None
    last = desk.today + timedelta(days=30)
    ending = follow_experiment(desk.creditor, on=last, author="rule:x@1", at=desk.now)
    assert ending is not None
    assert ending.how == "planned"
    assert Experiment.objects.get().ended_on == last
    assert follow_experiment(desk.creditor, on=last, author="rule:x@1", at=desk.now) is None
    assert ScenarioVersion.objects.count() == 2
    with pytest.raises(RuleError, match="Rien ne montre"):
        publish_winner(
            ending.experiment, motive="", move_running=False, made_from=None, author=CLAIRE, at=desk.now
        )
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_complaints_end_it_and_put_the_challengers_cases_back(desk: Desk) -> None:
    experiment = begin(desk, share_percent=25)
    desk.run()
    ours = [one.customer for one in Entered.objects.filter(arm="challenger").select_related("customer")]
    assert len(ours) == 4
    for rank, customer in enumerate(ours):
        told = {"kind": "complaint", "source": "customer", "on": desk.today, "text": "Trop dur"}
        record_complaint(customer, **told, author=CLAIRE, at=desk.now)  # type: ignore[arg-type]
        ending = follow_experiment(desk.creditor, on=desk.today, author="rule:x@1", at=desk.now)
        assert (ending is None) == (rank < 3), rank
    assert ending is not None
    assert ending.how == "complaints"
    assert set(Case.objects.values_list("scenario_version", flat=True)) == {experiment.champion_id}


@pytest.fixture
def proven(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Ending]:
    """An experiment that ends with a difference beyond doubt, of so many cents."""

    def end(difference: int) -> Ending:
        experiment = begin(desk)
        desk.run()
        told = result_of(experiment, on=desk.today)
        cash = {"difference": difference, "known": True}
        monkeypatch.setattr(
            following,
            "result_of",
            lambda *_, **__: told | {"measures": {"cash_cents": cash}, "ending": "known"},
        )
        found = follow_experiment(desk.creditor, on=desk.today, author="rule:x@1", at=desk.now)
        assert found is not None
        return found

    return end


def test_a_winner_is_published_by_an_act_of_its_own_that_names_the_result(
    desk: Desk, proven: Callable[[int], Ending]
) -> None:
    ending = proven(4_000)
    assert {one.number for one in ScenarioVersion.objects.all()} == {1, 2}
    made = publish_winner(
        ending.experiment, motive="40 € de plus", move_running=True, made_from=2, author=CLAIRE, at=desk.now
    )
    assert (made.number, made.motive, made.reason) == (3, "40 € de plus", ending.experiment.hypothesis)
    assert made.content == ending.experiment.challenger.content
    assert set(Case.objects.values_list("scenario_version__number", flat=True)) == {3}


def test_a_challenger_known_to_bring_in_less_leaves_nobody_on_it(
    desk: Desk, proven: Callable[[int], Ending]
) -> None:
    ending = proven(-4_000)
    assert set(Case.objects.values_list("scenario_version__number", flat=True)) == {2}
    assert json.loads(ending.result)["measures"]["cash_cents"]["difference"] == -4_000


def test_a_customer_drawn_keeps_its_arm_for_a_case_opened_again(desk: Desk) -> None:
    begin(desk)
    desk.run()
    account = next(account for account, arm in arms().items() if arm == "challenger")
    customer = Customer.objects.get(account=account)
    Case.objects.filter(customer=customer).update(closed_on=desk.today)
    assert version_of(customer.pk, desk.creditor.pk).number == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"hypothesis": " "}, "ce que l’on en attend"),
        ({"share_percent": 100}, "1 à 99"),
        ({"kind": "martien"}, "segment qui existe"),
        ({"end_on": date(2026, 1, 1)}, "dernier jour d’entrée"),
    ],
)
def test_what_cannot_be_judged_is_refused(desk: Desk, more: dict[str, Any], says: str) -> None:
    with pytest.raises(RuleError, match=says):
        begin(desk, **more)


def test_one_against_itself_two_at_once_or_a_name_twice_are_refused(desk: Desk) -> None:
    same = asked()
    with pytest.raises(RuleError, match="versions différentes"):
        begin(desk, champion=same.challenger)
    experiment = begin(desk)
    with pytest.raises(RuleError, match="une seule à la fois"):
        begin(desk, name="Autre")
    stop_experiment(experiment, reason="Fin", on=desk.today, author=CLAIRE, at=desk.now)
    with pytest.raises(RuleError, match="nom que nulle autre"):
        begin(desk)
    with pytest.raises(RuleError, match="pourquoi l’expérience s’arrête"):
        stop_experiment(experiment, reason=" ", on=desk.today, author=CLAIRE, at=desk.now)


def test_power_is_reckoned_from_what_customers_paid_in_the_year_before(desk: Desk) -> None:
    for account, cents in zip(MANY, range(5_000, 85_000, 5_000), strict=True):
        pay(account, cents, desk.today, desk)
    champion = asked().champion
    on = desk.today + timedelta(days=60)
    told: dict[str, Any] = {"kind": "", "within_days": 30, "share_percent": 50, "on": on}
    power = power_of(desk.creditor, champion, effect_cents=10_000, **told)
    assert (power.spread.customers, power.spread.mean_cents) == (16, 42_500)
    assert power.needed is not None
    finer = power_of(desk.creditor, champion, effect_cents=5_000, **told).needed
    assert finer is not None
    assert finer / power.needed == pytest.approx(4, rel=0.02)
    none = power_of(desk.creditor, champion, effect_cents=10_000, **told | {"kind": "consumer"})
    assert (none.spread.customers, none.needed) == (0, None)
