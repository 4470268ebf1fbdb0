"""Modules go on and off by an act; what measures people waits for two days that have been."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from encours.acts.switch_module import switch_module
from encours.core.refusals import RuleError
from encours.records.history.models import Leaf
from encours.records.modules.models import ModuleChoice, ModuleSwitch, modules_used
from encours.records.parties.models import Creditor
from vauban import AT, CLAIRE, ON, a_creditor

BEFORE = ON - timedelta(days=30)


def switched(creditor: Creditor, module: str, is_on: bool, made_from: int = 1, **days: Any) -> ModuleSwitch:
    return switch_module(
        creditor, module, is_on=is_on, on=ON, made_from=made_from, author=CLAIRE, at=AT, **days
    )


def used(creditor: Creditor) -> frozenset[str]:
    return modules_used(Creditor.objects.select_related("module_choice").get(pk=creditor.pk))


def test_everything_is_on_at_first_but_what_measures_people(house: Path) -> None:
    on = used(a_creditor())
    assert {"bank", "measures", "objectives"} <= on
    assert "people_measures" not in on


@pytest.mark.both
def test_a_switch_is_kept_with_its_author_and_told_in_the_history(house: Path) -> None:
    creditor = a_creditor()
    switched(creditor, "bank", False)
    assert "bank" not in used(creditor)
    switched(creditor, "bank", True, made_from=2)
    assert "bank" in used(creditor)
    assert list(ModuleSwitch.objects.order_by("pk").values_list("module", "is_on", "by")) == [
        ("bank", False, CLAIRE),
        ("bank", True, CLAIRE),
    ]
    told = Leaf.objects.filter(entry__act="switch_module").order_by("pk").first()
    assert told is not None
    assert '"is_on":false' in (told.content or "")


def test_a_form_made_before_another_switch_is_refused(house: Path) -> None:
    creditor = a_creditor()
    switched(creditor, "bank", False)
    with pytest.raises(RuleError, match="a changé"):
        switched(creditor, "sales", False)
    assert "sales" in used(creditor)


@pytest.mark.both
def test_switching_to_what_is_already_so_is_refused_and_leaves_no_trace(house: Path) -> None:
    creditor = a_creditor()
    with pytest.raises(RuleError, match="déjà"):
        switched(creditor, "bank", True)
    assert not ModuleSwitch.objects.exists()
    assert not ModuleChoice.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ({}, "consulted_on_wrong"),
        ({"consulted_on": BEFORE}, "informed_on_wrong"),
        ({"informed_on": BEFORE}, "consulted_on_wrong"),
        ({"consulted_on": ON + timedelta(days=1), "informed_on": BEFORE}, "consulted_on_wrong"),
        ({"consulted_on": BEFORE, "informed_on": ON + timedelta(days=1)}, "informed_on_wrong"),
    ],
)
def test_people_are_not_measured_without_both_days_already_past(
    days: dict[str, Any], rule: str, house: Path
) -> None:
    creditor = a_creditor()
    with pytest.raises(RuleError) as refused:
        switched(creditor, "people_measures", True, **days)
    assert refused.value.rule == rule
    assert "people_measures" not in used(creditor)


def test_the_two_days_are_kept_with_the_switch(house: Path) -> None:
    creditor = a_creditor()
    made = switched(creditor, "people_measures", True, consulted_on=BEFORE, informed_on=ON)
    assert (made.consulted_on, made.informed_on) == (BEFORE, ON)
    assert "people_measures" in used(creditor)


@pytest.mark.both
def test_the_database_itself_refuses_people_measures_without_the_days(house: Path) -> None:
    creditor = a_creditor()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleSwitch.objects.create(
            creditor=creditor, recorded_at=AT, module="people_measures", is_on=True, by=CLAIRE
        )
