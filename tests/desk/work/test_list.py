"""The work list: what waits for a person, the best minute first; what goes on by itself is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.core.work.ranking import DEFAULTS
from encours.records.cases.models import Hold, Note
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.records.work.models import Absence, Assignment, Portfolio, Task, Weight

pytestmark = pytest.mark.both
FACT: dict[str, Any] = {"recorded_at": some.NOW}


def standing(invoice: Receivable, reason: str, **told: Any) -> None:
    some.a_standing(invoice, step=3, segment="standard")
    Position.objects.filter(receivable=invoice).update(reason=reason, **told)


def overdue(creditor: Creditor, name: str, cents: int, reason: str = "ladder_finished") -> Customer:
    customer = some.a_customer(creditor, name)
    standing(some.an_invoice(customer, cents), reason)
    return customer


def test_a_routine_case_is_off_the_list_and_a_finished_ladder_is_on_it(
    desk: Client, creditor: Creditor
) -> None:
    overdue(creditor, "Routine", 90_000, reason="waits_for_step")
    overdue(creditor, "Fini", 90_000)
    text = page(desk, "/work")
    assert "Fini" in text
    assert "Routine" not in text
    assert "900,00 € × 40 % attendus à 20 jours de retard, en 10 min : 36,00 € la minute" in text


def test_what_was_corrected_leaves_the_list_before_the_day_is_decided_again(
    desk: Client, creditor: Creditor
) -> None:
    bare = overdue(creditor, "Sans adresse", 50_000, reason="no_address")
    assumed = overdue(creditor, "Supposé", 50_000, reason="due_date_assumed").receivables.get()
    shown = page(desk, "/work", whose="all")
    assert "Sans adresse" in shown
    assert "Supposé" in shown
    told = {"name": "", "role": "", "other_role": "", "email": "compta@example.com", "phone": ""}
    assert desk.post(f"/customers/{bare.pk}/contacts/add", told).status_code == 302
    due = {"due_on": str(assumed.due_on), "po_number": "", "version": str(assumed.version)}
    assert desk.post(f"/invoices/{assumed.pk}/edit", due).status_code == 302
    shown = page(desk, "/work", whose="all")
    assert "Sans adresse" not in shown
    assert "Supposé" not in shown


def test_a_reminder_held_for_want_of_an_address_is_no_work_once_there_is_one(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Retenu")
    some.a_message(some.an_invoice(customer), held_reason="no_address")
    assert "Retenu" in page(desk, "/work", whose="all")
    told = {"name": "", "role": "", "other_role": "", "email": "compta@example.com", "phone": ""}
    assert desk.post(f"/customers/{customer.pk}/contacts/add", told).status_code == 302
    assert "Retenu" not in page(desk, "/work", whose="all")


def test_a_large_overdue_is_a_call_whatever_the_ladder_does(desk: Client, creditor: Creditor) -> None:
    overdue(creditor, "Gros", 1_500_000, reason="waits_for_step")
    assert "Encours échu important" in page(desk, "/work")


@pytest.mark.parametrize("how", ["held", "called"])
def test_a_customer_who_is_held_or_was_spoken_of_lately_is_not_to_be_called(
    how: str, desk: Client, creditor: Creditor
) -> None:
    customer = overdue(creditor, "Fini", 90_000)
    about = {**FACT, "creditor": creditor, "customer": customer, "by": "x@example.com"}
    if how == "held":
        Hold.objects.create(**about, from_on=some.TODAY, reason="Motif")
    else:
        Note.objects.create(**about, text="Appelé, paiera vendredi")
    assert "Fini" not in page(desk, "/work")


def test_every_kind_of_work_is_found(creditor: Creditor, visitor: Callable[[User], Client]) -> None:
    some.one_of_each(creditor)
    person = some.a_person("administrator", creditor)
    Message.objects.update(needs_approval=True)
    overdue(creditor, "Sans adresse", 50_000, reason="no_address")
    overdue(creditor, "Supposé", 50_000, reason="due_date_assumed")
    overdue(creditor, "Fini", 50_000)
    some.a_message(some.an_invoice(some.a_customer(creditor, "Incertain")), state="uncertain")
    some.an_invoice(some.a_customer(creditor, "Rejeté"), kind="returned")
    some.a_message(some.an_invoice(some.a_customer(creditor, "Retenu")), held_reason="no_address")
    Task.objects.update(person=person)
    Creditor.objects.update(regime_confirmed=False)
    text = page(visitor(person), "/work", whose="all")
    for kind in ("Question d’un collègue", "Relance à approuver", "Envoi incertain", "Relance retenue",
                 "Encaissement non affecté", "Paiement rejeté", "Litige à régler", "Adresse manquante",
                 "Conditions à confirmer", "Client à appeler", "À confirmer"):  # fmt: skip
        assert f'<span class="task-kind">{kind}</span>' in text, kind


def test_the_list_asks_as_much_for_three_of_each_as_for_one(desk: Client, creditor: Creditor) -> None:
    def three(count: int) -> None:
        for _ in range(count):
            overdue(creditor, "Fini", 90_000)
            overdue(creditor, "Sans adresse", 90_000, reason="no_address")
            some.a_message(some.an_invoice(some.a_customer(creditor)), needs_approval=True)
            some.a_message(some.an_invoice(some.a_customer(creditor)), state="uncertain")

    three(1)
    alone = queries(desk, "/work", whose="all")
    three(3)
    assert queries(desk, "/work", whose="all") == alone


def test_mine_is_what_i_follow_and_what_an_absent_colleague_follows(
    desk: Client, creditor: Creditor, collector: User
) -> None:
    mine, theirs, nobody = (overdue(creditor, name, 90_000) for name in ("Mien", "Sien", "Libre"))
    away, fact = some.a_person("collector", creditor), {**FACT, "creditor": creditor}
    Assignment.objects.create(**fact, customer=mine, owner=collector)
    Assignment.objects.create(**fact, customer=theirs, owner=away)
    text = page(desk, "/work", whose="mine")
    assert ("Mien" in text, "Sien" in text, nobody.name in text) == (True, False, False)
    Absence.objects.create(**fact, person=away, substitute=collector, from_on=some.TODAY, until_on=some.TODAY)
    text = page(desk, "/work")
    assert ("Mien" in text, "Sien" in text) == (True, True)
    assert "le ou la remplace" in text
    Absence.objects.update(until_on=some.TODAY - timedelta(days=1), from_on=some.TODAY - timedelta(days=1))
    assert "Sien" not in page(desk, "/work")


def test_a_portfolio_narrows_the_list(desk: Client, creditor: Creditor) -> None:
    inside, _outside = overdue(creditor, "Dedans", 90_000), overdue(creditor, "Dehors", 90_000)
    portfolio = Portfolio.objects.create(**FACT, creditor=creditor, name="Nord")
    Assignment.objects.create(**FACT, creditor=creditor, customer=inside, portfolio=portfolio)
    text = page(desk, "/work", whose=str(portfolio.pk))
    assert ("Dedans" in text, "Dehors" in text) == (True, False)


def test_the_order_follows_what_a_creditor_says_of_its_work(
    creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    overdue(creditor, "Petit", 90_000)
    overdue(creditor, "Sans adresse", 100_000, reason="no_address")
    manager = visitor(some.a_person("manager", creditor))
    text = page(manager, "/work")
    assert text.index("Sans adresse") < text.index("Petit")
    said = {f"{kind}_minutes": one.minutes for kind, one in DEFAULTS.items()}
    said |= {f"{kind}_percent": one.percent for kind, one in DEFAULTS.items() if one.percent is not None}
    said["address_minutes"] = 400
    assert manager.post("/work-weights", said).status_code == 302
    assert Weight.objects.get().minutes == 400
    text = page(manager, "/work")
    assert text.index("Petit") < text.index("Sans adresse")


def test_an_act_from_the_list_comes_back_to_it(creditor: Creditor, visitor: Callable[[User], Client]) -> None:
    client = visitor(some.a_person("manager", creditor))
    message = some.a_message(some.an_invoice(some.a_customer(creditor)), needs_approval=True)
    token = f"{message.pk}.1.1.{message.total_cents}"
    answer = client.post("/proposals/approve", {"message": token, "next": "/work?whose=all"})
    assert answer.headers["Location"] == "/work?whose=all"
    message.refresh_from_db()
    assert message.state == "approved"
    answer = client.post(f"/customers/{message.customer_id}/note?next=/work", {"text": "Vu"})
    assert answer.headers["Location"] == "/work"
    answer = client.post(f"/customers/{message.customer_id}/note?next=//evil.example", {"text": "Vu"})
    assert answer.headers["Location"] == f"/customers/{message.customer_id}"
