"""The page of a case: its phase, the procedures with their reasons, what opens the judicial phase, by two people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from encours.records.legal.models import JudicialPhase, PhaseException, ProcedureChoice
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    invoice = some.an_invoice(some.a_customer(creditor), 800_000, due_in=-120)
    some.a_case(invoice.customer)
    return invoice.customer


def test_the_page_says_what_is_proposed_why_and_what_the_judge_would_lack(
    desk: Client, customer: Customer
) -> None:
    page = desk.get(f"/customers/{customer.pk}/case").content.decode()
    assert "Phase amiable depuis le" in page
    assert "Aucune mise en demeure n’a été remise" in page
    assert "La phase judiciaire reste fermée" in page
    assert "proposée" in page
    assert "Phase et procédure" in desk.get(f"/customers/{customer.pk}").content.decode()


def test_a_choice_other_than_the_proposed_one_is_refused_without_a_reason_then_told(
    desk: Client, customer: Customer
) -> None:
    where = f"/customers/{customer.pk}/case/procedure"
    assert desk.post(where, {"procedure": "plan", "reason": ""}).status_code == 422
    desk.post(where, {"procedure": "plan", "reason": "Il le demande"})
    assert ProcedureChoice.objects.get().proposed == "amicable"
    assert "Convenir d’un échéancier" in desk.get(f"/customers/{customer.pk}").content.decode()


def test_the_judicial_phase_is_refused_then_opened_by_an_exception_of_two_people(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    asker, other = (visitor(some.a_person("manager", creditor)) for _ in range(2))
    where = f"/customers/{customer.pk}/case"
    refused = asker.post(f"{where}/judicial", {"procedure": "summons"})
    assert refused.status_code == 422
    assert "La phase amiable n’a pas échoué" in refused.content.decode()
    asker.post(f"{where}/exception", {"reason": "Prescription proche"})
    asked = PhaseException.objects.get()
    mine = asker.post(f"/case/exceptions/{asked.pk}/decide", {"approved": "yes"})
    assert mine.status_code == 422
    assert f"/case/exceptions/{asked.pk}/decide" in other.get("/approvals").content.decode()
    assert f"/case/exceptions/{asked.pk}/decide" not in asker.get("/approvals").content.decode()
    assert "demande une exception à la phase amiable de" in other.get("/notices").content.decode()
    other.post(f"/case/exceptions/{asked.pk}/decide", {"approved": "yes"})
    assert "accorde l’exception demandée pour" in asker.get("/notices").content.decode()
    asker.post(f"{where}/judicial", {"procedure": "summons"})
    phase = JudicialPhase.objects.get()
    page = asker.get(where).content.decode()
    assert "Phase judiciaire depuis le" in page
    assert "par exception accordée" in page
    other.post(f"/case/judicial/{phase.pk}/leave", {"outcome": "paid"})
    assert "Sortie de la phase judiciaire\u00a0: payé" in other.get(where).content.decode()
