"""Help beside each page, its index by what a person finds, and the tour, without a line of JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.desk.guide import tour
from encours.records.modules.models import ModuleChoice
from encours.records.parties.models import Creditor
from encours.records.people.models import User


def test_each_page_bears_its_own_help_or_that_of_its_room(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    assert '<h2 class="help-title">Clients</h2>' in page(desk, "/customers")
    assert '<h2 class="help-title">La fiche d’un client</h2>' in page(desk, f"/customers/{customer.pk}")
    assert '<h2 class="help-title">Clients</h2>' in page(desk, f"/customers/{customer.pk}/edit")


def test_the_index_lists_what_this_role_finds(desk: Client, auditor: Client) -> None:
    assert "/help/bank" in page(desk, "/help")
    assert "/help/policies" not in page(desk, "/help")
    assert desk.get("/help/policies").status_code == 404
    assert "/help/policies" in page(auditor, "/help")


def test_the_help_of_a_module_off_is_not_listed(desk: Client, creditor: Creditor) -> None:
    ModuleChoice.objects.create(creditor=creditor, chosen={"bank": False})
    assert "/help/bank" not in page(desk, "/help")
    assert desk.get("/help/bank").status_code == 404


def test_help_is_read_in_the_language_of_the_reader(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    english = visitor(some.a_person("collector", creditor, language="en"))
    assert "What to do first" in page(english, "/help/customers")


def test_the_sheet_of_a_trial_is_printed_in_the_language_of_the_reader(
    creditor: Creditor, desk: Client, visitor: Callable[[User], Client]
) -> None:
    assert "/help/trial" in page(desk, "/help")
    assert page(desk, "/help/trial").count("1 · 2 · 3 · 4 · 5") == 10
    english = visitor(some.a_person("collector", creditor, language="en"))
    assert "I thought this software was easy to use." in page(english, "/help/trial")


def test_the_tour_is_offered_on_demo_data_and_found_in_the_help_elsewhere(desk: Client) -> None:
    assert "Première visite ?" not in page(desk, "/")
    assert 'href="/tour' in page(desk, "/help")


def test_the_tour_is_offered_once_and_declining_is_remembered(
    desk: Client, collector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour, "on_demo_data", lambda: True)
    assert "Première visite ?" in page(desk, "/")
    assert "Première visite ?" not in page(desk, "/customers")
    answer = desk.post("/tour/end")
    assert (answer.status_code, answer.url) == (302, "/")
    assert "Première visite ?" not in page(desk, "/")
    collector.refresh_from_db()
    assert collector.toured_at == some.NOW


def test_each_step_leads_to_the_next_and_the_last_only_ends(desk: Client) -> None:
    address, seen = "/?tour=1", []
    while address:
        shown = page(desk, *_asked(address)[:1], **_asked(address)[1])
        seen.append(re.findall(r"Étape (\d) sur (\d)", shown)[0])
        found = re.search(r'rel="next" href="([^"]*tour=\d)"', shown)
        address = found.group(1) if found else ""
    assert seen == [(str(number), "7") for number in range(1, 8)]


def _asked(address: str) -> tuple[str, dict[str, str]]:
    path, _, number = address.partition("?tour=")
    return path, {"tour": number}


@pytest.mark.parametrize("asked", ["0", "9", "99", "x", "2"])
def test_a_step_that_is_not_of_this_page_is_not_shown(desk: Client, asked: str) -> None:
    assert "data-tour" not in page(desk, "/", tour=asked)


def test_without_script_the_tour_is_a_page_that_lists_its_steps(desk: Client) -> None:
    shown = page(desk, "/tour")
    assert shown.count("tour=") == 7 + 1
    assert "Où vous en êtes" in shown
