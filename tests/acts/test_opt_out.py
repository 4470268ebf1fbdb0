"""Whoever wants no more e-mails gets none, whatever was ready to leave; letters leave, and the wish can be lifted."""

from __future__ import annotations

from datetime import date

import pytest

from collecting import Desk
from encours.acts.cancel_recorded import cancel_recorded
from encours.acts.edit_customer import edit_customer
from encours.acts.record_complaint import record_complaint
from encours.core.reasons import ReasonCode
from encours.records.frames.customers import customer_facts
from encours.records.measures.models import Complaint
from encours.records.messages.models import Message
from encours.records.runs.models import Position
from mailroom import Mailroom


def no_more(desk: Desk, *, on: date | None = None) -> Complaint:
    """The customer asks for no more messages."""
    return record_complaint(
        desk.customer(), kind="opt_out", source="customer", on=on or desk.today, text="Au téléphone",
        author="claire@x", at=desk.now,
    )  # fmt: skip


def without_a_postal_address(desk: Desk) -> None:
    gone = {"address": "", "postcode": "", "city": ""}
    edit_customer(desk.customer(), gone, made_from=None, author="claire@x", at=desk.now)


@pytest.mark.both
def test_an_e_mail_that_was_ready_waits_with_its_reason_once_the_customer_refuses(
    desk: Desk, post: Mailroom
) -> None:
    desk.run()
    before = desk.customer().facts_version
    no_more(desk)
    assert desk.customer().facts_version == before + 1
    assert desk.send() == {"waiting": 1}
    assert desk.message().held_reason == ReasonCode.OPTED_OUT
    assert post.received == []


@pytest.mark.both
def test_the_next_run_writes_a_letter_in_its_place_and_it_leaves(desk: Desk, post: Mailroom) -> None:
    desk.run()
    no_more(desk)
    desk.run()
    told = Message.objects.get(state="proposed")
    assert told.channel == "letter"
    assert desk.send()["delivered"] == 1
    assert post.received == []


def test_without_a_postal_address_the_position_says_that_the_customer_refuses(desk: Desk) -> None:
    without_a_postal_address(desk)
    no_more(desk)
    desk.run()
    assert Position.objects.get().reason == "opted_out"
    assert desk.send() == {"waiting": 1}


def test_a_wish_lifted_lets_e_mails_leave_again(desk: Desk, post: Mailroom) -> None:
    without_a_postal_address(desk)
    said = no_more(desk)
    desk.run()
    desk.send()
    cancel_recorded(said, reason="Il l’a redemandé", author="claire@x", at=desk.now)
    assert desk.send() == {"delivered": 1}
    assert len(post.received) == 1


def test_a_past_day_is_decided_with_the_wishes_of_then(desk: Desk) -> None:
    said = no_more(desk)
    desk.later(days=3)
    cancel_recorded(said, reason="Erreur", author="claire@x", at=desk.now)

    def refuses(on: date, **told: bool) -> bool:
        rows = customer_facts(desk.creditor.pk, on=on, shadow=False, **told)
        return bool(rows["refuses_email"][0])

    first = said.on
    assert refuses(first, as_known=True)
    assert not refuses(first)
    assert not refuses(desk.today, as_known=True)
