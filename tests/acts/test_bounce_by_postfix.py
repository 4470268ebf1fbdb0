"""A reminder that a real mail server took, then gave back: read, attached to the case, and not sent there again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.postfix_server import Postfix, postfix_server
from collecting import Desk, open_desk
from encours.acts.edit_customer import edit_contact
from encours.acts.mail import take_in_mail
from encours.records.documents.keeping import opened
from encours.records.frames.customers import customer_facts
from encours.records.messages.models import Bounce, Delivery, Message, Received
from encours.records.parties.models import Contact
from encours.records.runs.models import Position

GOOD = "comptabilite@dupont.example"


@pytest.fixture
def server() -> Iterator[Postfix]:
    """It has our own mailbox and one person at the customer's, who is not the one written to."""
    boxes = {"@vauban.example": "ours", GOOD: "theirs"}
    with postfix_server(Path(tempfile.mkdtemp(prefix="encours-mx-")), boxes) as running:
        yield running


@pytest.fixture
def desk(house: Path, server: Postfix) -> Desk:
    return open_desk(house, server.settings)


def test_the_return_written_by_a_mail_server_reaches_the_case_and_the_address_is_refused(
    desk: Desk, server: Postfix
) -> None:
    desk.run()
    assert desk.send() == {"delivered": 1}
    sent = desk.message()
    returned = server.waits_for("ours")
    assert b"multipart/report" in returned
    desk.later(minutes=30)
    taken = take_in_mail(desk.creditor, returned, home=desk.home, author="rule:mail@1", at=desk.now)
    assert taken.bounced
    received, bounce = Received.objects.get(), Bounce.objects.get()
    assert (received.kind, received.filing, received.filed_because) == ("dsn", "filed", "returned")
    assert (received.customer_id, received.message_id) == (desk.customer().pk, sent.pk)
    assert opened(received.kept, home=desk.home) == returned
    assert (bounce.permanent, bounce.status, bounce.reason) == (True, "5.1.1", "userunknown")
    assert bounce.recipient == "etienne@dupont.example"
    assert "unknown user" in bounce.detail
    known = customer_facts(desk.creditor.pk, on=desk.today, shadow=False)
    assert known["has_email"].to_list() == [False]
    desk.run()
    assert Position.objects.get().reason == "no_address"
    assert desk.send()["waiting"] == 1


def test_with_another_address_the_same_step_leaves_and_arrives(desk: Desk, server: Postfix) -> None:
    desk.run()
    desk.send()
    returned = server.waits_for("ours")
    desk.later(minutes=30)
    take_in_mail(desk.creditor, returned, home=desk.home, author="rule:mail@1", at=desk.now)
    contact = Contact.objects.get()
    told = {"name": contact.name, "role": "", "phone": "", "email": GOOD}
    edit_contact(contact, told, made_from=contact.version, author="claire@x", at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 1}
    again = Message.objects.exclude(bounce__isnull=False).get()
    arrived = server.waits_for("theirs")
    assert again.message_id.encode() in arrived
    assert Delivery.objects.get(message=again).recipient == GOOD
