"""By which channel a customer is written to: by a person, or by what it answered to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from collecting import Desk
from encours.acts.choose_channel import choose_channel, choose_channels
from encours.acts.explain import explain_receivable
from encours.core.refusals import RuleError
from encours.records.frames.invariants import breaches
from encours.records.messages.channels import ChannelChoice
from encours.records.messages.models import Delivery, Message
from encours.records.receivables.models import Receivable
from encours.words.reasons import say
from vauban import CLAIRE


def chosen(desk: Desk, channel: str = "letter") -> None:
    choose_channel(desk.customer(), channel=channel, reason="préfère le papier", author=CLAIRE, at=desk.now)


def test_a_person_chooses_the_channel_and_the_reminder_says_so(desk: Desk) -> None:
    desk.run()
    assert desk.message().channel == "email"
    chosen(desk)
    desk.run()
    message = desk.message()
    assert (message.step_code, message.channel, message.channel_because) == ("friendly", "letter", "chosen")
    chain = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    (said,) = [say(one, "fr") for one in chain if one.code == "channel_instead"]
    assert (
        said.replace("\N{NO-BREAK SPACE}", " ")
        == "Par courrier et non par e-mail : une personne l’a choisi pour ce client."
    )
    assert desk.send() == {"delivered": 1}
    assert Delivery.objects.get().channel == "letter"


def test_the_channel_of_the_step_comes_back_when_asked_for(desk: Desk) -> None:
    chosen(desk)
    chosen(desk, "")
    desk.run()
    assert (desk.message().channel, desk.message().channel_because) == ("email", "")


def test_a_channel_without_an_address_is_not_used(desk: Desk) -> None:
    chosen(desk)
    customer = desk.customer()
    type(customer).objects.update(address="")
    desk.run()
    assert desk.message().channel == "email"


@pytest.mark.parametrize(("channel", "reason"), [("fax", "x"), ("letter", " ")])
def test_a_channel_that_is_none_or_no_reason_is_refused(desk: Desk, channel: str, reason: str) -> None:
    with pytest.raises(RuleError):
        choose_channel(desk.customer(), channel=channel, reason=reason, author=CLAIRE, at=desk.now)
    assert not ChannelChoice.objects.exists()


def silent(desk: Desk, times: int) -> None:
    """So many e-mails were delivered in the last weeks, and nothing followed."""
    desk.run()
    desk.send()
    first, told = Message.objects.get(), Delivery.objects.get()
    for number in range(1, times):
        again = Message.objects.get(pk=first.pk)
        again.pk, again.key = None, f"{first.key}/{number}"
        again.save()
        Delivery.objects.create(
            creditor=told.creditor, recorded_at=told.recorded_at, entry=told.entry, customer=told.customer,
            message=again, state="delivered", on=told.on - timedelta(days=7 * number), channel="email",
            recipient=told.recipient, subject="", document_sha256="",
        )  # fmt: skip


@pytest.mark.both
def test_after_three_silent_emails_the_letter_is_tried_and_what_it_rests_on_is_kept(desk: Desk) -> None:
    silent(desk, 3)
    assert choose_channels(desk.creditor, on=desk.today, author="rule:channel@1", at=desk.now) == 1
    choice = ChannelChoice.objects.get()
    assert (choice.channel, choice.how, json.loads(choice.facts)["email_delivered"]) == (
        "letter",
        "history",
        3,
    )
    assert choose_channels(desk.creditor, on=desk.today, author="rule:channel@1", at=desk.now) == 0
    desk.later(days=31)
    desk.run()
    message = Message.objects.get(state="proposed")
    assert (message.step_code, message.channel, message.channel_because) == ("firm", "letter", "history")


def test_what_a_person_chose_no_history_undoes(desk: Desk) -> None:
    chosen(desk, "email")
    silent(desk, 4)
    assert choose_channels(desk.creditor, on=desk.today, author="rule:channel@1", at=desk.now) == 0


def test_a_choice_made_by_rule_after_a_persons_is_found_by_the_check(desk: Desk) -> None:
    chosen(desk)
    assert "channel_chosen_over_a_person" not in {one.invariant.code for one in breaches()}
    told = {"creditor": desk.creditor, "recorded_at": desk.now, "customer": desk.customer(), "by": "rule:x@1"}
    ChannelChoice.objects.create(**told, channel="email", how="history", facts="{}")
    assert "channel_chosen_over_a_person" in {one.invariant.code for one in breaches()}
