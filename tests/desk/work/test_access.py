"""A colleague let into one case, a document shown by a link, presence on a case, and the page of all activity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.attach_document import attach_file
from encours.acts.choose_channel import choose_channel
from encours.acts.hold import spare
from encours.acts.note import add_note
from encours.desk import clock
from encours.records.documents.keeping import keep
from encours.records.messages.models import Bounce, Delivery, Message, Received
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import AccessPolicy, Membership, User
from encours.records.work.models import Invitation, Opening, Presence, Share
from encours.words import days
from mailroom import Mailroom, mailroom

SAMPLES = Path(__file__).parents[2] / "samples" / "mail"
UNTIL = some.TODAY + timedelta(days=7)


@pytest.fixture
def customer(creditor: Creditor) -> Customer:
    customer = some.a_customer(creditor, "Menuiserie Colin")
    some.an_invoice(some.a_customer(creditor, "Autre dossier"))
    return customer


def link(text: str) -> str:
    found = re.search(r'value="http://testserver(/(?:invited|shared)/[^"]+)"', text)
    assert found
    return found.group(1)


def invited(desk: Client, customer: Customer, role: str = "salesperson") -> str:
    told = {"what": "invite", "email": "paul@delmas.fr", "role": role, "until_on": UNTIL.isoformat()}
    answer = desk.post(f"/customers/{customer.pk}/access", told)
    assert answer.status_code == 200
    return link(answer.content.decode())


def test_an_invited_colleague_sees_this_case_alone_until_its_day(
    desk: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, guest = invited(desk, customer), Client()
    assert "Menuiserie Colin" in page(guest, address)
    come = guest.post(address, {"name": "Paul", "password": "a long enough sentence"})
    assert come.headers["Location"] == f"/customers/{customer.pk}"
    assert guest.get(f"/customers/{customer.pk}").status_code == 200
    assert "Autre dossier" not in page(guest, "/customers")
    assert "Menuiserie Colin" in page(guest, "/customers")
    member = Membership.objects.get(user__email="paul@delmas.fr")
    assert (member.scope, member.role, member.expires_on) == ("invited", "salesperson", UNTIL)
    monkeypatch.setattr(clock, "now", lambda: some.NOW + timedelta(days=8))
    assert guest.get(f"/customers/{customer.pk}").status_code != 200


def test_every_page_that_a_guest_opens_is_in_the_log_of_the_case(desk: Client, customer: Customer) -> None:
    address, guest = invited(desk, customer), Client()
    guest.post(address, {"name": "Paul", "password": "a long enough sentence"})
    guest.get(f"/customers/{customer.pk}")
    opening = Opening.objects.get()
    assert (opening.who, opening.page) == ("paul@delmas.fr", f"/customers/{customer.pk}")
    assert "paul@delmas.fr" in page(desk, f"/customers/{customer.pk}/access")
    desk.get(f"/customers/{customer.pk}")
    assert Opening.objects.count() == 1


def test_a_link_is_shown_once_and_ends_when_it_is_withdrawn(desk: Client, customer: Customer) -> None:
    address = invited(desk, customer)
    assert address not in page(desk, f"/customers/{customer.pk}/access")
    assert Invitation.objects.get().token_digest not in address
    assert desk.post(f"/guests/{Invitation.objects.get().pk}/withdraw").status_code == 302
    assert Client().get(address).status_code == 404
    assert Client().get("/invited/unknown").status_code == 404


def test_an_invitation_is_for_its_own_address(
    desk: Client, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    address = invited(desk, customer)
    other = visitor(some.a_person("read_only"))
    assert other.post(address, {}).status_code == 422
    some.a_person("read_only", email="paul@delmas.fr")
    assert Client().get(address).status_code == 302  # an account is known: one signs in first
    assert not Membership.objects.filter(scope="invited").exists()


def test_what_a_guest_will_see_is_said_before(desk: Client, customer: Customer) -> None:
    text = page(desk, f"/customers/{customer.pk}/access")
    assert "« lire ce dossier » montre : – ; jamais : coordonnées de personnes, coordonnées bancaires" in text


def test_a_link_lasts_ninety_days_at_most(desk: Client, customer: Customer) -> None:
    told = {"what": "invite", "email": "paul@delmas.fr", "role": "read_only"}
    far = desk.post(f"/customers/{customer.pk}/access", {**told, "until_on": "2027-12-01"})
    assert far.status_code == 422
    assert not Invitation.objects.exists()


def test_a_document_is_shown_by_a_link_and_each_opening_is_noted(
    desk: Client, customer: Customer, house: Path
) -> None:
    message = some.a_message(some.an_invoice(customer))
    kept = keep(
        b"%PDF-1.7 lettre", creditor_id=customer.creditor_id, name="lettre.pdf",
        media_type="application/pdf", at=some.NOW, entry_id=None, home=house,  # type: ignore[arg-type] # no act
    )  # fmt: skip
    delivery = some.a_delivery(message)
    Delivery.objects.filter(pk=delivery.pk)  # deliveries are never edited: another one bears the document
    Delivery.objects.create(
        creditor=customer.creditor, recorded_at=some.NOW, customer=customer, message=message, state="delivered",
        on=some.TODAY, channel="letter", recipient="x", subject="x", document_sha256=kept.sha256, document=kept,
    )  # fmt: skip
    told = {
        "what": "share",
        "document": kept.pk,
        "recipient": "avocat@cabinet.fr",
        "until_on": UNTIL.isoformat(),
    }
    address = link(desk.post(f"/customers/{customer.pk}/access", told).content.decode())
    stranger = Client()
    assert "lettre.pdf" in page(stranger, address)
    assert not Opening.objects.exists()
    assert stranger.post(address).content == b"%PDF-1.7 lettre"
    assert Opening.objects.get().who == "avocat@cabinet.fr"
    desk.post(f"/shares/{Share.objects.get().pk}/withdraw")
    assert stranger.post(address).status_code == 404


def test_a_second_person_is_told_who_is_on_the_case(
    desk: Client, creditor: Creditor, customer: Customer, visitor: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    address = f"/customers/{customer.pk}/here"
    assert "est sur ce dossier" not in desk.post(address).content.decode()
    second = visitor(some.a_person("manager", creditor))
    assert "Person collector est sur ce dossier depuis 10:00" in second.post(address).content.decode()
    assert Presence.objects.count() == 2
    monkeypatch.setattr(clock, "now", lambda: some.NOW + timedelta(seconds=61))
    assert "est sur ce dossier" not in second.post(address).content.decode()


def test_the_pages_of_an_invoice_and_of_a_message_watch_over_their_case(
    desk: Client, customer: Customer
) -> None:
    invoice = some.an_invoice(customer)
    message = some.a_message(invoice)
    for address in (f"/customers/{customer.pk}", f"/invoices/{invoice.pk}", f"/proposals/{message.pk}"):
        assert f'hx-post="/customers/{customer.pk}/here"' in page(desk, address), address


def test_the_log_lists_messages_one_by_one_by_kind_person_customer_and_day(
    desk: Client, creditor: Creditor, customer: Customer, collector: User
) -> None:
    other = some.a_customer(creditor, "Autre client")
    for one, state, by in ((customer, "delivered", collector.email), (other, "refused", "")):
        message = some.a_message(some.an_invoice(one), state=state, approved_by=by)
        some.a_delivery(message, state=state)
    mail = some.a_received_mail(customer, kind="dsn", message=Message.objects.first())
    Bounce.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, message=Message.objects.earliest("pk"),
        recipient="compta@example.com", permanent=True, on=some.TODAY, received=mail,
    )  # fmt: skip
    some.a_received_mail(other, sender_name="Mme Roux")
    for query, names in (
        ({"kind": "sent"}, {"Menuiserie Colin"}), ({"kind": "failed"}, {"Autre client"}),
        ({"kind": "returned"}, {"Menuiserie Colin"}), ({"kind": "received"}, {"Autre client"}),
        ({"kind": "shadowed"}, set()), ({"kind": "sent", "person": collector.email}, {"Menuiserie Colin"}),
        ({"kind": "sent", "person": "rule"}, set()), ({"kind": "failed", "person": "rule"}, {"Autre client"}),
        ({"kind": "sent", "customer": "autre"}, set()), ({"kind": "failed", "customer": "autre"}, {"Autre client"}),
        ({"kind": "sent", "to_on": "2026-11-01"}, set()),
    ):  # fmt: skip
        text = page(desk, "/activity", **query)
        found = {name for name in ("Menuiserie Colin", "Autre client") if f">{name}</a>" in text}
        assert found == names, query


@pytest.mark.parametrize("kind", ["sent", "returned", "received"])
def test_the_log_of_messages_asks_as_much_for_three_as_for_one(
    kind: str, desk: Client, customer: Customer
) -> None:
    def one() -> None:
        message = some.a_message(some.an_invoice(customer), state="delivered")
        some.a_delivery(message)
        mail = some.a_received_mail(customer)
        about = {"creditor": customer.creditor, "recorded_at": some.NOW, "customer": customer}
        Bounce.objects.create(**about, message=message, permanent=False, on=some.TODAY, received=mail)

    one()
    alone = queries(desk, "/activity", kind=kind)
    one(), one()
    assert queries(desk, "/activity", kind=kind) == alone


def test_a_narrow_member_reads_only_its_own_messages_in_the_log(
    creditor: Creditor, customer: Customer, visitor: Callable[[User], Client]
) -> None:
    some.a_delivery(some.a_message(some.an_invoice(customer), state="delivered"))
    person = some.a_person("collector", creditor)
    person.memberships.update(scope="owner")
    assert "Menuiserie Colin" not in page(visitor(person), "/activity", kind="sent")


def test_the_page_of_all_activity_is_filtered_by_person_act_customer_and_day(
    desk: Client, creditor: Creditor, customer: Customer, collector: User
) -> None:
    add_note(customer, text="Vu", author=collector.email, at=some.NOW)
    desk.post(f"/customers/{customer.pk}/hold", {"reason": "Grève", "from_on": some.TODAY.isoformat()})
    for query, found in (
        ({}, True), ({"person": collector.email}, True), ({"person": "rule"}, False), ({"act": "hold"}, True),
        ({"act": "transfer"}, False), ({"customer": "colin"}, True), ({"customer": "autre"}, False),
        ({"from_on": some.TODAY.isoformat()}, True), ({"to_on": "2026-11-01"}, False),
    ):  # fmt: skip
        assert ("Menuiserie Colin" in page(desk, "/activity", **query)) is found, query


def test_activity_asks_as_much_for_three_acts_as_for_one(desk: Client, customer: Customer) -> None:
    add_note(customer, text="Vu", author="x@example.com", at=some.NOW)
    alone = queries(desk, "/activity", act="note")
    add_note(customer, text="Vu", author="x@example.com", at=some.NOW)
    add_note(customer, text="Vu", author="x@example.com", at=some.NOW)
    assert queries(desk, "/activity", act="note") == alone


@pytest.fixture
def post(creditor: Creditor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailroom]:
    """A server to send to, and a creditor that has left shadow mode."""
    Creditor.objects.filter(pk=creditor.pk).update(shadow=False, sender_email="compta@delmas.fr")
    with mailroom() as (room, way):
        monkeypatch.setattr(settings, "ENCOURS", {**settings.ENCOURS, "smtp": way})
        yield room


def sent_text(room: Mailroom) -> str:
    """The words of the last mail that the server got."""
    mail = message_from_bytes(room.contents[-1], policy=policy.default)
    return str(mail.get_content())


def test_an_invitation_is_mailed_with_its_last_day_and_sent_again_with_another_link(
    desk: Client, customer: Customer, post: Mailroom
) -> None:
    first = invited(desk, customer)
    assert post.received[0].rcpt_tos == ["paul@delmas.fr"]
    text = sent_text(post)
    assert first in text
    assert "Menuiserie Colin" in text
    assert days.day_long(UNTIL, "fr") in text
    row = Invitation.objects.get()
    assert row.sent_at == some.NOW
    assert "envoyé le" in page(desk, f"/customers/{customer.pk}/access")
    again = desk.post(f"/guests/{row.pk}/renew")
    second = link(again.content.decode())
    assert second != first
    assert second in sent_text(post)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    desk.post(f"/guests/{row.pk}/withdraw")
    refused = desk.post(f"/guests/{row.pk}/renew", follow=True)
    assert "terminé ou retiré" in refused.content.decode()
    assert len(post.received) == 2


def test_in_shadow_mode_the_invitation_is_shown_and_nothing_leaves(
    desk: Client, customer: Customer, post: Mailroom
) -> None:
    Creditor.objects.update(shadow=True)
    told = {"what": "invite", "email": "paul@delmas.fr", "role": "read_only", "until_on": UNTIL.isoformat()}
    shown = desk.post(f"/customers/{customer.pk}/access", told).content.decode()
    assert "Le dossier Menuiserie Colin vous est ouvert" in shown
    assert "Rien n’est parti" in shown
    assert post.received == []
    assert Invitation.objects.get().sent_at is None


def test_a_file_that_came_by_mail_is_shared_alone_by_a_link(
    desk: Client, customer: Customer, house: Path
) -> None:
    mail = a_mail_with_a_file(customer, house)
    assert "Reçus par courriel" in page(desk, f"/customers/{customer.pk}/access")
    told = {"what": "share", "document": f"{mail.kept_id}.0", "recipient": "avocat@cabinet.fr"}
    answer = desk.post(f"/customers/{customer.pk}/access", {**told, "until_on": UNTIL.isoformat()})
    address = link(answer.content.decode())
    given = Client().post(address)
    assert given.content == b"%PDF-1.4\n"
    assert given["Content-Disposition"] == 'attachment; filename="preuve.pdf"'
    assert Opening.objects.get().page == "preuve.pdf"


def test_a_document_of_the_file_is_shared_and_one_of_another_case_is_not(
    desk: Client, customer: Customer, house: Path
) -> None:
    told = {"kind": "contract", "title": "", "author": "a@x", "at": some.NOW, "home": house}
    own = attach_file(customer, b"%PDF-1.7 contrat", "contrat.pdf", **told)  # type: ignore[arg-type]
    other = attach_file(some.a_customer(customer.creditor), b"%PDF-1.7", "autre.pdf", **told)  # type: ignore[arg-type]
    asked = {"what": "share", "recipient": "avocat@cabinet.fr", "until_on": UNTIL.isoformat()}
    place = f"/customers/{customer.pk}/access"
    assert desk.post(place, {**asked, "document": other.kept_id}).status_code == 422
    address = link(desk.post(place, {**asked, "document": own.kept_id}).content.decode())
    assert Client().post(address).content == b"%PDF-1.7 contrat"


def test_who_does_not_see_what_a_document_may_hold_shares_none(
    desk: Client, customer: Customer, house: Path
) -> None:
    mail = a_mail_with_a_file(customer, house)
    AccessPolicy.objects.update_or_create(
        creditor=customer.creditor,
        defaults={"classes": {"collector": ["personal"]}, "recorded_at": some.NOW},
    )
    assert "que votre rôle ne voit pas" in page(desk, f"/customers/{customer.pk}/access")
    told = {"what": "share", "document": f"{mail.kept_id}.0", "recipient": "avocat@cabinet.fr"}
    answer = desk.post(f"/customers/{customer.pk}/access", {**told, "until_on": UNTIL.isoformat()})
    assert answer.status_code == 403
    assert not Share.objects.exists()


def a_mail_with_a_file(customer: Customer, home: Path) -> Received:
    """A mail of the customer, kept as it came, with one file."""
    row = some.a_received_mail(customer)
    kept = keep(
        (SAMPLES / "answer.eml").read_bytes(), creditor_id=customer.creditor_id, name="courriel.eml",
        media_type="message/rfc822", at=some.NOW, entry_id=row.entry_id, home=home,
    )  # fmt: skip
    told = [{"name": "preuve.pdf", "media_type": "application/pdf", "size": 9}]
    Received.objects.filter(pk=row.pk).update(kept=kept, attached=told)
    row.refresh_from_db()
    return row


def test_the_log_lists_what_departs_from_the_scenario_with_its_author_and_its_reason(
    desk: Client, customer: Customer
) -> None:
    told = {"author": "claire@example.com", "at": some.NOW}
    spare(customer, kind="no_courtesy", from_on=some.TODAY, until_on=None, reason="demande écrite", **told)
    choose_channel(customer, channel="letter", reason="lit son courrier", **told)
    add_note(customer, text="rien à voir", **told)
    told_of = page(desk, "/activity", act="deviations").split("<tbody>")[1].split("</tbody>")[0]
    assert told_of.count("<tr>") == 2
    assert "demande écrite" in told_of
    assert "lit son courrier" in told_of
