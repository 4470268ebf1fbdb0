"""Publishing another version of the scenario from the desk, and moving a case to it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.core.scenario.branches import Branch
from encours.records.cases.models import Case
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import current_scenario, latest_version
from encours.records.runs.models import Position
from encours.words.typography import french

WHERE = "/policies/ladder"


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor, email="claire@delmas.example"))


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    """A customer five days late, with a case on the first version."""
    customer = some.a_customer(creditor, "Garage Petit", regime_source="person")
    some.a_contact(customer)
    some.an_invoice(customer, 120_000, due_in=-5)
    version = latest_version(creditor.pk)
    Case.objects.create(
        creditor=creditor,
        recorded_at=some.NOW,
        customer=customer,
        opened_on=some.TODAY,
        scenario_version=version,
    )
    return customer


def typed(client: Client, where: str = WHERE, **changes: str) -> dict[str, str]:
    """The form as a browser would send it back, with what is typed."""
    shown = client.get(where).content.decode()
    told: dict[str, str] = {"do": "publish"}
    for tag in re.findall(r"<input[^>]*>", shown):
        given = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        ticked = given.get("type") not in {"checkbox", "radio"} or re.search(r"\schecked", tag)
        if "name" in given and ticked:
            usual = "on" if given.get("type") in {"checkbox", "radio"} else ""
            told[given["name"]] = html.unescape(given.get("value", usual))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        told[name] = chosen.group(1) if chosen else ""
    return told | {"reason": "Relances trop rapprochées"} | changes


def number(case: Case) -> int:
    case.refresh_from_db()
    assert case.scenario_version is not None
    return case.scenario_version.number


def test_the_form_sent_back_as_it_is_changes_nothing(manager: Client) -> None:
    answer = manager.post(WHERE, typed(manager))
    assert answer.status_code == 422
    assert "Rien ne change" in html.unescape(answer.content.decode())
    assert ScenarioVersion.objects.count() == 1


def test_a_ladder_is_published_and_running_cases_stay(
    manager: Client, creditor: Creditor, customer: Customer
) -> None:
    told = typed(
        manager,
        friendly_offset_days="6",
        friendly_minimum_cents="15,50",
        last_fallback_channel="",
        firm_needs_approval="on",
        firm_offers="on",
        firm_contact_role="manager",
        min_gap_days="5",
    )
    assert manager.post(WHERE, told).status_code == 302
    scenario, version = current_scenario(creditor.pk)
    steps = {step.code: step for step in scenario.steps}
    assert (version, scenario.min_gap_days) == (2, 5)
    assert (steps["friendly"].offset_days, steps["friendly"].minimum_cents) == (6, 1_550)
    assert (steps["last"].fallback_channel, steps["firm"].needs_approval) == (None, True)
    assert [code for code, step in steps.items() if step.offers] == ["firm"]
    assert "formal_notice_offers" not in told
    assert [code for code, step in steps.items() if step.contact_role] == ["firm"]
    assert (steps["firm"].tone, steps["friendly"].courtesy) == ("firm", True)
    assert number(customer.cases.get()) == 1
    shown = page(manager, "/policies")
    assert "version 2" in shown
    assert "à : Direction" in shown.replace("\u202f", " ").replace("\u00a0", " ")
    assert "propose une solution" in shown


def test_a_ladder_is_published_and_running_cases_move_when_asked(manager: Client, customer: Customer) -> None:
    assert manager.post(WHERE, typed(manager, friendly_offset_days="7", running="move")).status_code == 302
    assert number(customer.cases.get()) == 2
    # The day is decided again: seven days after the due date is two days from today.
    assert (Position.objects.get().next_on - some.TODAY).days == 2  # type: ignore[operator]


def test_dates_are_shown_for_what_is_typed_and_nothing_is_published(manager: Client) -> None:
    told = typed(manager, friendly_offset_days="4", due="2026-12-25", do="dates")
    answer = manager.post(WHERE, told)
    assert answer.status_code == 200
    shown = answer.content.decode()
    # 25 December and four days: Tuesday the 29th; preventive the 18th as it was.
    assert 'datetime="2026-12-29"' in shown
    assert 'datetime="2026-12-18"' in shown
    assert ScenarioVersion.objects.count() == 1


def test_a_step_beyond_the_calendar_has_no_day(manager: Client) -> None:
    answer = manager.post(
        WHERE, typed(manager, formal_notice_offset_days="3650", due="2050-12-25", do="dates")
    )
    assert answer.status_code == 200
    assert '<span class="when">–</span>' in answer.content.decode()


def test_a_faulty_ladder_is_refused_and_what_was_typed_stays(manager: Client) -> None:
    answer = manager.post(WHERE, typed(manager, firm_offset_days="2", cap_days="31"))
    assert answer.status_code == 422
    shown = html.unescape(answer.content.decode())
    assert french("Étapes 2 et 3 : la seconde doit venir après la première") in shown
    assert re.search(r'name="cap_days" value="31"', shown)
    assert ScenarioVersion.objects.count() == 1


@pytest.mark.parametrize("typed_in", [{"friendly_offset_days": "demain"}, {"minimum_cents": "beaucoup"}])
def test_what_is_no_number_is_said_at_its_field(manager: Client, typed_in: dict[str, str]) -> None:
    answer = manager.post(WHERE, typed(manager, **typed_in))
    assert answer.status_code == 422
    assert f'id="id_{next(iter(typed_in))}_error"' in answer.content.decode()


def test_a_form_made_from_an_older_version_is_refused(manager: Client) -> None:
    told = typed(manager, friendly_offset_days="6")
    assert manager.post(WHERE, typed(manager, friendly_offset_days="5")).status_code == 302
    assert manager.post(WHERE, told).status_code == 409
    assert ScenarioVersion.objects.count() == 2


def test_a_customer_page_shows_the_version_of_its_case_and_moves_it(
    manager: Client, customer: Customer
) -> None:
    place, moving = f"/customers/{customer.pk}", f"/customers/{customer.pk}/scenario"
    assert moving not in page(manager, place)
    manager.post(WHERE, typed(manager, friendly_offset_days="7"))
    shown = page(manager, place)
    assert "<dt>Scénario</dt><dd>version 1</dd>" in shown
    assert "Passer à la version 2 du scénario" in shown
    assert manager.post(moving, {"version": "1"}).status_code == 409
    assert number(customer.cases.get()) == 1
    assert manager.post(moving, {"version": "2"}).status_code == 302
    shown = page(manager, place)
    assert "<dt>Scénario</dt><dd>version 2</dd>" in shown
    assert moving not in shown
    assert "Dossier passé à une autre version du scénario" in shown


def test_a_customer_page_tells_the_next_step_by_the_version_of_its_case(
    manager: Client, customer: Customer
) -> None:
    manager.post(WHERE, typed(manager, friendly_offset_days="7"))
    assert "20 nov. 2026" not in page(manager, f"/customers/{customer.pk}").split("Fil du dossier")[0]
    manager.post(f"/customers/{customer.pk}/scenario", {"version": "2"})
    shown = page(manager, f"/customers/{customer.pk}").split("Fil du dossier")[0]
    assert re.search(r"<dt>Prévue le</dt><dd>20[ /]", shown), re.findall(r"Prévue le</dt><dd>[^<]*", shown)


def test_a_collector_neither_publishes_nor_moves(
    desk: Client, customer: Customer, creditor: Creditor
) -> None:
    assert desk.get(WHERE).status_code == 403
    assert desk.post(f"/customers/{customer.pk}/scenario", {"version": "1"}).status_code == 403
    assert WHERE not in page(desk, "/policies")


def test_what_follows_a_step_is_said_on_the_page_and_shown_on_the_ladder(
    manager: Client, creditor: Creditor
) -> None:
    told = typed(
        manager,
        friendly_on_reply="pause",
        friendly_on_reply_days="10",
        firm_on_cost="stop",
        firm_on_cost_over="25",
        regimes="b2b",
        countries="fr, be",
    )
    assert manager.post(WHERE, told).status_code == 302
    scenario, _version = current_scenario(creditor.pk)
    steps = {step.code: step for step in scenario.steps}
    assert steps["friendly"].branches == (Branch("reply", "pause", 10),)
    assert steps["firm"].branches == (Branch("cost", "stop", over_cents=2_500),)
    assert (scenario.regimes, scenario.countries) == (("b2b",), ("FR", "BE"))
    assert "le client a répondu : attendre (10 jours)" in page(manager, "/policies")
    assert "le client a répondu : attendre (10 jours)" in page(manager, "/policies/compare")


def test_a_pause_without_its_days_is_refused_in_a_sentence(manager: Client) -> None:
    answer = manager.post(WHERE, typed(manager, friendly_on_reply="pause"))
    assert answer.status_code == 422
    assert "une pause dure au moins un jour" in html.unescape(answer.content.decode())


def test_a_step_that_a_person_does_is_added_at_the_end_then_taken_back(
    manager: Client, creditor: Creditor
) -> None:
    added = manager.post(WHERE, typed(manager, add="lawyer", do="add"))
    assert added.status_code == 200
    assert "Dossier confié à un avocat" in html.unescape(added.content.decode())
    told = typed(
        manager, added="lawyer", lawyer_offset_days="70", lawyer_gap_days="10", lawyer_minimum_cents="0"
    )
    assert manager.post(WHERE, told).status_code == 302
    scenario, _version = current_scenario(creditor.pk)
    assert [(step.kind, step.offset_days) for step in scenario.steps[5:]] == [("lawyer", 70)]
    assert "faite par une personne" in page(manager, "/policies")
    told = typed(manager, lawyer_removed="on")
    assert manager.post(WHERE, told).status_code == 302
    assert len(current_scenario(creditor.pk)[0].steps) == 5
    other = typed(
        manager, added="agency", agency_offset_days="70", agency_gap_days="1", agency_minimum_cents="0"
    )
    refused = manager.post(WHERE, other)
    assert refused.status_code == 422  # cases of the second version may have reached the sixth place
    assert french("« lawyer » dans une version publiée") in html.unescape(refused.content.decode())
