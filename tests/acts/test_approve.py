"""What a person does with a message before it leaves."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from encours.acts.approve import approve, move, type_recipient, withdraw
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.cases.models import Hold
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.words.reasons import sentence
from vauban import AT, CLAIRE, ON, a_creditor, a_customer, a_message, an_invoice


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return a_creditor()


def one(creditor: Creditor, account: str = "411A", **values: object) -> Message:
    invoice = an_invoice(a_customer(creditor, account), f"F-{account}", date(2026, 9, 1), date(2026, 10, 1))
    return a_message(invoice, **values)


@pytest.mark.both
def test_several_are_approved_at_once_and_named_with_their_author(creditor: Creditor) -> None:
    messages = [one(creditor, "411A", needs_approval=True), one(creditor, "411B")]
    assert approve(messages, author=CLAIRE, at=AT) == 2
    for message in Message.objects.all():
        assert (message.state, message.approved_by, message.version) == ("approved", CLAIRE, 2)


def test_approving_changes_no_fact_of_the_customer(creditor: Creditor) -> None:
    message = one(creditor)
    approve([message], author=CLAIRE, at=AT)
    assert Customer.objects.get().facts_version == message.facts_version


@pytest.mark.both
def test_what_changed_since_it_was_read_is_not_approved(creditor: Creditor) -> None:
    message, other = one(creditor, "411A"), one(creditor, "411B")
    Message.objects.filter(pk=message.pk).update(total_cents=1)
    with pytest.raises(StaleFormError):
        approve([message, other], author=CLAIRE, at=AT)
    assert set(Message.objects.values_list("state", flat=True)) == {"proposed"}


def test_approving_again_changes_nothing(creditor: Creditor) -> None:
    message = one(creditor)
    approve([message], author=CLAIRE, at=AT)
    message.refresh_from_db()
    assert approve([message], author="denis@vauban.example", at=AT) == 0
    assert Message.objects.get().approved_by == CLAIRE


@pytest.mark.both
def test_a_message_withdrawn_stops_and_its_items_are_held_until_the_day_said(creditor: Creditor) -> None:
    message, until_on = one(creditor), ON + timedelta(days=7)
    asked = {"on": ON, "until_on": until_on, "made_from": 1, "author": CLAIRE, "at": AT}
    withdraw(message, reason="Un virement est annoncé", **asked)
    message.refresh_from_db()
    assert message.state == "stopped"
    said = sentence(message.held_reason, message.held_facts, "fr")
    assert "27 novembre 2026" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Un virement est annoncé" in said
    held = Hold.objects.get()
    assert (held.from_on, held.until_on, held.receivable.number) == (ON, until_on, "F-411A")


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"reason": " "}, "reason_missing"), ({"until_on": date(2026, 11, 19)}, "end_before_start")],
)
def test_withdrawing_needs_a_reason_and_a_day_to_come(
    creditor: Creditor, change: dict[str, object], rule: str
) -> None:
    asked = {"reason": "Client en vacances", "until_on": ON} | change
    with pytest.raises(RuleError) as refusal:
        withdraw(one(creditor), on=ON, author=CLAIRE, at=AT, **asked)
    assert refusal.value.rule == rule


@pytest.mark.both
def test_what_has_left_can_neither_be_withdrawn_nor_moved(creditor: Creditor) -> None:
    message = one(creditor)
    Message.objects.update(state="leased")
    with pytest.raises(RuleError) as refusal:
        withdraw(message, reason="Trop tard", on=ON, until_on=ON, author=CLAIRE, at=AT)
    assert refusal.value.rule == "not_waiting"
    with pytest.raises(RuleError):
        move(message, to_on=date(2026, 11, 24), on=ON, author=CLAIRE, at=AT)
    assert not Hold.objects.exists()


@pytest.mark.both
def test_a_message_moves_to_another_business_day(creditor: Creditor) -> None:
    message = one(creditor)
    move(message, to_on=date(2026, 11, 24), on=ON, made_from=1, author=CLAIRE, at=AT)
    assert Message.objects.get().planned_on == date(2026, 11, 24)
    with pytest.raises(StaleFormError):
        move(message, to_on=date(2026, 11, 25), on=ON, made_from=1, author=CLAIRE, at=AT)


@pytest.mark.parametrize(
    ("to_on", "rule"), [(date(2026, 11, 22), "closed_day"), (date(2026, 11, 19), "day_past")]
)
def test_a_message_does_not_move_to_a_closed_or_past_day(creditor: Creditor, to_on: date, rule: str) -> None:
    with pytest.raises(RuleError) as refusal:
        move(one(creditor), to_on=to_on, on=ON, author=CLAIRE, at=AT)
    assert refusal.value.rule == rule


@pytest.mark.both
def test_an_email_address_typed_is_this_messages_alone(creditor: Creditor) -> None:
    message = one(creditor)
    type_recipient(message, recipient=" compta@dupont.example ", made_from=1, author=CLAIRE, at=AT)
    assert Message.objects.get().typed_recipient == "compta@dupont.example"
    assert not Customer.objects.get().contacts.exists()


def test_postal_lines_typed_are_kept_line_by_line(creditor: Creditor) -> None:
    message = one(creditor, channel="letter")
    type_recipient(
        message, recipient="Dupont SARL\r\n\r\n 3 rue Haute\r\n59000 Lille\r\n", author=CLAIRE, at=AT
    )
    assert Message.objects.get().typed_recipient == "Dupont SARL\n3 rue Haute\n59000 Lille"


@pytest.mark.once
@pytest.mark.parametrize(
    ("channel", "recipient"),
    [
        ("email", "pas une adresse"),
        ("email", "a@b.example\nBcc: tous@b.example"),
        ("letter", "Dupont SARL"),
        ("letter", "\n".join(f"ligne {n}" for n in range(9))),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(creditor: Creditor, channel: str, recipient: str) -> None:
    message = one(creditor, channel=channel)
    with pytest.raises(RuleError) as refusal:
        type_recipient(message, recipient=recipient, author=CLAIRE, at=AT)
    assert refusal.value.rule == "recipient_wrong"
    assert Message.objects.get().typed_recipient == ""
