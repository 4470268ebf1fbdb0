"""Talking about a case at the desk: notes, threads, questions, notices, portfolios and absences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.cases.models import Note
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.work.models import Absence, Assignment, Choice, Notice, Portfolio, Task


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    return some.a_customer(creditor, "Menuiserie Colin")


@pytest.fixture
def colleague(creditor: Creditor) -> User:
    person = some.a_person("salesperson", creditor, email="paul@example.com")
    User.objects.filter(pk=person.pk).update(name="Paul Durand")
    person.refresh_from_db()
    return person


def test_a_mention_reaches_the_person_until_it_is_read(
    desk: Client, customer: Customer, colleague: User, visitor: Callable[[User], Client]
) -> None:
    desk.post(f"/customers/{customer.pk}/note", {"text": "@paul, livré ?", "audience": "internal"})
    theirs = visitor(colleague)
    text = page(theirs, "/notices")
    assert "vous nomme au sujet de Menuiserie Colin" in text
    assert "@paul, livré ?" in text
    assert "nouveau" in text
    theirs.post("/notices", {"upto": Notice.objects.get().pk})
    assert "nouveau" not in page(theirs, "/notices")


def test_a_question_stands_on_the_timeline_with_whom_it_was_put_to_and_for_when(
    desk: Client, customer: Customer, colleague: User
) -> None:
    place = f"/customers/{customer.pk}/ask"
    asked = {"text": "Livré en entier ?", "due_on": (some.TODAY + timedelta(days=2)).isoformat()}
    assert 'value="" selected' in page(desk, place)  # nobody is chosen beforehand
    assert desk.post(place, asked).status_code == 422
    assert desk.post(place, {**asked, "person": colleague.pk}).status_code == 302
    told = page(desk, f"/customers/{customer.pk}")
    assert "Question posée" in told
    assert "à paul@example.com, pour le" in told
    assert "Livré en entier ?" in told


def test_notices_ask_as_much_for_three_as_for_one(desk: Client, customer: Customer, collector: User) -> None:
    def one() -> None:
        about = {"creditor": customer.creditor, "person": collector, "at": some.NOW, "by": "x@example.com"}
        Notice.objects.create(**about, kind="mention", customer=customer, text="?")

    one()
    alone = queries(desk, "/notices")
    one(), one()
    assert queries(desk, "/notices") == alone


def test_a_notice_about_a_customer_no_longer_seen_says_nothing_of_it(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    person = some.a_person("collector", creditor)
    person.memberships.update(scope="owner")
    Notice.objects.create(
        creditor=creditor,
        person=person,
        kind="mention",
        customer=customer,
        text="Secret",
        by="x",
        at=some.NOW,
    )
    text = page(visitor(person), "/notices")
    assert "Secret" not in text
    assert "Menuiserie" not in text


def test_a_signal_is_told_in_words_with_amounts_only_to_who_sees_credit_terms(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    about = {"creditor": creditor, "kind": "signal", "by": "rule:sales@1", "at": some.NOW}
    texts = {}
    for role in ("collector", "read_only"):
        person = some.a_person(role, creditor)
        told = "limit_exceeded EUR 110000 100000"
        Notice.objects.create(**about, person=person, customer=customer, text=told)
        Notice.objects.create(**about, person=person, text="21")
        texts[role] = page(visitor(person), "/notices")
    assert "Menuiserie Colin · Limite de crédit dépassée" in texts["collector"]
    assert "1 100,00 €, pour une limite de 1 000,00 €" in texts["collector"]
    assert "21 signaux" in texts["read_only"]
    assert "1 000,00 €" not in texts["read_only"]


def test_an_objective_s_notice_leads_to_it(creditor: Creditor, collector: User, desk: Client) -> None:
    made = some.an_objective(creditor, collector)
    Notice.objects.create(
        creditor=creditor,
        person=collector,
        kind="objective",
        text=f"{made.pk} {made.measure} behind",
        by="rule:objectives@1",
        at=some.NOW,
    )
    text = page(desk, "/notices")
    assert "en retard sur la ligne droite" in text
    assert f'href="/objectives/{made.pk}"' in text


def test_a_thread_shows_its_answers_and_takes_one_more(desk: Client, customer: Customer) -> None:
    desk.post(f"/customers/{customer.pk}/note", {"text": "Que faire ?", "audience": "external"})
    first = Note.objects.get()
    desk.post(f"/notes/{first.pk}", {"text": "Attendre", "version": ""})
    answer = Note.objects.latest("pk")
    assert (answer.reply_to_id, answer.audience) == (first.pk, "external")
    text = page(desk, f"/notes/{answer.pk}")
    assert text.index("Que faire ?") < text.index("Attendre")
    assert "Visible du client" in text
    assert "Réponse à une note, visible du client" in page(desk, f"/customers/{customer.pk}")


def test_a_salesperson_is_asked_and_answers(
    desk: Client, customer: Customer, colleague: User, visitor: Callable[[User], Client]
) -> None:
    asked = {"person": colleague.pk, "text": "Livré quand ?", "due_on": some.TODAY.isoformat()}
    assert desk.post(f"/customers/{customer.pk}/ask", asked).status_code == 302
    theirs, task = visitor(colleague), Task.objects.get()
    text = page(theirs, "/work")
    assert "Livré quand ?" in text
    assert "demandé" in text
    assert "Livré quand ?" in page(theirs, f"/tasks/{task.pk}")
    answer = theirs.post(f"/tasks/{task.pk}", {"text": "Le 3 octobre", "version": 1})
    assert answer.status_code == 302
    assert "Livré quand ?" not in page(theirs, "/work")
    assert "Le 3 octobre" in page(desk, f"/customers/{customer.pk}")
    assert "répond à votre question" in page(desk, "/notices")
    assert theirs.post(f"/tasks/{task.pk}", {"text": "Encore", "version": 1}).status_code == 409


def test_choices_are_kept_by_person(desk: Client, collector: User) -> None:
    assert desk.post("/notices/choices", {"digest": "on", "told": ["mention", "task"]}).status_code == 302
    kept = Choice.objects.get(person=collector)
    assert (kept.digest, kept.muted) == (
        True,
        [
            "reply",
            "answer",
            "transfer",
            "absence",
            "signal",
            "objective",
            "document",
            "double",
            "captured",
            "approval",
            "exception",
        ],
    )
    assert "checked" in page(desk, "/notices/choices")


def test_portfolios_show_how_many_customers_and_how_much(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    manager = visitor(some.a_person("manager", creditor))
    assert manager.post("/portfolios/add", {"name": "Nord"}).status_code == 302
    portfolio = Portfolio.objects.get()
    some.an_invoice(customer, 120_000)
    some.an_invoice(customer, 5_000, currency="USD")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=customer, portfolio=portfolio)
    text = page(manager, "/portfolios")
    assert "1 200,00 €" in text
    assert "50,00 $US" in text
    assert manager.post(f"/portfolios/{portfolio.pk}/close", {"version": 1}).status_code == 302
    assert "contient des clients" in page(manager, "/portfolios")
    renamed = manager.post(f"/portfolios/{portfolio.pk}/rename", {"name": "Est", "version": 1})
    assert renamed.status_code == 302
    assert Portfolio.objects.get().name == "Est"


def test_one_says_ones_own_absence_and_a_manager_anybodys(
    desk: Client, creditor: Creditor, collector: User, colleague: User, visitor: Callable[[User], Client]
) -> None:
    days = {"from_on": some.TODAY.isoformat(), "until_on": some.TODAY.isoformat()}
    refused = desk.post("/absences/add", {"person": colleague.pk, "substitute": collector.pk, **days})
    assert refused.status_code == 422
    done = desk.post("/absences/add", {"person": collector.pk, "substitute": colleague.pk, **days})
    assert done.status_code == 302
    absence = Absence.objects.get()
    assert "Paul Durand" in page(desk, "/work")
    assert visitor(colleague).post(f"/absences/{absence.pk}/cancel").status_code == 403
    manager = visitor(some.a_person("manager", creditor))
    assert manager.post(f"/absences/{absence.pk}/cancel").status_code == 302
    absence.refresh_from_db()
    assert absence.cancelled_at is not None
