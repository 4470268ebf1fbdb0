"""The judicial phase of a case: shut until the amicable one has failed, or somebody else lets it open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from desk import situations as some
from encours.acts.hold import release
from encours.acts.legal.choosing import choose_procedure
from encours.acts.legal.phase import (
    AmicableFirstError,
    ask_exception,
    decide_exception,
    enter_judicial,
    leave_judicial,
)
from encours.core.refusals import RuleError
from encours.records.cases.models import Hold
from encours.records.frames.customers import customer_facts
from encours.records.frames.invariants import breaches
from encours.records.legal.models import JudicialPhase, PhaseDecision, ProcedureChoice
from encours.records.messages.models import Delivery
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from encours.records.work.models import Notice

ON: date = some.TODAY
WHO: dict[str, Any] = {"on": ON, "author": "collector@example.com", "at": some.NOW}


@pytest.fixture
def creditor(house: object) -> Creditor:
    return some.a_creditor()


@pytest.fixture
def late(creditor: Creditor) -> Receivable:
    invoice = some.an_invoice(some.a_customer(creditor), 800_000, due_in=-120, number="FA-1")
    some.a_case(invoice.customer)
    return invoice


def sent(invoice: Receivable, step: str, *, days_ago: int, state: str = "delivered") -> Delivery:
    message = some.a_message(invoice, state=state, step_code=step)
    return some.a_delivery(message, days_ago=days_ago)


def failed(invoice: Receivable) -> Customer:
    sent(invoice, "first", days_ago=60)
    sent(invoice, "formal_notice", days_ago=20)
    return invoice.customer


def test_a_case_that_nobody_was_reminded_of_is_not_brought_before_the_judge(late: Receivable) -> None:
    with pytest.raises(AmicableFirstError) as refused:
        enter_judicial(late.customer, "payment_order", **WHO)
    assert [one.code for one in refused.value.points] == ["no_reminder", "no_notice"]
    assert not Hold.objects.exists()


def test_while_the_deadline_of_the_notice_runs_the_phase_stays_shut(late: Receivable) -> None:
    sent(late, "first", days_ago=60)
    sent(late, "formal_notice", days_ago=8)
    with pytest.raises(AmicableFirstError) as refused:
        enter_judicial(late.customer, "payment_order", **WHO)
    assert [one.code for one in refused.value.points] == ["deadline_runs"]


def test_a_formal_notice_that_stayed_vain_opens_it_and_reminders_are_held(late: Receivable) -> None:
    customer = failed(late)
    phase = enter_judicial(customer, "payment_order", **WHO)
    assert phase.notice is not None
    assert phase.notice.step_code == "formal_notice"
    facts = customer_facts(customer.creditor_id, on=ON, shadow=False, customers=[customer.pk])
    assert facts["hold_kind"].to_list() == ["judicial"]
    with pytest.raises(RuleError, match="déjà en phase"):
        enter_judicial(customer, "payment_order", **WHO)
    with pytest.raises(RuleError, match="phase judiciaire"):
        release(phase.hold, on=ON, author="x", at=some.NOW)
    leave_judicial(phase, outcome="paid", reason="", **WHO)
    assert Hold.objects.get().released_on == ON
    with pytest.raises(RuleError, match="déjà close"):
        leave_judicial(phase, outcome="paid", reason="", **WHO)
    assert not [one for one in breaches() if one.invariant.code.startswith("judicial")]


def test_an_exception_is_decided_by_another_person_who_may_agree(late: Receivable) -> None:
    creditor, customer = late.creditor, late.customer
    asker, manager = some.a_person("manager", creditor), some.a_person("manager", creditor)
    collector = some.a_person("collector", creditor)
    asked = ask_exception(customer, reason="Prescription proche", on=ON, author=asker.email, at=some.NOW)
    with pytest.raises(AmicableFirstError):
        enter_judicial(customer, "summons", **WHO)
    yes: dict[str, Any] = {"approved": True, "reason": "", "on": ON, "at": some.NOW}
    with pytest.raises(RuleError, match="autre personne"):
        decide_exception(asked, author=asker.email, **yes)
    with pytest.raises(RuleError, match="gestion"):
        decide_exception(asked, author=collector.email, **yes)
    decide_exception(asked, author=manager.email, **yes)
    phase = enter_judicial(customer, "summons", **WHO)
    assert (phase.exception_id, phase.notice_id) == (asked.pk, None)
    leave_judicial(phase, outcome="amicable", reason="Accord", **WHO)
    with pytest.raises(AmicableFirstError):  # it served once
        enter_judicial(customer, "summons", **WHO)
    assert not [one for one in breaches() if one.invariant.code.startswith("judicial")]


def test_who_may_decide_of_an_exception_is_told_at_once_then_whoever_asked(late: Receivable) -> None:
    creditor = late.creditor
    asker, _colleague, manager = (
        some.a_person(role, creditor) for role in ("manager", "collector", "manager")
    )
    asked = ask_exception(late.customer, reason="Prescription proche", on=ON, author=asker.email, at=some.NOW)
    told = Notice.objects.get()
    assert (told.person, told.kind, told.text) == (manager, "exception", "asked Prescription proche")
    decide_exception(asked, approved=False, reason="Trop tôt", on=ON, author=manager.email, at=some.NOW)
    answered = Notice.objects.latest("pk")
    assert (answered.person, answered.text) == (asker, "refused Trop tôt")
    assert Notice.objects.count() == 2


def test_a_refused_exception_opens_nothing_and_says_why(late: Receivable) -> None:
    creditor = late.creditor
    manager = some.a_person("manager", creditor)
    asked = ask_exception(late.customer, reason="Vite", **WHO)
    no: dict[str, Any] = {"approved": False, "on": ON, "author": manager.email, "at": some.NOW}
    with pytest.raises(RuleError, match="motif"):
        decide_exception(asked, reason=" ", **no)
    decide_exception(asked, reason="Relancer d’abord", **no)
    with pytest.raises(AmicableFirstError):
        enter_judicial(late.customer, "summons", **WHO)


@pytest.mark.both
def test_the_database_itself_wants_two_people_and_one_way_in(late: Receivable) -> None:
    asked = ask_exception(late.customer, reason="Vite", **WHO)
    told = {"creditor": late.creditor, "recorded_at": some.NOW, "customer": late.customer, "by": asked.by}
    with pytest.raises(IntegrityError), transaction.atomic():
        PhaseDecision.objects.create(**told, exception=asked, approved=True, on=ON, asked_by=asked.by)
    hold = Hold.objects.create(
        creditor=late.creditor, recorded_at=some.NOW, customer=late.customer, from_on=ON, reason="x",
        kind="judicial", by="x",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        JudicialPhase.objects.create(
            **told, case=asked.case, procedure="summons", entered_on=ON, hold=hold, content="{}"
        )


def test_another_procedure_than_the_proposed_one_takes_a_reason_and_keeps_both(late: Receivable) -> None:
    customer = failed(late)
    with pytest.raises(RuleError, match="motif"):
        choose_procedure(customer, "plan", reason="", **WHO)
    made = choose_procedure(customer, "plan", reason="Le client paie par à-coups", **WHO)
    assert (made.procedure, made.proposed) == ("plan", "agency")
    assert '"claim_cents":800000' in made.content
    choose_procedure(customer, "agency", reason="", **WHO)
    assert ProcedureChoice.objects.count() == 2


def test_a_reminder_that_came_back_is_no_reminder(late: Receivable) -> None:
    sent(late, "first", days_ago=60)
    sent(late, "formal_notice", days_ago=20, state="recalled")
    with pytest.raises(AmicableFirstError) as refused:
        enter_judicial(late.customer, "payment_order", **WHO)
    assert [one.code for one in refused.value.points] == ["no_notice"]
    assert late.due_on < ON - timedelta(days=100)
