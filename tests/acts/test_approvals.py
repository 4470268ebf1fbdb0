"""Who agrees to what: rules published, delegations, decisions with their reason, and what leaves for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from books import sound
from collecting import Desk
from encours.acts.absence import set_absence
from encours.acts.approvals.batch import compared, keep_batch
from encours.acts.approvals.deciding import decide, resubmit
from encours.acts.approvals.delegating import cancel_delegation, delegate
from encours.acts.approvals.publishing import publish_approvals
from encours.acts.approve import approve, move, type_recipient
from encours.acts.bulk import approve_many
from encours.acts.explain import explain_receivable
from encours.acts.requests.ask import Wanted as Documents
from encours.acts.requests.ask import ask_documents
from encours.acts.rules import StaleFormError
from encours.acts.send_statement import Wanted, ask_statement, send_statement
from encours.core.approvals import ApprovalRule
from encours.core.refusals import RuleError
from encours.records.cases.models import Hold
from encours.records.history.writing import recording
from encours.records.messages.approvals import ApprovalDecision, BatchLine
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Creditor
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.records.work.models import Notice
from vauban import AT, CLAIRE, ON, a_creditor, a_customer, a_message, an_invoice

ALL = ApprovalRule("all", "Toutes", roles=("cfo",))


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return a_creditor()


def member(creditor: Creditor, role: str, email: str = "") -> User:
    address = email or f"{role}@vauban.example"
    user = User.objects.filter(email=address).first() or User.objects.create_user(address, None, name=role)
    Membership.objects.get_or_create(user=user, creditor=creditor, defaults={"role": role})
    return user


def publish(creditor: Creditor, *rules: ApprovalRule) -> None:
    publish_approvals(creditor, rules, reason="Essai", made_from=None, author=CLAIRE, at=AT)


def one(creditor: Creditor, account: str = "411A", **values: object) -> Message:
    invoice = an_invoice(a_customer(creditor, account), f"F-{account}", date(2026, 9, 1), date(2026, 10, 1))
    return a_message(invoice, **{"needs_approval": True, **values})


def test_a_rule_lets_only_whom_it_names_agree_and_says_its_name(creditor: Creditor) -> None:
    member(creditor, "manager"), member(creditor, "cfo")
    publish(creditor, ALL)
    message = one(creditor)
    with pytest.raises(RuleError, match="règle « Toutes »"):
        approve([message], author="manager@vauban.example", at=AT)
    assert approve([message], author="cfo@vauban.example", at=AT) == 1
    message.refresh_from_db()
    assert (message.state, "role:cfo" in message.approved_as) == ("approved", True)
    told = ApprovalDecision.objects.get()
    assert (told.decision, told.rule, told.by) == ("approved", "all", "cfo@vauban.example")


def test_a_delegate_agrees_in_the_name_of_somebody_on_those_days_alone(creditor: Creditor) -> None:
    cfo, collector = member(creditor, "cfo"), member(creditor, "collector")
    publish(creditor, ALL)
    messages = [one(creditor, account) for account in ("411A", "411B", "411C")]
    days = {"from_on": ON, "until_on": ON + timedelta(days=1)}
    made = delegate(creditor, person=cfo, to=collector, **days, author=cfo.email, at=AT)
    assert approve(messages[:1], author=collector.email, at=AT) == 1
    assert ApprovalDecision.objects.get().in_name_of == cfo.email
    with pytest.raises(RuleError, match="n’est pas à vous"):
        approve(messages[1:2], author=collector.email, at=AT + timedelta(days=2))
    cancel_delegation(made, author=cfo.email, at=AT + timedelta(days=2))
    with pytest.raises(RuleError, match="déjà terminée"):
        cancel_delegation(made, author=cfo.email, at=AT + timedelta(days=2))


def test_a_substitute_agrees_during_an_absence(creditor: Creditor) -> None:
    cfo, collector = member(creditor, "cfo"), member(creditor, "collector")
    publish(creditor, ALL)
    message = one(creditor)
    days = {"from_on": ON, "until_on": ON}
    set_absence(creditor, person=cfo, substitute=collector, **days, author=cfo.email, at=AT)
    assert approve([message], author=collector.email, at=AT) == 1


def test_who_moved_or_addressed_a_message_does_not_agree_to_it_where_four_eyes_are_asked(
    creditor: Creditor,
) -> None:
    manager, other = member(creditor, "manager"), member(creditor, "manager", "denis@vauban.example")
    publish(creditor, ApprovalRule("eyes", "Quatre yeux", roles=("manager",), four_eyes=True))
    message = one(creditor)
    move(message, to_on=ON, on=ON, author=manager.email, at=AT)
    message.refresh_from_db()
    with pytest.raises(RuleError, match="une autre personne"):
        approve([message], author=manager.email, at=AT)
    assert approve([message], author=other.email, at=AT) == 1


def test_another_address_takes_the_agreement_away(creditor: Creditor) -> None:
    message = one(creditor)
    approve([message], author=CLAIRE, at=AT)
    type_recipient(message, recipient="autre@client.example", author=CLAIRE, at=AT)
    message.refresh_from_db()
    assert (message.state, message.approved_by, message.approved_at) == ("proposed", "", None)


def test_a_refusal_has_a_reason_stops_the_message_and_holds_its_invoices(creditor: Creditor) -> None:
    message = one(creditor)
    with pytest.raises(RuleError, match="motif"):
        decide([message], "refused", author=CLAIRE, at=AT)
    decide([message], "refused", reason="Client en discussion", author=CLAIRE, at=AT)
    message.refresh_from_db()
    assert (message.state, message.held_reason) == ("stopped", "approval_refused")
    assert Hold.objects.get().until_on == ON + timedelta(days=7)
    assert ApprovalDecision.objects.get().reason == "Client en discussion"


def test_what_is_sent_back_waits_until_it_is_corrected_or_submitted_again(creditor: Creditor) -> None:
    manager, collector = member(creditor, "manager"), member(creditor, "collector")
    message = one(creditor)
    move(message, to_on=ON, on=ON, author=collector.email, at=AT)
    message.refresh_from_db()
    decide([message], "sent_back", reason="Mauvais contact", author=manager.email, at=AT)
    message.refresh_from_db()
    assert (message.state, message.held_reason) == ("proposed", "sent_back")
    assert Notice.objects.get(kind="approval").person == collector
    assert approve_many(creditor, [message.customer_id], on=ON, author=manager.email, at=AT) == 0
    again = {"author": collector.email, "at": AT}
    with pytest.raises(StaleFormError):
        resubmit(message, text="", made_from=1, **again)
    resubmit(message, text="Adresse vérifiée", made_from=message.version, **again)
    with pytest.raises(RuleError, match="n’attend pas d’être revue"):
        resubmit(message, text="", made_from=None, **again)
    assert approve_many(creditor, [message.customer_id], on=ON, author=manager.email, at=AT) == 1
    assert list(ApprovalDecision.objects.order_by("pk").values_list("decision", flat=True)) == [
        "sent_back",
        "resubmitted",
        "approved",
    ]


def test_many_are_agreed_to_but_those_that_a_rule_keeps_for_others(creditor: Creditor) -> None:
    manager = member(creditor, "manager")
    publish(
        creditor, ApprovalRule("dear", "Gros montants", from_cents=100, segments=("large",), roles=("cfo",))
    )
    mine, others = one(creditor, "411A"), one(creditor, "411B", segment="large")
    both = [mine.customer_id, others.customer_id]
    assert approve_many(creditor, both, on=ON, author=manager.email, at=AT) == 1
    assert set(Message.objects.values_list("segment", "state")) == {("", "approved"), ("large", "proposed")}


def test_the_same_rules_or_those_of_a_stale_form_are_not_published(creditor: Creditor) -> None:
    publish(creditor, ALL)
    with pytest.raises(RuleError, match="Rien ne change"):
        publish(creditor, ALL)
    told = {"reason": "Encore", "author": CLAIRE, "at": AT}
    with pytest.raises(StaleFormError):
        publish_approvals(creditor, [], made_from=0, **told)
    nobody = ApprovalRule("x", "Une absente", people=(999,))
    with pytest.raises(RuleError, match="ne travaille plus"):
        publish_approvals(creditor, [nobody], made_from=1, **told)


@pytest.mark.both
def test_a_rule_published_after_the_plan_keeps_the_message_in_the_house_until_its_people_agree(
    desk: Desk,
) -> None:
    member(desk.creditor, "cfo")
    desk.run()
    publish_approvals(desk.creditor, [ALL], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    assert desk.send().get("delivered", 0) == 0
    message = Message.objects.get()
    assert (message.state, message.held_reason, message.approval_rule) == ("proposed", "approval_rule", "all")
    told = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    assert "approval_rule" in [one.code for one in told]
    desk.later(minutes=1)
    desk.run()
    assert Position.objects.get().reason == "needs_approval"
    assert BatchLine.objects.get().key == message.key
    approve([Message.objects.get()], author="cfo@vauban.example", at=desk.now)
    assert desk.send()["delivered"] == 1
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_the_batch_of_a_day_is_kept_to_be_compared_with_the_next(desk: Desk) -> None:
    publish_approvals(desk.creditor, [ALL], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    desk.run()
    first = desk.today
    desk.later(days=3)  # the Monday
    desk.run()
    assert set(BatchLine.objects.values_list("on", flat=True)) == {first, desk.today}
    found, messages = compared(desk.creditor, Message.objects.all(), BatchLine.objects.filter(on=first))
    assert found["change"].to_list() == ["same"]
    assert list(messages) == found["key"].to_list()
    desk.later(days=1)
    desk.run()
    assert first not in set(BatchLine.objects.values_list("on", flat=True))


def test_deciding_some_customers_again_keeps_the_batch_of_the_others(creditor: Creditor) -> None:
    mine, others = one(creditor, "411A"), one(creditor, "411B")
    columns = [
        "key",
        "customer_id",
        "step_code",
        "tone",
        "channel",
        "currency",
        "total_cents",
        "needs_approval",
    ]

    def plan(message: Message, cents: int) -> pl.DataFrame:
        row = [message.key, message.customer_id, "firm", "firm", "email", "EUR", cents, True]
        return pl.DataFrame([row], schema=columns, orient="row")

    with recording(creditor, "run_day", author=CLAIRE, cause="test", at=AT) as record:
        keep_batch(record, pl.concat([plan(mine, 100), plan(others, 200)]), on=ON)
        keep_batch(record, plan(mine, 300), on=ON, of=[mine.customer_id])
    assert sorted(BatchLine.objects.values_list("total_cents", flat=True)) == [200, 300]


def on_demand(desk: Desk) -> dict[str, int]:
    """A statement that Claire asks for, sent at once if it may leave."""
    return send_statement(
        desk.customer(),
        Wanted(contact=Contact.objects.get(), form="open", on=desk.today),
        worker="w1",
        on=desk.today,
        clock=lambda: desk.now,
        settings=desk.settings,
        home=desk.home,
        author=CLAIRE,
    )


STATEMENTS = ApprovalRule("told", "Relevés", steps=("statement",), roles=("cfo",))


@pytest.mark.both
def test_a_statement_asked_for_waits_for_whom_a_rule_names_is_in_the_batch_and_leaves_once_agreed_to(
    desk: Desk,
) -> None:
    member(desk.creditor, "cfo")
    publish_approvals(desk.creditor, [STATEMENTS], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    assert on_demand(desk).get("delivered", 0) == 0
    message = Message.objects.get(step_code="statement")
    assert (message.state, message.needs_approval, message.approval_rule) == ("proposed", True, "told")
    desk.run()
    assert message.key in set(BatchLine.objects.values_list("key", flat=True))
    with pytest.raises(RuleError, match="Relevés"):
        approve([message], author=CLAIRE, at=desk.now)
    approve([message], author="cfo@vauban.example", at=desk.now)
    assert desk.send()["delivered"] == 1
    assert Message.objects.get(step_code="statement").state == "delivered"
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_whoever_a_rule_names_may_ask_alone_but_where_four_eyes_are_asked(desk: Desk) -> None:
    mine = replace(STATEMENTS, roles=("administrator",))
    publish_approvals(desk.creditor, [mine], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    assert on_demand(desk) == {"delivered": 1}
    eyes = replace(mine, four_eyes=True)
    publish_approvals(desk.creditor, [eyes], reason="Essai", made_from=1, author=CLAIRE, at=desk.now)
    wanted = Wanted(contact=Contact.objects.get(), form="ledger", on=desk.today)
    message = ask_statement(desk.customer(), wanted, on=desk.today, author=CLAIRE, at=desk.now)
    assert message.state == "proposed"


def test_a_rule_published_after_a_statement_was_asked_for_stops_it_at_the_gate(desk: Desk) -> None:
    wanted = Wanted(contact=Contact.objects.get(), form="open", on=desk.today)
    message = ask_statement(desk.customer(), wanted, on=desk.today, author=CLAIRE, at=desk.now)
    assert message.state == "approved"
    publish_approvals(desk.creditor, [STATEMENTS], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    assert desk.send().get("delivered", 0) == 0
    message.refresh_from_db()
    assert (message.state, message.held_reason, message.approval_rule) == (
        "proposed",
        "approval_rule",
        "told",
    )


def test_a_request_for_documents_waits_for_whom_a_rule_names(desk: Desk) -> None:
    rule = replace(STATEMENTS, steps=("documents",))
    publish_approvals(desk.creditor, [rule], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    due_on = desk.today + timedelta(days=9)
    wanted = Documents(kinds=("order",), text="", due_on=due_on, address="https://encours.example")
    ask_documents(desk.customer(), wanted, on=desk.today, author=CLAIRE, at=desk.now)
    message = Message.objects.get()
    assert (message.state, message.approval_rule) == ("proposed", "told")
    assert desk.send().get("delivered", 0) == 0


def test_a_rule_without_a_step_takes_reminders_alone(desk: Desk) -> None:
    publish_approvals(desk.creditor, [ALL], reason="Essai", made_from=None, author=CLAIRE, at=desk.now)
    assert on_demand(desk) == {"delivered": 1}
