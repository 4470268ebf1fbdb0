"""The page of a customer's risk: what is known, what it calls for, what people kept, and who sees none of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from desk import situations as some
from encours.records.credit.models import RiskAssessment
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    return some.an_invoice(some.a_customer(creditor), 800_000, due_in=-120).customer


def test_the_page_says_the_grade_proposed_and_why_then_the_one_kept(desk: Client, customer: Customer) -> None:
    where = f"/customers/{customer.pk}/risk"
    page = desk.get(where).content.decode()
    assert "la plus ancienne échéance depuis 120\u00a0jours" in page or "depuis 120 jours" in page
    assert "Pas encore évalué" in page
    refused = desk.post(f"{where}/assess", {"grade": "low", "reason": ""})
    assert refused.status_code == 422
    assert "demande un motif" in refused.content.decode()
    desk.post(f"{where}/assess", {"grade": "low", "reason": "Caution du groupe"})
    assert RiskAssessment.objects.get().proposed == "high"
    page = desk.get(where).content.decode()
    assert "proposé\u00a0: élevé" in page or "proposé : élevé" in page
    assert "Caution du groupe" in page
    file = desk.get(f"/customers/{customer.pk}").content.decode()
    assert "Risque évalué" in file
    assert "Caution du groupe" in file


def test_who_sees_no_credit_terms_sees_no_risk(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    reader = visitor(some.a_person("banker", creditor))
    assert reader.get(f"/customers/{customer.pk}/risk").status_code == 403
