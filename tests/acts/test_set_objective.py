"""An objective keeps for ever where it started; readings, changes and its end are told in the history."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from encours.acts import set_objective as setting
from encours.acts.improve import add_improvement, change_improvement
from encours.core.refusals import RuleError
from encours.records.history.models import Leaf
from encours.records.objectives.models import Improvement, Objective, Reading
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.records.work.models import Notice
from vauban import AT, CLAIRE, ON, a_creditor, a_customer, a_person, an_invoice

SPRING = ON + timedelta(days=120)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = a_creditor()
    customer = a_customer(made)
    an_invoice(customer, "LATE", date(2026, 9, 1), date(2026, 10, 1), 30_000)
    an_invoice(customer, "OPEN", date(2026, 11, 1), date(2026, 12, 1), 70_000)
    return made


@pytest.fixture
def claire(creditor: Creditor) -> User:
    return a_person(CLAIRE, creditor)


def objective(creditor: Creditor, owner: User, **told: Any) -> Objective:
    wanted: dict[str, Any] = {
        "measure": "past_due_ratio",
        "target_value": 1_000,
        "target_on": SPRING,
        "owner": owner,
        "minutes_an_item": 10,
        "minutes_a_week": 240,
    }
    return setting.set_objective(creditor, setting.Wanted(**{**wanted, **told}), on=ON, author=CLAIRE, at=AT)


@pytest.mark.both
def test_the_start_is_measured_and_kept_with_its_formula(creditor: Creditor, claire: User) -> None:
    made = objective(creditor, claire)
    assert (made.start_on, made.start_value, made.parts) == (ON, 3_000, 10_000)
    assert list(Reading.objects.values_list("on", "value")) == [(ON, 3_000)]
    told = Leaf.objects.get(entry__act="set_objective").content or ""
    assert '"start_value":3000' in told


@pytest.mark.both
@pytest.mark.parametrize(
    "changed",
    [{"start_value": 1}, {"start_on": ON - timedelta(days=1)}, {"measure": "overdue"}, {"parts": 1}],
)
def test_the_database_refuses_to_change_the_start(
    creditor: Creditor, claire: User, changed: dict[str, Any]
) -> None:
    made = objective(creditor, claire)
    with pytest.raises(DatabaseError, match="started from"), transaction.atomic():
        Objective.objects.filter(pk=made.pk).update(**changed)


@pytest.mark.both
def test_each_day_is_read_once_and_an_ended_objective_no_more(creditor: Creditor, claire: User) -> None:
    made = objective(creditor, claire)
    Receivable.objects.filter(number="LATE").update(open_cents=0)

    def read(days: int) -> int:
        on, at = ON + timedelta(days=days), AT + timedelta(days=days)
        return setting.follow_objectives(creditor, on=on, author=CLAIRE, at=at)

    assert (read(0), read(3), read(3)) == (0, 1, 0)
    setting.close_objective(
        made, given_up=False, lesson="Appeler avant.", on=ON, made_from=1, author=CLAIRE, at=AT
    )
    assert read(5) == 0
    assert Reading.objects.count() == 2


@pytest.mark.both
def test_its_owner_is_told_when_an_objective_leaves_its_course_and_when_it_is_reached(
    creditor: Creditor, claire: User
) -> None:
    made = objective(creditor, claire)

    def read(days: int) -> list[str]:
        on, at = ON + timedelta(days=days), AT + timedelta(days=days)
        setting.follow_objectives(creditor, on=on, author="rule:objectives@1", at=at)
        return [one.text for one in Notice.objects.filter(person=claire).order_by("pk")]

    behind, reached = f"{made.pk} past_due_ratio behind", f"{made.pk} past_due_ratio reached"
    assert (read(1), read(1), read(2)) == ([behind], [behind], [behind])
    Receivable.objects.filter(number="LATE").update(gone_on=ON + timedelta(days=2))
    assert read(3) == [behind, reached]


@pytest.mark.both
@pytest.mark.once
@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"measure": "nothing"}, "measure_wrong"),
        ({"measure": "survey_score"}, "measure_wrong"),
        ({"target_value": 3_000}, "target_wrong"),
        ({"target_on": ON}, "target_on_wrong"),
    ],
)
def test_what_cannot_be_an_objective_is_refused_with_a_sentence(
    creditor: Creditor, claire: User, told: dict[str, Any], rule: str
) -> None:
    with pytest.raises(RuleError) as refused:
        objective(creditor, claire, **told)
    assert refused.value.rule == rule
    assert not Objective.objects.exists()


def test_an_owner_has_a_role_here(creditor: Creditor, claire: User) -> None:
    with pytest.raises(RuleError, match="pas de rôle ici"):
        objective(creditor, a_person("stranger@example.com"))


@pytest.mark.both
def test_a_change_keeps_the_start_and_a_stale_one_is_refused(creditor: Creditor, claire: User) -> None:
    made = objective(creditor, claire)

    def change(target: int) -> None:
        setting.change_objective(made, {"target_value": target}, on=ON, made_from=1, author=CLAIRE, at=AT)

    change(2_000)
    made.refresh_from_db()
    assert (made.start_value, made.target_value, made.version) == (3_000, 2_000, 2)
    with pytest.raises(RuleError, match="a changé"):
        change(1_500)


def test_closing_asks_what_it_taught_and_happens_once(creditor: Creditor, claire: User) -> None:
    made = objective(creditor, claire)

    def close(lesson: str, made_from: int = 1) -> None:
        setting.close_objective(
            made, given_up=True, lesson=lesson, on=ON, made_from=made_from, author=CLAIRE, at=AT
        )

    with pytest.raises(RuleError, match="ce que cet objectif a appris"):
        close("  ")
    close("Trop vite.")
    with pytest.raises(RuleError, match="clos"):
        close("Encore.", made_from=2)


def improvement(creditor: Creditor, title: str, value_cents: int, effort_tenths: int) -> Improvement:
    told = {"title": title, "value_cents": value_cents, "effort_tenths": effort_tenths}
    return add_improvement(creditor, told, author=CLAIRE, at=AT)


@pytest.mark.both
def test_improvements_are_ranked_by_value_for_a_day_of_effort(creditor: Creditor) -> None:
    improvement(creditor, "Grosse", 900_000, 300)
    improvement(creditor, "Petite", 200_000, 5)
    improvement(creditor, "Moyenne", 500_000, 50)
    ranked = Improvement.objects.of([creditor.pk]).ranked()
    assert [(row.title, row.cents_a_day) for row in ranked] == [
        ("Petite", 400_000),
        ("Moyenne", 100_000),
        ("Grosse", 30_000),
    ]


@pytest.mark.both
def test_an_improvement_is_done_when_it_is_said_what_it_brought(creditor: Creditor) -> None:
    made = improvement(creditor, "Appeler", 10_000, 10)
    told = {"title": "Appeler", "value_cents": 10_000, "effort_tenths": 10, "state": "done"}

    def change(**more: Any) -> None:
        change_improvement(made, {**told, **more}, made_from=1, author=CLAIRE, at=AT)

    with pytest.raises(RuleError, match="dire ce qu'elle a rapporté"):
        change()
    change(result_cents=4_000)
    made.refresh_from_db()
    assert (made.state, made.result_cents) == ("done", 4_000)
    with pytest.raises(RuleError, match="a changé"):
        change(result_cents=1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"title": " "}, "title_wrong"),
        ({"effort_tenths": 0}, "effort_tenths_wrong"),
        ({"value_cents": -1}, "value_cents_wrong"),
        ({"state": "perhaps"}, "state_wrong"),
    ],
)
def test_an_improvement_that_cannot_be_ranked_is_refused(
    creditor: Creditor, told: dict[str, Any], rule: str
) -> None:
    with pytest.raises(RuleError) as refused:
        add_improvement(
            creditor,
            {"title": "Appeler", "value_cents": 1, "effort_tenths": 1, **told},
            author=CLAIRE,
            at=AT,
        )
    assert refused.value.rule == rule
