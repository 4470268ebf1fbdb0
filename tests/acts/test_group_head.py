"""A group written to at its head: one e-mail for its members, each with its own message, gate, receipt and history."""

from __future__ import annotations

import email
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books import received, sound, statement, take_in
from collecting import Desk, at_its_head, desk_in, open_desk
from encours.acts.answer_uncertain import answer_uncertain
from encours.acts.apply_cash import apply_cash
from encours.acts.confirm import confirm_regime
from encours.acts.edit_customer import edit_contact, edit_customer
from encours.acts.edit_template import edit_template
from encours.acts.explain import explain_receivable
from encours.acts.group import edit_group, remove_from_group
from encours.acts.group_head import write_at_head
from encours.acts.hold import hold
from encours.acts.leave_shadow import set_shadow
from encours.acts.mail.taking_in import take_in_mail
from encours.acts.send import send
from encours.acts.send.heads import heads_of
from encours.core.refusals import RuleError
from encours.records.documents.keeping import opened
from encours.records.frames.knowledge import Knowledge
from encours.records.frames.measured_work import actions
from encours.records.history.export import case_of, files_of
from encours.records.history.models import Leaf
from encours.records.history.stand_alone import Case
from encours.records.messages.models import Bounce, Delivery, Message
from encours.records.parties.models import Contact, Creditor, Customer, Group, GroupHeading, GroupMember
from encours.records.receivables.models import Receivable
from houses import Begin
from mailroom import Mailroom, dying_server
from vauban import CLAIRE

ACCOUNTS = ("DUPONT", "DURAND", "MARTIN")
HEAD = "etienne@dupont.example"


@pytest.fixture
def desk(house: Path, begin: Begin, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """Three customers of one group, written to at its head, each with an invoice five days late."""
    begin("group-head", lambda: at_its_head(open_desk(house, server[1], accounts=ACCOUNTS)))
    return desk_in(house, server[1])


def of(account: str) -> Customer:
    return Customer.objects.get(account=account)


def words(content: bytes) -> str:
    mail = email.message_from_bytes(content)
    return "".join(
        part.get_payload(decode=True).decode()
        for part in mail.walk()
        if part.get_content_type() == "text/plain"
    )


@pytest.mark.both
def test_members_due_the_same_day_leave_as_one_email_to_the_head(desk: Desk, post: Mailroom) -> None:
    desk.run()
    assert desk.send() == {"delivered": 3}
    (envelope,) = post.received
    assert envelope.rcpt_tos == [HEAD]
    text = words(envelope.content)
    for rank, account in enumerate(ACCOUNTS):
        assert f"Client {account}" in text
        assert f"FA{101 + rank}" in text
    assert "Total à régler, toutes sociétés" in text
    assert "3 600,03" in text.replace("\u202f", " ").replace("\xa0", " ")
    carriers = {message.carrier_id for message in Message.objects.all()}
    assert carriers == {Message.objects.get(customer=of("DUPONT")).pk}
    assert len(set(Message.objects.values_list("message_id", flat=True))) == 1
    kept = {delivery.document for delivery in Delivery.objects.select_related("document")}
    assert [opened(one, home=desk.home) for one in kept] == [envelope.content]
    assert desk.send() == {}
    sound(desk.creditor, desk.home)


def test_one_email_is_one_action_however_many_it_carries(desk: Desk, post: Mailroom) -> None:
    desk.run()
    desk.send()
    done = actions(desk.creditor.pk, Knowledge(desk.today), desk.today - timedelta(days=1), "delivered")
    assert done.filter(pl.col("stage") == "sending")["count"].to_list() == [1]


def test_each_member_s_history_says_with_how_many_others(desk: Desk, post: Mailroom) -> None:
    desk.run()
    desk.send()
    leaf = Leaf.objects.get(entry__act="send", customer_id=of("DURAND").pk)
    assert '"together":{"group":' in leaf.content
    assert '"others":2' in leaf.content
    assert "MARTIN" not in leaf.content
    told = explain_receivable(desk.creditor, Receivable.objects.get(number="FA102"), on=desk.today)
    codes = [str(one.code) for one in told]
    assert codes[-3:] == ["written_at_head", "sent_together", "case_phase"]


def paid(desk: Desk) -> None:
    take_in(desk.creditor, statement(received(date(2026, 11, 19), 120_001, "VIR FA102")), "r.xml", desk.home)
    assert apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)["applied"] == 1


def held(desk: Desk) -> None:
    hold(of("DURAND"), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)


@pytest.mark.parametrize(("happens", "reason"), [(paid, "paid"), (held, "customer_held")])
def test_a_member_stopped_at_the_gate_falls_out_and_the_rest_goes(
    desk: Desk, post: Mailroom, happens: Any, reason: str
) -> None:
    desk.run()
    happens(desk)
    assert desk.send() == {"delivered": 2, "stopped": 1}
    (envelope,) = post.received
    assert "FA102" not in words(envelope.content)
    assert "2 400,02" in words(envelope.content).replace("\u202f", " ").replace("\xa0", " ")
    assert Message.objects.get(customer=of("DURAND")).held_reason == reason


@pytest.mark.both
def test_what_happens_while_the_email_is_written_stops_that_member_alone(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts.send import going_together

    desk.run()
    commit, acted = going_together._handed, []

    def acting(*facts: Any) -> bool:
        if not acted:
            acted.append(True)
            held(desk)
        return commit(*facts)

    monkeypatch.setattr(going_together, "_handed", acting)
    assert desk.send() == {"delivered": 2, "stopped": 1}
    (envelope,) = post.received
    assert "FA102" not in words(envelope.content)


def test_when_all_fall_out_nothing_leaves(desk: Desk, post: Mailroom) -> None:
    desk.run()
    for account in ACCOUNTS:
        hold(of(account), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    assert desk.send() == {"stopped": 3}
    assert post.received == []


def test_the_rhythm_is_that_of_who_receives(desk: Desk, post: Mailroom) -> None:
    """A member due two days later waits until the head has had its week of peace."""
    hold(of("MARTIN"), from_on=desk.today, until_on=desk.today, reason="À voir", author=CLAIRE, at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 2}
    desk.later(days=3)
    desk.run()
    assert not Message.objects.filter(customer=of("MARTIN")).exists()
    told = explain_receivable(desk.creditor, Receivable.objects.get(number="FA103"), on=desk.today)
    assert "gap" in {str(one.code) for one in told}


def test_another_language_or_a_consumer_is_written_to_on_its_own(desk: Desk, post: Mailroom) -> None:
    edit_customer(of("DURAND"), {"language": "en"}, made_from=None, author=CLAIRE, at=desk.now)
    confirm_regime(desk.creditor, regime="consumer", customer=of("MARTIN"), author=CLAIRE, at=desk.now)
    desk.run()
    desk.send()
    assert sorted(one.rcpt_tos[0] for one in post.received) == [
        "etienne@dupont.example",
        "etienne@durand.example",
        "etienne@martin.example",
    ]


def test_a_step_that_is_no_courtesy_goes_to_the_member_alone(desk: Desk, post: Mailroom) -> None:
    desk.run()
    Message.objects.filter(customer=of("DURAND")).update(step_code="firm")
    desk.send()
    assert sorted(one.rcpt_tos[0] for one in post.received) == [HEAD, "etienne@durand.example"]
    assert Message.objects.get(customer=of("DURAND")).carrier_id is None


def test_a_member_without_contact_is_written_to_at_the_head(desk: Desk, post: Mailroom) -> None:
    Contact.objects.filter(customer=of("MARTIN")).delete()
    desk.run()
    assert desk.send() == {"delivered": 3}
    assert len(post.received) == 1


def test_an_address_typed_for_one_message_keeps_it_apart(desk: Desk, post: Mailroom) -> None:
    desk.run()
    Message.objects.filter(customer=of("MARTIN")).update(typed_recipient="tapee@martin.example")
    desk.send()
    assert sorted(one.rcpt_tos[0] for one in post.received) == [HEAD, "tapee@martin.example"]


def test_given_up_each_is_written_to_on_its_own(desk: Desk, post: Mailroom) -> None:
    desk.run()
    write_at_head(Group.objects.get(), None, made_from=None, author=CLAIRE, at=desk.now)
    assert heads_of(desk.creditor, on=desk.today, shadow=False) == {}
    desk.run()
    desk.send()
    assert len(post.received) == 3
    assert [one.contact_id is None for one in GroupHeading.objects.order_by("pk")] == [False, True]
    sound(desk.creditor, desk.home)


def test_a_bounce_and_an_answer_are_told_of_each_member(desk: Desk, post: Mailroom) -> None:
    desk.run()
    desk.send()
    carrier = Message.objects.get(customer=of("DUPONT"))
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = HEAD, "compta@vauban.example", "Re: factures"
    answer["Message-ID"], answer["In-Reply-To"] = "<r1@dupont.example>", carrier.message_id
    answer.set_content("Nous réglons tout vendredi.")
    told: dict[str, Any] = {"home": desk.home, "author": "rule:mail@1", "at": desk.now}
    take_in_mail(desk.creditor, answer.as_bytes(), **told)
    told_of = Leaf.objects.filter(entry__act="take_in_mail", customer_id__isnull=False)
    members = set(Customer.objects.values_list("pk", flat=True))
    assert set(told_of.values_list("customer_id", flat=True)) == members
    take_in_mail(desk.creditor, came_back(carrier.message_id), **told)
    assert set(Bounce.objects.values_list("message__customer__account", flat=True)) == set(ACCOUNTS)
    # The head cannot be written to any more: the members are, each at its own contact.
    assert heads_of(desk.creditor, on=desk.today, shadow=False) == {}
    contact = Contact.objects.get(email=HEAD)
    edit_contact(contact, {"email": "neuve@dupont.example"}, made_from=None, author=CLAIRE, at=desk.now)
    assert len(heads_of(desk.creditor, on=desk.today, shadow=False)) == 3
    sound(desk.creditor, desk.home)


def came_back(message_id: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: compta@vauban.example\r\nSubject: Undelivered\r\n"
        "Message-ID: <b1@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {HEAD}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


def test_what_a_person_says_of_an_uncertain_email_is_said_of_each(desk: Desk) -> None:
    with dying_server() as (_server, settings):
        desk.settings["email"] = settings
        desk.run()
        assert desk.send() == {"uncertain": 3}
    answer_uncertain(
        Message.objects.filter(state="uncertain")[0],
        delivered=True,
        author=CLAIRE,
        at=desk.now,
        on=desk.today,
    )
    assert set(Message.objects.values_list("state", flat=True)) == {"delivered"}
    assert Delivery.objects.filter(state="delivered", recipient=HEAD).count() == 3
    sound(desk.creditor, desk.home)


def test_while_one_email_is_uncertain_no_other_leaves_for_the_group(desk: Desk) -> None:
    hold(of("MARTIN"), from_on=desk.today, until_on=desk.today, reason="À voir", author=CLAIRE, at=desk.now)
    with dying_server() as (_server, settings):
        desk.settings["email"] = settings
        desk.run()
        assert desk.send() == {"uncertain": 2}
        desk.later(days=4)
        desk.run()
        assert desk.send() == {"waiting": 1}
    assert Message.objects.get(customer=of("MARTIN")).held_reason == "group_awaited"


def test_the_creditor_s_own_words_are_written(desk: Desk, post: Mailroom) -> None:
    told: dict[str, Any] = {"step_code": "group", "language": "fr", "made_from": 0}
    edit_template(
        desk.creditor, texts={"subject": "Votre groupe {{ group }}"}, author=CLAIRE, at=desk.now, **told
    )
    desk.run()
    desk.send()
    assert set(Delivery.objects.values_list("subject", flat=True)) == {"Votre groupe Dupont"}


def test_an_email_to_the_head_handed_over_meanwhile_keeps_this_one(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts.send import going_together

    desk.run()
    other, group = Message.objects.filter(customer=of("MARTIN")), Group.objects.get()
    other.update(state="leased", lease_until=desk.now + timedelta(minutes=4), lease_epoch=1)
    commit = going_together._handed

    def acting(*facts: Any) -> bool:
        other.update(state="handed", handed_at=desk.now, carrier=other.get(), group=group)
        return commit(*facts)

    monkeypatch.setattr(going_together, "_handed", acting)
    assert desk.send("w1") == {"waiting": 2}
    assert post.received == []
    assert set(Message.objects.filter(state="proposed").values_list("held_reason", flat=True)) == {
        "group_awaited"
    }


def test_the_exported_case_of_a_member_holds_the_email_and_verifies(
    desk: Desk, post: Mailroom, tmp_path: Path
) -> None:
    """What the others owe stands in the e-mail itself, for it is what was sent: no leaf of theirs comes along."""
    desk.run()
    desk.send()
    sound(desk.creditor, desk.home)
    member = of("DURAND")
    for name, content in files_of(case_of(member), summary={}, at=desk.now, home=desk.home):
        (tmp_path / "case" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "case" / name).write_bytes(content)
    case = Case(tmp_path / "case")
    case.verify()
    assert case.found == []
    sent = [path.read_bytes() for path in (tmp_path / "case").rglob("*.eml")]
    assert sent == post.contents
    assert "MARTIN" not in (tmp_path / "case" / "rows.jsonl").read_text()


def test_of_two_workers_one_alone_writes_to_the_head(desk: Desk, post: Mailroom) -> None:
    """The second had taken one member’s message: when it comes to it, the head has just been written to."""
    desk.run()
    mine = Message.objects.filter(customer=of("MARTIN"))
    mine.update(state="leased", lease_until=desk.now + timedelta(minutes=4), lease_epoch=1)
    assert desk.send("w1") == {"delivered": 2}
    desk.later(minutes=6)
    assert desk.send("w2") == {"waiting": 1}
    assert len(post.received) == 1
    assert Message.objects.get(customer=of("MARTIN")).held_reason == "gap"


def test_in_shadow_mode_one_email_is_made_and_nothing_leaves(desk: Desk, post: Mailroom) -> None:
    set_shadow(desk.creditor, shadow=True, author=CLAIRE, at=desk.now)
    desk.run()
    assert desk.send() == {"shadowed": 3}
    assert post.received == []
    assert len(list((desk.home / "outbox" / "shadow").glob("*.eml"))) == 1


def test_who_sees_a_part_of_the_group_sends_none_of_it(desk: Desk, post: Mailroom) -> None:
    desk.run()
    counts = send(
        desk.creditor.pk,
        worker="w1",
        on=desk.today,
        clock=lambda: desk.now,
        settings=desk.settings,
        home=desk.home,
        author=CLAIRE,
        whose=Customer.objects.filter(account__in=("DUPONT", "DURAND")),
    )
    assert counts == {"waiting": 2}
    assert post.received == []
    assert set(Message.objects.exclude(held_reason="").values_list("held_reason", flat=True)) == {
        "group_partly_seen"
    }
    assert desk.send() == {"delivered": 3}


def test_currencies_are_never_added(desk: Desk, post: Mailroom) -> None:
    Receivable.objects.filter(number="FA103").update(currency="USD")
    desk.run()
    desk.send()
    text = words(post.received[0].content).replace("\u202f", " ").replace("\xa0", " ")
    assert "toutes sociétés : 2 400,01 €" in text
    assert "toutes sociétés : 1 200,02 $US" in text or "1 200,02 USD" in text


def test_the_head_is_a_contact_of_the_parent_with_an_address(desk: Desk) -> None:
    group, told = Group.objects.get(), {"made_from": None, "author": CLAIRE, "at": desk.now}
    with pytest.raises(RuleError, match="société mère"):
        write_at_head(group, Contact.objects.get(email="etienne@durand.example"), **told)  # type: ignore[arg-type]
    Contact.objects.filter(email=HEAD).update(email="", phone="0320000000")
    with pytest.raises(RuleError, match="adresse e-mail"):
        write_at_head(group, Contact.objects.get(customer=of("DUPONT")), **told)  # type: ignore[arg-type]


def test_a_head_that_leaves_or_is_no_more_the_parent_is_head_no_more(desk: Desk) -> None:
    group = Group.objects.get()
    edit_group(group, name="Dupont", parent=of("DURAND"), made_from=None, author=CLAIRE, at=desk.now)
    assert Group.objects.get().head_contact is None
    write_at_head(
        Group.objects.get(),
        Contact.objects.get(customer=of("DURAND")),
        made_from=None,
        author=CLAIRE,
        at=desk.now,
    )
    remove_from_group(GroupMember.objects.get(customer=of("DURAND")), author=CLAIRE, at=desk.now)
    assert Group.objects.get().head_contact is None


def test_a_house_without_such_groups_asks_one_question_about_them(desk: Desk) -> None:
    Group.objects.update(head_contact=None)
    creditor = Creditor.objects.get()
    with CaptureQueriesContext(connection) as asked:
        assert heads_of(creditor, on=desk.today, shadow=False) == {}
    assert len(asked) == 1
