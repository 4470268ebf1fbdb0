"""Totals of a team: by month and skill, without names, after people saw their own, and of five people at least."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from encours.acts.count_team import count_team, shown_from
from encours.core.activity import FEWEST_PEOPLE, FIRST_DAYS
from encours.core.refusals import RuleError
from encours.records.activity.models import TeamMonth
from encours.records.history.models import Entry, Leaf
from encours.records.modules.models import ModuleSwitch
from encours.records.parties.models import Creditor
from vauban import AT, CLAIRE, ON, a_creditor

pytestmark = pytest.mark.both
LAST_MONTH = (ON.replace(day=1) - timedelta(days=1)).replace(day=1)
NOON = datetime(LAST_MONTH.year, LAST_MONTH.month, 15, 12, tzinfo=UTC)


def switched(creditor: Creditor, at: datetime, *, is_on: bool = True) -> None:
    ModuleSwitch.objects.create(
        creditor=creditor, recorded_at=at, module="people_measures", is_on=is_on, by=CLAIRE,
        consulted_on=date(2026, 1, 5), informed_on=date(2026, 1, 6),
    )  # fmt: skip


def acts(creditor: Creditor, act: str, people: int, each: int = 1, at: datetime = NOON) -> None:
    for number in range(people):
        for _ in range(each):
            Entry.objects.create(
                creditor=creditor, act=act, author=f"p{number}@example.com", cause="desk", at=at
            )


def counted(creditor: Creditor) -> int:
    return count_team(creditor, on=ON, author=CLAIRE, at=AT)


def test_a_month_is_counted_by_skill_and_names_nobody(house: Path) -> None:
    creditor = a_creditor()
    switched(creditor, AT - timedelta(days=FIRST_DAYS + 1))
    acts(creditor, "note", FEWEST_PEOPLE, each=3)
    acts(creditor, "apply_line", FEWEST_PEOPLE - 1, each=30)
    Entry.objects.create(creditor=creditor, act="note", author="rule:day@1", cause="run", at=NOON)
    acts(creditor, "note", FEWEST_PEOPLE, at=NOON - timedelta(days=40))
    assert counted(creditor) == 1
    row = TeamMonth.objects.get()
    assert (row.month_on, row.skill, row.acts, row.people) == (LAST_MONTH, "notes", 15, FEWEST_PEOPLE)
    told = "".join(leaf.content or "" for leaf in Leaf.objects.filter(entry__act="count_team"))
    assert "@example.com" not in told.replace(CLAIRE, "")


def test_a_month_is_counted_once(house: Path) -> None:
    creditor = a_creditor()
    switched(creditor, AT - timedelta(days=FIRST_DAYS + 1))
    assert counted(creditor) == 0
    with pytest.raises(RuleError, match="déjà compté"):
        counted(creditor)


def test_no_total_before_people_saw_their_own_for_thirty_days(house: Path) -> None:
    creditor = a_creditor()
    assert shown_from(creditor) is None
    switched(creditor, AT - timedelta(days=FIRST_DAYS - 1))
    with pytest.raises(RuleError, match="d'abord ses propres chiffres"):
        counted(creditor)


def test_switching_off_and_on_again_starts_the_thirty_days_anew(house: Path) -> None:
    creditor = a_creditor()
    switched(creditor, AT - timedelta(days=90))
    switched(creditor, AT - timedelta(days=3), is_on=False)
    assert shown_from(creditor) is None
    switched(creditor, AT - timedelta(days=2))
    assert shown_from(creditor) == ON + timedelta(days=FIRST_DAYS - 2)


def test_the_database_refuses_a_total_that_would_single_somebody_out(house: Path) -> None:
    creditor = a_creditor()
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMonth.objects.create(
            creditor=creditor, recorded_at=AT, month_on=LAST_MONTH, skill="notes", acts=9, people=4
        )
