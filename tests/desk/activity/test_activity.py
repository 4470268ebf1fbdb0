"""People measures keep to their safeguards: oneself first, no ranking, no name, no figure of too few acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.core.activity import FIRST_DAYS, LESSONS, SAMPLE
from encours.desk.activity import urls
from encours.records.activity.models import TeamMonth
from encours.records.history.models import Entry
from encours.records.modules.models import ModuleChoice, ModuleSwitch
from encours.records.parties.models import Creditor
from encours.records.people.models import User


@pytest.fixture
def measured(creditor: Creditor) -> Creditor:
    switched_at = some.NOW - timedelta(days=FIRST_DAYS + 1)
    days = {"consulted_on": switched_at.date(), "informed_on": switched_at.date()}
    ModuleChoice.objects.create(creditor=creditor, chosen={"people_measures": True})
    ModuleSwitch.objects.create(
        creditor=creditor, recorded_at=switched_at, module="people_measures", is_on=True, by="a", **days
    )
    return creditor


def acts(creditor: Creditor, person: User, act: str, count: int, days_ago: int = 5) -> None:
    Entry.objects.bulk_create(
        Entry(
            creditor=creditor,
            act=act,
            author=person.email,
            cause="desk",
            at=some.NOW - timedelta(days=days_ago),
        )
        for _ in range(count)
    )


def test_off_by_default_and_then_not_even_an_address(desk: Client) -> None:
    assert "/my-activity" not in page(desk, "/")
    assert desk.get("/my-activity").status_code == 404


def test_a_person_sees_its_own_acts_and_those_of_nobody_else(
    measured: Creditor, desk: Client, collector: User
) -> None:
    other = some.a_person("collector", measured, email="other@example.com")
    acts(measured, collector, "note", 23)
    acts(measured, collector, "note", 21, days_ago=120)
    acts(measured, other, "note", 77)
    shown = page(desk, "/my-activity")
    assert re.search(r"Notes</th><td class=\"amount\">23</td><td class=\"amount\">21<", shown)
    assert not re.search(r">\s*77\s*<", shown)  # a token of a form may hold these figures by chance
    assert "other@example.com" not in shown


def test_below_the_sample_a_dash_stands_in_place_of_the_figure(
    measured: Creditor, desk: Client, collector: User
) -> None:
    acts(measured, collector, "note", SAMPLE - 1)
    assert re.search(r"Notes</th><td class=\"amount\">–<", page(desk, "/my-activity"))


def test_a_lesson_is_suggested_from_ones_own_results(
    measured: Creditor, desk: Client, collector: User
) -> None:
    acts(measured, collector, "apply_line", 30)
    acts(measured, collector, "undo_application", 10)
    acts(measured, collector, "note", 20)
    assert "Affecter sans défaire" in page(desk, "/my-activity")
    assert "la référence y est souvent à la fin" in page(desk, "/my-activity/lessons/matching")


@pytest.mark.parametrize("code", LESSONS)
def test_each_lesson_is_written_in_both_languages(
    code: str, measured: Creditor, visitor: Callable[[User], Client]
) -> None:
    titles = {
        language: re.findall(
            r"<h1>([^<]+)</h1>",
            page(
                visitor(some.a_person("collector", measured, language=language)),
                f"/my-activity/lessons/{code}",
            ),
        )
        for language in ("fr", "en")
    }
    assert titles["fr"] != titles["en"]


def test_no_address_names_a_person_and_no_query_sorts_or_chooses_one(
    measured: Creditor, collector: User, visitor: Callable[[User], Client]
) -> None:
    """What would make a ranking is not there to be asked for."""
    assert all("<int:" not in str(each.pattern) for each in urls.urlpatterns)
    acts(measured, collector, "note", 23)
    manager = visitor(some.a_person("manager", measured))
    for asked in ({"person": collector.email}, {"author": collector.email}, {"sort": "-acts"}):
        for address in ("/my-activity", "/team-activity"):
            shown = page(manager, address, **asked)
            assert collector.email not in shown
            assert ">23<" not in shown
            assert "sort=" not in shown.replace("?sort=-acts", "").replace("%3Fsort%3D-acts", "")


def test_the_manager_sees_totals_without_names(
    measured: Creditor, visitor: Callable[[User], Client], desk: Client
) -> None:
    TeamMonth.objects.create(
        creditor=measured, recorded_at=some.NOW, month_on="2026-10-01", skill="notes", acts=120, people=6
    )
    shown = page(visitor(some.a_person("manager", measured)), "/team-activity")
    assert re.search(r"Notes</td><td[^>]*>120</td><td[^>]*>6<", shown)
    assert desk.get("/team-activity").status_code == 403


def test_totals_wait_until_people_saw_their_own(
    measured: Creditor, visitor: Callable[[User], Client]
) -> None:
    ModuleSwitch.objects.update(recorded_at=some.NOW)
    TeamMonth.objects.create(
        creditor=measured, recorded_at=some.NOW, month_on="2026-10-01", skill="notes", acts=120, people=6
    )
    manager = visitor(some.a_person("manager", measured))
    shown = page(manager, "/team-activity")
    assert "Les totaux s’ouvrent le 18 décembre 2026." in shown
    assert "120" not in shown.partition("<main")[2]
    assert manager.post("/team-activity/count").url == "/team-activity"
    assert "Chacun voit d’abord" in page(manager, "/team-activity")


def test_ones_own_page_asks_the_same_whatever_the_acts(
    measured: Creditor, desk: Client, collector: User
) -> None:
    acts(measured, collector, "note", 1)
    few = queries(desk, "/my-activity")
    acts(measured, collector, "note", 3)
    assert queries(desk, "/my-activity") == few


def test_the_consultation_is_asked_for_before_anything_is_shown(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    administrator = visitor(some.a_person("administrator", creditor))
    told: dict[str, Any] = {"version": 1}
    assert administrator.post("/modules/people_measures", told).status_code == 422
    assert administrator.get("/my-activity").status_code == 404
    told |= {"consulted_on": "2026-10-01", "informed_on": "2026-10-15"}
    administrator.post("/modules/people_measures", told)
    assert administrator.get("/my-activity").status_code == 200
