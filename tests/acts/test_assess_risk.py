"""The risk of a customer, assessed: kept with what was known, read by the rules of segments, looked at again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from desk import situations as some
from encours.acts.assess_risk import assess_risk, risk_facts, to_review
from encours.acts.custom_fields.segmenting import publish_segments
from encours.acts.hold import hold
from encours.acts.run_day import run_day
from encours.acts.send_digests import digest_of
from encours.core.refusals import RuleError
from encours.core.segments import Rule
from encours.records.credit.models import RiskAssessment
from encours.records.facts import Sight
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership
from encours.records.runs.models import Position
from encours.words.digests import written

pytestmark = pytest.mark.both
WHO: dict[str, Any] = {"on": some.TODAY, "author": "collector@example.com", "at": some.NOW}


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return some.a_creditor()


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    invoice = some.an_invoice(some.a_customer(creditor, "Halle Neuve"), 800_000, due_in=-120)
    return invoice.customer


def assessed(customer: Customer, grade: str = "high", **told: Any) -> RiskAssessment:
    return assess_risk(customer, **{"grade": grade, "reason": "", "review_on": None, **WHO, **told})


def test_the_facts_of_the_day_and_what_they_call_for_are_kept_beside_the_grade(
    customer: Customer, house: Path
) -> None:
    made = assessed(customer, review_on=some.TODAY + timedelta(days=30))
    kept = json.loads(made.content)
    assert (made.grade, made.proposed) == ("high", "high")
    assert (kept["facts"]["overdue_cents"], kept["facts"]["days_late"]) == (800_000, 120)
    assert kept["signs"][0] == {
        "grade": "high", "code": "overdue", "facts": {"cents": 800_000, "currency": "EUR", "n": 120},
    }  # fmt: skip
    seal(customer.creditor_id, at=some.NOW, home=house)
    found = verify(customer.creditor_id, home=house).findings  # the situation itself was written by no act
    assert "credit.RiskAssessment" not in {each.where.get("fact") for each in found}
    RiskAssessment.objects.update(grade="moderate", reason="Autrement")
    told = {each.where.get("fact") for each in verify(customer.creditor_id, home=house).findings}
    assert "credit.RiskAssessment" in told


def test_insolvency_proceedings_call_for_the_worst_grade(customer: Customer) -> None:
    assert not risk_facts(customer, on=some.TODAY).insolvent
    begun = {"from_on": some.TODAY, "until_on": None, "author": "a@b.example", "at": some.NOW}
    hold(customer, reason="Jugement d’ouverture", kind="insolvency", **begun)
    assert risk_facts(customer, on=some.TODAY).insolvent


def test_another_grade_than_the_proposed_one_takes_a_reason_in_the_act_and_in_the_database(
    customer: Customer,
) -> None:
    with pytest.raises(RuleError, match="motif"):
        assessed(customer, "low")
    made = assessed(customer, "low", reason="Caution du groupe")
    assert (made.grade, made.proposed, made.reason) == ("low", "high", "Caution du groupe")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.create(
            creditor=customer.creditor, recorded_at=some.NOW, customer=customer, grade="low", proposed="high",
            content="{}", on=some.TODAY, reason="", by="x",
        )  # fmt: skip


def test_no_such_grade_and_a_review_not_to_come_are_refused_whole(customer: Customer) -> None:
    with pytest.raises(RuleError, match="niveaux"):
        assessed(customer, "awful", reason="x")
    with pytest.raises(RuleError, match="à venir"):
        assessed(customer, review_on=some.TODAY)
    assert not RiskAssessment.objects.exists()


def test_a_rule_of_segments_reads_the_last_assessment_by_its_word_in_either_language(
    creditor: Creditor, customer: Customer
) -> None:
    some.a_contact(customer)
    rules = [
        Rule("r0", "Élevé", "", "risque = 'élevé'"),
        Rule("r1", "Faible", "", "risk = 'low'"),
    ]
    publish_segments(creditor, rules, reason="Essai", made_from=None, author="a@b.example", at=some.NOW)
    segment = lambda: Position.objects.get(receivable__customer=customer).segment  # noqa: E731
    run_day(creditor, on=some.TODAY, author="rule:day@1", at=some.NOW)
    assert not segment().startswith("own:")
    assessed(customer)
    run_day(creditor, on=some.TODAY, author="rule:day@1", at=some.NOW)
    assert segment() == "own:r0"
    assessed(customer, "low", reason="Caution")
    run_day(creditor, on=some.TODAY, author="rule:day@1", at=some.NOW)
    assert segment() == "own:r1"


def test_the_day_of_review_is_in_the_digest_until_it_is_assessed_again(
    creditor: Creditor, customer: Customer
) -> None:
    member = Membership.objects.get(user=some.a_person("collector", creditor))
    later = some.TODAY + timedelta(days=30)
    assessed(customer, review_on=later)
    assert digest_of(member, creditor, on=later - timedelta(days=1)).reviews == []
    told = digest_of(member, creditor, on=later)
    assert (told.reviews, told.empty) == (["Halle Neuve"], False)
    assert "Évaluations du risque à revoir\n- Halle Neuve" in written(told, "fr")[1]
    assessed(customer, on=later)
    assert not to_review(Sight(creditor.pk), on=later)
