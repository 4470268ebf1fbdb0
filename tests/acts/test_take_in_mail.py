"""Mails that come in: answers are filed, what came back is no longer delivered, the rest waits for a person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collecting import Desk
from encours.acts.edit_customer import edit_contact
from encours.acts.mail import Place, Taken, file_mail, read_up_to, set_aside_mail, take_in_mail
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.documents.keeping import opened
from encours.records.frames.customers import customer_facts
from encours.records.frames.invariants import breaches
from encours.records.history.models import Leaf
from encours.records.messages.models import Bounce, Message, Received
from encours.records.parties.models import Contact, Customer
from encours.records.runs.models import Position
from mailroom import Mailroom

SAMPLES = Path(__file__).parents[1] / "samples" / "mail"


def sample(name: str, message: Message | None = None) -> bytes:
    """A mail of the samples, about this message of ours."""
    content = (SAMPLES / f"{name}.eml").read_bytes()
    if message is None:
        return content
    own = message.message_id.encode()
    return content.replace(b"<encours.1.12@vauban.example>", own)


def take(desk: Desk, content: bytes, **more: object) -> Taken:
    return take_in_mail(
        desk.creditor,
        content,
        home=desk.home,
        author="rule:mail@1",
        at=desk.now,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def sent(desk: Desk, post: Mailroom) -> Message:
    """A reminder that left by e-mail."""
    desk.run()
    assert desk.send() == {"delivered": 1}
    desk.later(minutes=30)
    return Message.objects.get()


def version(desk: Desk) -> int:
    return desk.customer().facts_version


@pytest.mark.both
def test_a_message_that_comes_back_for_good_is_not_sent_there_again(desk: Desk, sent: Message) -> None:
    before = version(desk)
    taken = take(desk, sample("returned", sent))
    assert taken.bounced
    bounce = Bounce.objects.get()
    assert (bounce.message, bounce.permanent, bounce.status) == (sent, True, "5.1.1")
    assert bounce.recipient == "etienne@dupont.example"
    assert version(desk) == before + 1
    known = customer_facts(desk.creditor.pk, on=desk.today, shadow=False)
    assert known.select("has_email", "last_message_on").row(0) == (False, None)
    desk.run()
    again = Message.objects.exclude(pk=sent.pk).get()
    assert (again.state, again.step_code) == ("proposed", sent.step_code)
    assert Position.objects.get().reason == "no_address"
    assert desk.send()["waiting"] == 1


def test_an_address_that_somebody_looked_at_again_is_tried_again(desk: Desk, sent: Message) -> None:
    take(desk, sample("returned", sent))
    desk.later(minutes=5)
    contact = Contact.objects.get()
    edit_contact(contact, {"email": contact.email}, made_from=contact.version, author="c@x", at=desk.now)
    desk.run()
    assert Message.objects.exclude(pk=sent.pk).get().channel == "email"


def test_a_full_mailbox_is_tried_again_by_e_mail(desk: Desk, sent: Message) -> None:
    content = sample("returned", sent).replace(b"5.1.1", b"5.2.2").replace(b"User unknown", b"full")
    assert take(desk, content).bounced
    assert not Bounce.objects.get().permanent
    desk.run()
    assert Message.objects.exclude(pk=sent.pk).get().channel == "email"


def test_a_return_path_alone_names_the_message(desk: Desk, sent: Message) -> None:
    local, _at, domain = desk.creditor.sender_email.rpartition("@")
    path = f"{local}+m{sent.pk}@{domain}".encode()
    content = sample("returned").replace(b"relances+m12@vauban.example", path)
    assert take(desk, content).bounced


def test_a_bounce_of_somebody_else_s_message_changes_nothing(desk: Desk, sent: Message) -> None:
    before = version(desk)
    taken = take(desk, sample("returned"))
    assert (taken.bounced, Bounce.objects.count(), version(desk)) == (False, 0, before)
    assert taken.received is not None
    assert taken.received.filing == "aside"


def test_an_address_that_ours_was_forwarded_to_does_not_condemn_ours(desk: Desk, sent: Message) -> None:
    content = sample("returned", sent).replace(b"rfc822; etienne@dupont", b"rfc822; ailleurs@dupont")
    assert take(desk, content).bounced
    assert not Bounce.objects.get().permanent


def test_a_delay_changes_nothing(desk: Desk, sent: Message) -> None:
    taken = take(desk, sample("returned", sent).replace(b"Action: failed", b"Action: delayed"))
    assert (taken.bounced, Bounce.objects.count()) == (False, 0)


def test_an_answer_is_filed_with_who_was_written_to(desk: Desk, sent: Message) -> None:
    before = version(desk)
    row = take(desk, sample("answer", sent)).received
    assert row is not None
    assert (row.customer, row.message, row.filing) == (desk.customer(), sent, "filed")
    assert (row.filed_because, row.kind) == ("answers", "reply")
    assert version(desk) == before
    assert Leaf.objects.filter(customer_id=row.customer_id, entry__act="take_in_mail").exists()


def test_what_a_contact_writes_is_filed_and_an_absence_changes_nothing(desk: Desk) -> None:
    before = version(desk)
    row = take(desk, sample("away")).received
    assert row is not None
    assert (row.kind, row.filing, row.filed_because) == ("auto_reply", "filed", "contact")
    assert version(desk) == before


def test_what_a_colleague_forwards_is_filed_by_the_invoice_it_names(desk: Desk) -> None:
    row = take(desk, sample("forwarded")).received
    assert row is not None
    assert (row.customer, row.filed_because) == (desk.customer(), "invoice")


def test_a_card_number_is_masked_and_the_original_is_kept_encrypted(desk: Desk) -> None:
    content = sample("forwarded").replace(b"4970 1012 3456 7898", b"4111 1111 1111 1111")
    row = take(desk, content).received
    assert row is not None
    assert "4111 1111" not in row.text
    assert "•••• 1111" in row.text
    assert opened(row.kept, home=desk.home) == content
    assert not any(content in path.read_bytes() for path in desk.home.rglob("*") if path.is_file())


def test_the_same_mail_is_taken_in_once(desk: Desk) -> None:
    content = sample("forwarded")
    take(desk, content)
    again = take(desk, b"Received: by another way\r\n" + content, place=Place("box", 7, 12))
    assert again.received is None
    assert Received.objects.count() == 1
    assert read_up_to(desk.creditor, "box", 7) == 12


def test_what_nobody_is_named_in_waits_until_a_person_files_it(desk: Desk) -> None:
    row = take(desk, sample("forwarded").replace(b"FA101", b"habituelle")).received
    assert row is not None
    assert (row.filing, row.customer) == ("to_file", None)
    file_mail(row, desk.customer(), made_from=row.version, author="claire@x", at=desk.now)
    filed = Received.objects.get()
    assert (filed.filing, filed.customer, filed.filed_by) == ("filed", desk.customer(), "claire@x")
    with pytest.raises(StaleFormError):
        set_aside_mail(row, made_from=row.version, author="paul@x", at=desk.now)
    set_aside_mail(filed, made_from=filed.version, author="paul@x", at=desk.now)
    assert Received.objects.get().customer is None


def test_the_answer_to_one_of_ours_stays_with_its_customer(desk: Desk, sent: Message) -> None:
    row = take(desk, sample("answer", sent)).received
    assert row is not None
    with pytest.raises(RuleError):
        set_aside_mail(row, made_from=row.version, author="paul@x", at=desk.now)


def test_what_cannot_be_read_is_kept_and_waits(desk: Desk) -> None:
    row = take(desk, b"no header here").received
    assert row is not None
    assert (row.kind, row.filing) == ("unreadable", "to_file")
    assert "en-tête" in row.text
    too_large = take(desk, b"From: a@b.example\r\n\r\n", whole=False).received
    assert too_large is not None
    assert too_large.kind == "unreadable"


def test_a_mailbox_whose_numbers_begin_anew_is_read_from_its_beginning(desk: Desk) -> None:
    take(desk, sample("forwarded"), place=Place("box", 7, 12))
    assert (read_up_to(desk.creditor, "box", 7), read_up_to(desk.creditor, "box", 8)) == (12, 0)


@pytest.mark.both
def test_a_step_delivered_again_after_a_return_breaks_no_invariant(desk: Desk, sent: Message) -> None:
    take(desk, sample("returned", sent))
    desk.now += timedelta(days=1)
    assert Customer.objects.count() == 1
    assert breaches() == []
