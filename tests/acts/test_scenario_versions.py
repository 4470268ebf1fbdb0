"""Scenarios are versioned: a running case stays on its version, or moves by choice (M17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books import Books, take_ledger
from collecting import TODAY, Desk, desk_in, open_desk
from encours.acts.explain import explain_receivable
from encours.acts.move_cases import move_cases
from encours.acts.open_creditor import open_creditor
from encours.acts.planning import planned
from encours.acts.preview import preview
from encours.acts.publish_scenario import publish_scenario
from encours.acts.rules import StaleFormError
from encours.acts.send.gathering import House, gather
from encours.core.reasons import ReasonCode
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO, Scenario, to_dict
from encours.records.cases.models import Case
from encours.records.frames.customers import customer_facts
from encours.records.frames.items import open_items
from encours.records.history.models import Leaf
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.policies.models import FreshnessAcceptance, ScenarioVersion
from encours.records.policies.reading import latest_version
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from houses import Begin
from vauban import CLAIRE

TWO = ("DUPONT", "MARTIN")


@pytest.fixture
def two(house: Path, begin: Begin, server: tuple[Any, dict[str, Any]]) -> Desk:
    """Two customers, each with one invoice five days late: both cases open at the run."""
    begin("two", lambda: open_desk(house, server[1], accounts=TWO))
    return desk_in(house, server[1])


def with_step(position: int, **changes: Any) -> Scenario:
    """The default ladder with one step changed."""
    steps = list(DEFAULT_SCENARIO.steps)
    steps[position - 1] = replace(steps[position - 1], **changes)
    return replace(DEFAULT_SCENARIO, steps=tuple(steps))


LATER = with_step(2, offset_days=7)  # the first reminder a Sunday: it leaves on Monday the 23rd


def publish(desk: Desk, scenario: Scenario = LATER, **more: Any) -> ScenarioVersion:
    number = latest_version(desk.creditor.pk).number
    told = {"made_from": number, "author": CLAIRE, "at": desk.now, **more}
    return publish_scenario(desk.creditor, scenario, **told)


def move(desk: Desk, to: ScenarioVersion, *customers: Customer) -> int:
    keys = [customer.pk for customer in customers] or None
    return move_cases(desk.creditor, to=to, customers=keys, author=CLAIRE, at=desk.now)


def the(account: str) -> Customer:
    return Customer.objects.get(account=account)


def numbers() -> dict[str, int]:
    """The version that each open case is on."""
    cases = Case.objects.filter(closed_on__isnull=True)
    return dict(cases.values_list("customer__account", "scenario_version__number"))


def proposed() -> set[str]:
    """Who has a message waiting."""
    waiting = Message.objects.filter(state__in=("proposed", "approved"))
    return set(waiting.values_list("customer__account", flat=True))


@pytest.mark.both
def test_a_case_opens_on_the_latest_version(two: Desk) -> None:
    publish(two, with_step(3, offset_days=16))
    two.run()
    assert numbers() == {"DUPONT": 2, "MARTIN": 2}


@pytest.mark.both
def test_publishing_moves_no_running_case_unless_asked(two: Desk) -> None:
    two.run()
    before = set(Position.objects.values_list("receivable", "next_step", "next_on", "reason"))
    publish(two)
    two.later(minutes=5)
    two.run()
    assert numbers() == {"DUPONT": 1, "MARTIN": 1}
    assert proposed() == set(TWO)
    assert set(Position.objects.values_list("receivable", "next_step", "next_on", "reason")) == before
    assert two.send() == {"delivered": 2}


@pytest.mark.both
def test_publishing_moves_every_running_case_when_asked(two: Desk) -> None:
    two.run()
    publish(two, move_running=True)
    assert numbers() == {"DUPONT": 2, "MARTIN": 2}
    two.later(minutes=5)
    two.run()
    assert proposed() == set()
    assert set(Position.objects.values_list("next_on", flat=True)) == {TODAY + timedelta(days=3)}


@pytest.mark.both
def test_a_moved_case_follows_the_new_ladder_the_next_run_and_the_others_do_not(two: Desk) -> None:
    two.run()
    version, facts = publish(two), the("MARTIN").facts_version
    assert move(two, version, the("MARTIN")) == 1
    assert move(two, version, the("MARTIN")) == 0
    assert the("MARTIN").facts_version == facts + 1
    told = Leaf.objects.filter(entry__act="move_cases", customer_id=the("MARTIN").pk).get()
    assert '"before":1,"scenario_version":2' in (told.content or "")
    two.later(minutes=5)
    two.run()
    assert numbers() == {"DUPONT": 1, "MARTIN": 2}
    assert proposed() == {"DUPONT"}
    two.later(days=4)
    FreshnessAcceptance.objects.update(on=two.today)
    two.run()
    assert proposed() == set(TWO)


@pytest.mark.both
def test_a_case_opened_after_publishing_follows_the_new_version_beside_the_old(desk: Desk) -> None:
    desk.run()
    publish(desk)
    books = Books().sale(TODAY - timedelta(days=35), "DUPONT", "FA101", 120_000)
    take_ledger(desk.creditor, books.sale(TODAY - timedelta(days=35), "NEUF", "N1", 9_000), 2026, desk.home)
    desk.later(minutes=5)
    desk.run()
    assert numbers() == {"DUPONT": 1, "NEUF": 2}
    assert Position.objects.get(customer=the("NEUF")).next_on == TODAY + timedelta(days=3)


@pytest.mark.both
def test_a_day_planned_version_by_version_is_the_day_planned_at_once(two: Desk) -> None:
    """The two versions differ by a cap that no plan looks at."""
    two.run()
    creditor = Creditor.objects.get(pk=two.creditor.pk)
    version = publish(two, replace(DEFAULT_SCENARIO, cap_messages=5))

    def plan() -> list[list[dict[str, Any]]]:
        items = open_items(creditor.pk, on=two.today, shadow=False)
        people = customer_facts(creditor.pk, on=two.today, shadow=False)
        made = planned(creditor, on=two.today)(items, people)
        frames = (made.positions, made.proposals.drop("facts_version"), made.proposal_items)
        return [frame.to_dicts() for frame in frames]

    at_once = plan()
    assert [len(rows) for rows in at_once] == [2, 2, 2]
    move(two, version, the("DUPONT"))
    assert plan() == at_once


@pytest.mark.both
def test_the_gate_asks_by_the_version_of_the_case(two: Desk) -> None:
    two.run()
    move(two, publish(two), the("MARTIN"))
    # No run since: both messages wait as they were planned, and the gate alone stops the one that moved.
    assert two.send() == {"delivered": 1, "stopped": 1}
    stopped = Message.objects.get(state="stopped")
    assert (stopped.customer.account, stopped.held_reason) == ("MARTIN", str(ReasonCode.STEP_NOT_DUE))


@pytest.mark.both
def test_a_preview_tells_the_gate_of_the_version_of_the_case(two: Desk) -> None:
    two.run()
    move(two, publish(two), the("MARTIN"))
    told = {
        account: preview(
            Message.objects.get(customer=the(account)), on=two.today, at=two.now, settings=two.settings
        ).verdict.reason.code
        for account in TWO
    }
    assert told == {"DUPONT": ReasonCode.GO, "MARTIN": ReasonCode.STEP_NOT_DUE}


@pytest.mark.both
def test_a_reason_is_explained_by_the_version_of_the_case(two: Desk) -> None:
    two.run()
    move(two, publish(two), the("MARTIN"))

    def codes(account: str) -> set[str]:
        invoice = Receivable.objects.select_related("customer").get(customer=the(account))
        creditor = Creditor.objects.get(pk=two.creditor.pk)
        return {one.code for one in explain_receivable(creditor, invoice, on=two.today)}

    assert ReasonCode.PROPOSED in codes("DUPONT")
    assert ReasonCode.WAITS_FOR_STEP in codes("MARTIN")


@pytest.mark.both
def test_an_approval_asked_by_the_new_version_is_asked_of_a_message_already_waiting(two: Desk) -> None:
    two.run()
    move(two, publish(two, with_step(2, needs_approval=True)), the("MARTIN"))
    two.later(minutes=5)
    two.run()
    waiting = dict(Message.objects.values_list("customer__account", "needs_approval"))
    assert waiting == {"DUPONT": False, "MARTIN": True}
    assert two.send() == {"delivered": 1}


@pytest.mark.both
def test_a_case_opened_before_cases_named_a_version_stays_on_what_it_followed(two: Desk) -> None:
    two.run()
    Case.objects.update(scenario_version=None)
    publish(two)
    assert numbers() == {"DUPONT": 1, "MARTIN": 1}


def test_a_case_moves_back_by_choice_too(two: Desk) -> None:
    two.run()
    first = latest_version(two.creditor.pk)
    publish(two, move_running=True)
    assert move(two, first) == 2
    assert numbers() == {"DUPONT": 1, "MARTIN": 1}


def test_a_ladder_cut_short_ends_the_procedure_of_a_case_that_went_further(desk: Desk) -> None:
    for days in (0, 13):
        desk.later(days=days)
        FreshnessAcceptance.objects.update(on=desk.today)
        desk.run()
        assert desk.send() == {"delivered": 1}
    publish(desk, replace(DEFAULT_SCENARIO, steps=DEFAULT_SCENARIO.steps[:2]), move_running=True)
    desk.later(days=20)
    desk.run()
    assert Position.objects.get().reason == ReasonCode.LADDER_FINISHED


def test_messages_of_many_versions_are_gathered_in_as_many_queries_as_of_one(two: Desk) -> None:
    two.run()

    def queries() -> int:
        messages = list(Message.objects.order_by("pk"))
        with CaptureQueriesContext(connection) as asked:
            gather(House.of(two.creditor.pk), messages, on=two.today)
        return len(asked)

    move(two, publish(two), the("MARTIN"))
    publish(two, with_step(2, offset_days=6))
    before = queries()
    move(two, latest_version(two.creditor.pk), the("DUPONT"))
    publish(two, with_step(2, offset_days=5))
    assert queries() == before


def test_a_published_version_is_kept_as_it_was(desk: Desk) -> None:
    publish(desk)
    contents = list(ScenarioVersion.objects.order_by("number").values_list("number", "content"))
    assert contents == [(1, to_dict(DEFAULT_SCENARIO)), (2, to_dict(LATER))]


def test_publishing_from_an_older_version_is_refused(desk: Desk) -> None:
    publish(desk)
    with pytest.raises(StaleFormError):
        publish(desk, with_step(2, offset_days=6), made_from=1)
    assert ScenarioVersion.objects.count() == 2


def test_publishing_what_already_holds_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleError, match="Rien ne change"):
        publish(desk, DEFAULT_SCENARIO)
    assert ScenarioVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (with_step(3, offset_days=2), "augmentez son décalage"),
        (with_step(5, needs_approval=False), "attend l'accord d'une personne"),
        (replace(DEFAULT_SCENARIO, cap_messages=0), "au moins un message"),
        (with_step(2, code="coucou"), "n'a pas de modèle"),
        (
            replace(
                DEFAULT_SCENARIO, steps=tuple(replace(one, position=1) for one in DEFAULT_SCENARIO.steps[1:2])
            ),
            "garde sa place",
        ),
    ],
    ids=["order", "approval", "cap", "template", "place"],
)
def test_a_faulty_ladder_is_refused_with_a_sentence(desk: Desk, scenario: Scenario, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        publish(desk, scenario)
    assert ScenarioVersion.objects.count() == 1


def test_a_dict_that_is_no_ladder_is_refused_with_every_fault(desk: Desk) -> None:
    content = to_dict(LATER) | {"cap_days": "trente", "colour": "red"}
    with pytest.raises(RuleError, match=r"colour.*cap_days"):
        publish_scenario(desk.creditor, content, made_from=1, author=CLAIRE, at=desk.now)


def test_a_version_of_another_creditor_is_refused(desk: Desk) -> None:
    other = open_creditor(name="Scierie", siren="", author=CLAIRE, at=desk.now)
    desk.run()
    with pytest.raises(RuleError, match="n'existe pas"):
        move(desk, latest_version(other.pk))
    assert numbers() == {"DUPONT": 1}
