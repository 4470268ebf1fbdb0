"""Objectives, improvements and returns at the desk: what is said, what is refused, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from desk import situations as some
from desk.looking import page, queries
from encours.records.measures.models import Baseline, Cost
from encours.records.objectives.models import Improvement, Objective, Reading
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User

SET: dict[str, Any] = {
    "measure": "past_due_ratio",
    "target": "12,5",
    "target_on": "2027-03-31",
    "minutes_an_item": 12,
    "hours_a_week": 4,
    "why": "Moins de retard",
}


@pytest.fixture
def person(creditor: Creditor) -> User:
    return some.a_person("manager", creditor)


@pytest.fixture
def manager(person: User, visitor: Callable[[User], Client]) -> Client:
    return visitor(person)


def read(objective: Objective, days: int, value: int) -> None:
    Reading.objects.create(
        creditor_id=objective.creditor_id,
        recorded_at=some.NOW,
        objective=objective,
        on=objective.start_on + timedelta(days=days),
        value=value,
    )


def test_an_objective_is_set_from_todays_figure_in_the_unit_a_person_types(
    manager: Client, person: User, creditor: Creditor
) -> None:
    some.an_invoice(some.a_customer(creditor), 30_000)
    some.an_invoice(some.a_customer(creditor), 70_000, due_in=12)
    answer = manager.post("/objectives/set", {**SET, "owner": person.pk})
    assert answer.url == "/objectives"
    made = Objective.objects.get()
    assert (made.start_value, made.target_value, made.minutes_a_week) == (3_000, 1_250, 240)
    assert "Part échue" in page(manager, "/objectives")


def test_a_form_with_a_wrong_figure_is_shown_again_with_what_was_typed(manager: Client, person: User) -> None:
    answer = manager.post("/objectives/set", {**SET, "owner": person.pk, "target": "beaucoup"})
    assert answer.status_code == 422
    assert "Écrire un nombre comme 45 ou 92,5." in answer.content.decode()
    assert 'value="beaucoup"' in answer.content.decode()


def test_people_of_other_creditors_cannot_be_chosen(manager: Client) -> None:
    theirs = some.a_person("manager", some.a_creditor("Scierie Vauban", "552100554"))
    assert f'<option value="{theirs.pk}"' not in page(manager, "/objectives/set")
    assert manager.post("/objectives/set", {**SET, "owner": theirs.pk}).status_code == 422


def test_the_list_says_in_a_sentence_whether_one_gets_there(manager: Client, creditor: Creditor) -> None:
    read(some.an_objective(creditor), 30, 530)
    shown = page(manager, "/objectives")
    assert "60,0 jours" in shown
    assert "En bonne voie : 53,0 jours, là où la ligne droite attend 55,0 jours." in shown


def test_a_page_shows_each_reading_the_line_and_the_hours(manager: Client, creditor: Creditor) -> None:
    objective = some.an_objective(creditor, minutes_an_item=12, minutes_a_week=240)
    read(objective, 30, 570)
    some.a_run(creditor, overdue_items=47)
    shown = page(manager, f"/objectives/{objective.pk}")
    assert "En retard sur la ligne droite : 57,0 jours, elle attend 55,0 jours." in shown
    assert "47 postes échus × 12 min = 9 h de travail" in shown
    assert "la charge tient" in shown
    assert shown.count("<polyline") == 2
    assert re.search(r"<td>18/11/2026</td><td class=\"amount\">57,0 jours<", shown)


def test_reading_today_adds_a_point_and_twice_says_so(manager: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor))
    objective = some.an_objective(creditor, measure="past_due_ratio", parts=10_000)
    manager.post("/objectives/read")
    assert Reading.objects.filter(objective=objective, on=some.TODAY, value=10_000).exists()
    assert "à jour" in page(manager, "/objectives")
    assert manager.get("/objectives/read").status_code == 405


def test_a_change_shows_what_was_typed_before_and_a_stale_one_is_refused(
    manager: Client, creditor: Creditor, person: User
) -> None:
    objective = some.an_objective(creditor, owner=person)
    address = f"/objectives/{objective.pk}/change"
    assert 'name="target" value="45"' in page(manager, address)
    told = {**SET, "target": "40", "owner": person.pk}
    assert manager.post(address, {**told, "version": 1}).status_code == 302
    assert manager.post(address, {**told, "version": 1}).status_code == 409
    objective.refresh_from_db()
    assert (objective.start_value, objective.target_value) == (600, 400)


def test_an_objective_is_closed_with_what_it_taught(manager: Client, creditor: Creditor) -> None:
    objective = some.an_objective(creditor)
    address = f"/objectives/{objective.pk}/close"
    assert manager.post(address, {"version": 1, "lesson": ""}).status_code == 422
    manager.post(address, {"version": 1, "lesson": "Appeler avant l’échéance."})
    shown = page(manager, f"/objectives/{objective.pk}")
    assert "Ce qu’il a appris : Appeler avant l’échéance." in shown
    assert address not in shown


def test_improvements_are_ranked_and_a_done_one_says_what_it_brought(
    manager: Client, creditor: Creditor
) -> None:
    some.an_improvement(creditor, title="Grosse", value_cents=900_000, effort_tenths=300)
    some.an_improvement(creditor, title="Petite", value_cents=200_000, effort_tenths=5)
    some.an_improvement(creditor, title="Finie", state="done", result_cents=40_000)
    shown = page(manager, "/improvements")
    assert shown.index("Petite") < shown.index("Grosse") < shown.index("Finie")
    assert "4 000,00 €" in shown
    assert "400,00 €" in shown.partition("Finie")[2]


def test_an_improvement_is_added_with_its_effort_in_days(manager: Client, person: User) -> None:
    told = {"title": "Appeler", "value_cents": "1 500", "effort": "2,5", "owner": person.pk, "state": "idea"}
    assert manager.post("/improvements/add", told).url == "/improvements"
    made = Improvement.objects.get()
    assert (made.value_cents, made.effort_tenths) == (150_000, 25)
    assert 'name="effort" value="2,5"' in page(manager, f"/improvements/{made.pk}")


def test_whoever_only_reads_finds_no_button(auditor: Client, creditor: Creditor) -> None:
    objective = some.an_objective(creditor)
    for address in ("/objectives", f"/objectives/{objective.pk}", "/improvements"):
        shown = page(auditor, address)
        assert "/objectives/set" not in shown
        assert "/improvements/add" not in shown


def test_a_member_of_a_part_of_the_creditor_sees_no_figure_of_the_whole(
    creditor: Creditor, person: User, visitor: Callable[[User], Client]
) -> None:
    objective = some.an_objective(creditor)
    Membership.objects.filter(user=person).update(scope="owner")
    narrow = visitor(person)
    assert narrow.get(f"/objectives/{objective.pk}").status_code == 404
    assert "60,0 jours" not in page(narrow, "/objectives")
    assert "vous n’en suivez qu’une partie" in page(narrow, "/returns")


def test_lists_ask_the_same_of_the_database_at_one_and_three_rows(
    manager: Client, creditor: Creditor, person: User
) -> None:
    def one_more() -> None:
        objective = some.an_objective(creditor, owner=person)
        some.an_improvement(creditor, objective, owner=person)
        read(objective, 10, 590)

    one_more()
    few = {path: queries(manager, path) for path in ("/objectives", "/improvements")}
    first = Objective.objects.get()
    of_one = queries(manager, f"/objectives/{first.pk}")
    one_more()
    one_more()
    assert {path: queries(manager, path) for path in few} == few
    read(first, 20, 580)
    some.an_improvement(creditor, first)
    assert queries(manager, f"/objectives/{first.pk}") == of_one


def test_returns_ask_for_a_start_first(manager: Client) -> None:
    assert "Pas de point de départ" in page(manager, "/returns")


def test_returns_say_each_figure_with_its_method(manager: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor), 100_000)
    fact = {"creditor": creditor, "recorded_at": some.NOW, "by": "a@example.com"}
    for code, value, parts in (("dso_simple", 400, 1), ("cash_in", 0, 1)):
        Baseline.objects.create(**fact, code=code, formula_version=2, on=some.TODAY, value=value, parts=parts)
    Cost.objects.create(
        **fact, what="Salaires", kind="staff", basis="period", amount_cents=5_000, from_on=some.TODAY
    )
    shown = page(manager, "/returns")
    assert "Trésorerie libérée" in shown
    assert "(DSO au départ − DSO maintenant) × ventes d’un jour" in shown
    # 400 days at the start, 365 now, of sales of 1 000 € in a year: 35 × 1 000 / 365.
    assert "95,89 €" in shown
    assert re.search(r"Coût du recouvrement.*?50,00 €", shown)
    assert re.search(r"Gain, coûts déduits</div>.*?45,89 €", shown)


def test_returns_are_taken_away_as_a_pdf_that_says_the_same(manager: Client, creditor: Creditor) -> None:
    assert manager.get("/returns.pdf").status_code == 404
    some.an_invoice(some.a_customer(creditor), 100_000)
    Baseline.objects.create(
        creditor=creditor, recorded_at=some.NOW, by="a@example.com", code="dso_simple", formula_version=2,
        on=some.TODAY, value=400, parts=1,
    )  # fmt: skip
    answer = manager.get("/returns.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="roi-2026-11-18.pdf"'
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    said = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())
    assert "Trésorerie libérée" in said
    assert "95,89 €" in said
