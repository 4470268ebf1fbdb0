"""Sending: through the one gate, once, with the bytes kept; what got no receipt goes to a person."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from books import received, sound, statement, take_in
from collecting import Desk, open_desk
from encours.acts.answer_uncertain import answer_uncertain
from encours.acts.apply_cash import apply_cash
from encours.acts.approve import approve
from encours.acts.dispute import open_dispute
from encours.acts.edit_customer import edit_contact
from encours.acts.hold import hold
from encours.acts.leave_shadow import set_shadow
from encours.acts.preview import preview
from encours.acts.publish_scenario import publish_scenario
from encours.acts.review_scenario import look_over
from encours.acts.send import recover, send, send_now
from encours.acts.send.leases import lease
from encours.core.refusals import RuleError
from encours.core.scenario import from_dict
from encours.records.cash.models import Payment
from encours.records.documents.keeping import opened
from encours.records.history.models import Entry
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.policies.models import FreshnessAcceptance, ScenarioVersion
from encours.records.receivables.models import Instalment, Receivable
from mailroom import Mailroom, dying_server
from vauban import CLAIRE

ISSUED = date(2026, 10, 16)


@pytest.mark.both
def test_what_the_server_got_is_what_is_kept(desk: Desk, post: Mailroom) -> None:
    desk.run()
    assert desk.send() == {"delivered": 1}
    assert desk.send() == {}
    delivery, message = Delivery.objects.get(), desk.message()
    kept = opened(delivery.document, home=desk.home)
    assert post.contents == [kept]
    assert email.message_from_bytes(kept)["Message-ID"] == message.message_id
    (envelope,) = post.received
    assert envelope.mail_from == f"compta+m{message.pk}@vauban.example"
    assert envelope.rcpt_tos == ["etienne@dupont.example"]
    assert (message.state, delivery.state) == ("delivered", "delivered")
    sound(desk.creditor, desk.home)


def test_the_preview_says_what_leaves(desk: Desk, post: Mailroom) -> None:
    desk.run()
    shown = preview(desk.message(), on=desk.today, at=desk.now, settings=desk.settings)
    assert (shown.verdict.outcome, shown.recipient) == ("go", "etienne@dupont.example")
    desk.send()
    assert shown.subject == Delivery.objects.get().subject


def aimed(role: str, desk: Desk) -> None:
    """The scenario, each of its messages aimed at a role."""
    now = ScenarioVersion.objects.latest("pk")
    content = from_dict(now.content)
    steps = tuple(replace(one, contact_role="" if one.by_person else role) for one in content.steps)
    publish_scenario(
        desk.creditor,
        replace(content, steps=steps),
        made_from=now.number,
        reason="Essai",
        author=CLAIRE,
        at=desk.now,
    )


@pytest.mark.both
def test_a_step_aimed_at_a_role_writes_to_who_has_it_else_to_the_first_contact(
    desk: Desk, post: Mailroom
) -> None:
    first = Contact.objects.get()
    told = {"creditor": desk.creditor, "customer": first.customer, "recorded_at": desk.now}
    for role, name in (("buyer", "achats"), ("Trésorerie", "tresorerie")):
        Contact.objects.create(**told, role=role, email=f"{name}@dupont.example")
    aimed("tresorerie", desk)
    desk.run()
    shown = preview(desk.message(), on=desk.today, at=desk.now, settings=desk.settings)
    assert (shown.recipient, shown.wanted_role, shown.role_found) == (
        "tresorerie@dupont.example", "tresorerie", True,
    )  # fmt: skip
    Contact.objects.filter(role="Trésorerie").update(removed_at=desk.now)
    shown = preview(desk.message(), on=desk.today, at=desk.now, settings=desk.settings)
    assert (shown.recipient, shown.role_found) == ("etienne@dupont.example", False)
    Contact.objects.filter(role="Trésorerie").update(removed_at=None)
    desk.send()
    assert post.received[0].rcpt_tos == ["tresorerie@dupont.example"]


def test_a_role_that_nobody_has_is_named_before_publishing(desk: Desk) -> None:
    content = from_dict(ScenarioVersion.objects.latest("pk").content)
    steps = tuple(replace(one, contact_role="" if one.by_person else "legal") for one in content.steps)
    found = look_over(desk.creditor, replace(content, steps=steps))
    assert {one.code for one in found if not one.forbids} >= {"role_of_nobody"}
    Contact.objects.update(role="legal")
    assert "role_of_nobody" not in {
        one.code for one in look_over(desk.creditor, replace(content, steps=steps))
    }


def test_an_invoice_in_dollars_is_asked_for_in_dollars(desk: Desk, post: Mailroom) -> None:
    Receivable.objects.update(foreign_cents=131_000, foreign_currency="USD")
    desk.run()
    desk.send()
    parts = email.message_from_bytes(post.contents[0]).walk()
    told = next(one for one in parts if one.get_content_type() == "text/plain")
    words = told.get_payload(decode=True).decode().replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[union-attr] # bytes
    assert "1 310,00 $US (1 200,00 € dans nos livres)" in words.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_dollars_received_lower_what_is_asked_in_dollars(desk: Desk, post: Mailroom) -> None:
    Receivable.objects.update(currency="USD")
    told = {"creditor": desk.creditor, "customer": Customer.objects.get(), "recorded_at": desk.now}
    for currency, cents in (("USD", 20_000), ("EUR", 7_000)):
        Payment.objects.create(
            **told, key=currency, source="bank", currency=currency, amount_cents=cents, unapplied_cents=cents,
            paid_on=desk.today, known_on=desk.today,
        )  # fmt: skip
    desk.run()
    assert desk.send() == {"delivered": 1}
    parts = email.message_from_bytes(post.contents[0]).walk()
    part = next(one for one in parts if one.get_content_type() == "text/plain")
    words = part.get_payload(decode=True).decode()  # type: ignore[union-attr] # bytes, as asked
    words = words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "1 000,00 $US" in words
    assert "70,00" not in words
    assert "€" not in words


@pytest.mark.both
def test_an_invoice_in_instalments_is_asked_for_what_is_due_of_it(desk: Desk, post: Mailroom) -> None:
    Receivable.objects.update(due_source="file")
    invoice = Receivable.objects.get()
    told = {
        "creditor": desk.creditor,
        "recorded_at": desk.now,
        "customer": invoice.customer,
        "entry_id": invoice.entry_id or Entry.objects.latest("pk").pk,
    }
    days = (date(2026, 11, 5), date(2026, 11, 12), date(2027, 2, 1))
    for due_on in days:
        Instalment.objects.create(**told, receivable=invoice, due_on=due_on, amount_cents=40_000)
    desk.run()
    assert desk.message().total_cents == 80_000
    desk.send()
    parts = email.message_from_bytes(post.contents[0]).walk()
    part = next(one for one in parts if one.get_content_type() == "text/plain")
    words = part.get_payload(decode=True).decode()  # type: ignore[union-attr] # bytes, as asked
    words = words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "05/11/2026 : 400,00 €, 15 jours de retard, 12/11/2026 : 400,00 €" in words
    assert "01/02/2027" in words.partition("À échoir")[2]
    assert "800,00 €" in words


def paid_in_full(desk: Desk) -> None:
    take_in(desk.creditor, statement(received(date(2026, 11, 19), 120_000, "VIR FA101")), "r.xml", desk.home)
    assert apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)["applied"] == 1


def paid_in_part(desk: Desk) -> None:
    take_in(desk.creditor, statement(received(date(2026, 11, 19), 20_000, "VIR FA101")), "r.xml", desk.home)
    assert apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)["applied"] == 1


def credited(desk: Desk) -> None:
    from books import Books, take_ledger

    books = Books().sale(ISSUED, "DUPONT", "FA101", 120_000)
    take_ledger(desk.creditor, books.sale(date(2026, 11, 18), "DUPONT", "AV1", -120_000), 2026, desk.home)


def disputed(desk: Desk) -> None:
    open_dispute(
        Receivable.objects.get(),
        amount_cents=120_000,
        reason="Cassé",
        on=desk.today,
        author=CLAIRE,
        at=desk.now,
    )


def held(desk: Desk) -> None:
    hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)


def item_held(desk: Desk) -> None:
    item = Receivable.objects.get()
    hold(
        desk.customer(),
        receivable=item,
        from_on=desk.today,
        until_on=None,
        reason="À voir",
        author=CLAIRE,
        at=desk.now,
    )


@pytest.mark.once
@pytest.mark.both
@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (paid_in_full, "paid"),
        (paid_in_part, "amount_changed"),
        (credited, "covered_by_credits"),
        (disputed, "disputed"),
        (held, "customer_held"),
        (item_held, "held"),
    ],
)
def test_what_happens_between_plan_and_send_stops_the_message(
    desk: Desk, post: Mailroom, happens: object, reason: str
) -> None:
    desk.run()
    happens(desk)  # type: ignore[operator]
    assert desk.send() == {"stopped": 1}
    message = desk.message()
    assert (message.state, message.held_reason, post.received) == ("stopped", reason, [])
    desk.run()
    sound(desk.creditor, desk.home)


@pytest.mark.both
@pytest.mark.parametrize(("happens", "reason"), [(disputed, "disputed"), (held, "customer_held")])
def test_what_happens_while_the_batch_is_written_stops_the_message_too(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch, happens: object, reason: str
) -> None:
    """The last moment at which an act can still come: the message is written, `handed` is not committed."""
    from encours.acts import send as sending

    desk.run()
    commit, acted = sending.commit_handed, []

    def acting(*facts: object) -> object:
        if not acted:
            acted.append(True)
            happens(desk)  # type: ignore[operator]
        return commit(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "commit_handed", acting)
    assert desk.send() == {"stopped": 1}
    assert (desk.message().held_reason, post.received) == (reason, [])


def test_an_address_changed_at_the_last_moment_is_the_one_written_to(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts import send as sending

    desk.run()
    commit, acted = sending.commit_handed, []

    def acting(*facts: object) -> object:
        if not acted:
            acted.append(True)
            edit_contact(
                Contact.objects.get(),
                {"email": "neuve@dupont.example"},
                made_from=None,
                author=CLAIRE,
                at=desk.now,
            )
        return commit(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "commit_handed", acting)
    desk.send()
    assert [one.rcpt_tos for one in post.received] == [["neuve@dupont.example"]]


def test_shadow_mode_entered_at_the_last_moment_keeps_the_message(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts import send as sending

    desk.run()
    commit, acted = sending.commit_handed, []

    def acting(*facts: object) -> object:
        if not acted:
            acted.append(True)
            set_shadow(desk.creditor, shadow=True, author=CLAIRE, at=desk.now)
        return commit(*facts)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "commit_handed", acting)
    assert desk.send() == {"shadowed": 1}
    assert post.received == []


@pytest.mark.both
def test_in_shadow_mode_all_is_written_and_nothing_leaves(desk: Desk, post: Mailroom) -> None:
    set_shadow(desk.creditor, shadow=True, author=CLAIRE, at=desk.now)
    desk.run()
    assert desk.send() == {"shadowed": 1}
    assert post.received == []
    assert len(list((desk.home / "outbox" / "shadow").glob("*.eml"))) == 1
    set_shadow(desk.creditor, shadow=False, author=CLAIRE, at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 1}
    assert len(post.received) == 1
    sound(desk.creditor, desk.home)


def test_stale_data_hold_every_message(desk: Desk, post: Mailroom) -> None:
    FreshnessAcceptance.objects.all().delete()
    desk.later(days=3)
    desk.run()
    assert desk.send() == {"waiting": 1}
    assert desk.message().held_reason.startswith("stale")
    assert post.received == []


def test_a_quiet_hour_lets_the_message_wait_for_the_morning(desk: Desk, post: Mailroom) -> None:
    desk.run()
    desk.now = desk.now.replace(hour=21)
    assert desk.send() == {"waiting": 1}
    assert (desk.message().state, desk.message().held_reason) == ("proposed", "quiet_hours")
    desk.now = desk.now.replace(hour=11)
    assert desk.send() == {"delivered": 1}


def test_a_message_taken_before_midnight_is_decided_again_the_day_after(desk: Desk, post: Mailroom) -> None:
    desk.run()
    on, desk.now = desk.today, desk.now + timedelta(days=1)
    from encours.acts.send import send

    counts = send(
        desk.creditor.pk,
        worker="w",
        on=on,
        clock=lambda: desk.now,
        settings=desk.settings,
        home=desk.home,
        author="rule:send@1",
    )
    assert (counts, post.received, desk.message().state) == ({"waiting": 1}, [], "proposed")


@pytest.mark.both
def test_a_server_that_dies_after_the_message_leaves_it_to_a_person(desk: Desk) -> None:
    desk.run()
    with dying_server() as (server, settings):
        desk.settings["email"] = settings
        assert desk.send() == {"uncertain": 1}
        desk.run()
        desk.later(minutes=30)
        assert desk.send() == {}
        assert server.taken == 1
    assert desk.message().state == "uncertain"
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_person_says_that_it_has_left_and_its_step_counts(desk: Desk, post: Mailroom) -> None:
    desk.run()
    with dying_server() as (_, settings):
        kept, desk.settings["email"] = desk.settings["email"], settings
        desk.send()
    desk.settings["email"] = kept
    made = answer_uncertain(desk.message(), delivered=True, author=CLAIRE, at=desk.now, on=desk.today)
    assert opened(made.document, home=desk.home)
    desk.run()
    assert (desk.message().state, desk.send(), post.received) == ("delivered", {}, [])
    with pytest.raises(RuleError):
        answer_uncertain(desk.message(), delivered=False, author=CLAIRE, at=desk.now, on=desk.today)
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_person_says_that_it_has_not_left_and_it_is_tried_again(desk: Desk, post: Mailroom) -> None:
    desk.run()
    with dying_server() as (_, settings):
        kept, desk.settings["email"] = desk.settings["email"], settings
        desk.send()
    desk.settings["email"] = kept
    answer_uncertain(desk.message(), delivered=False, author=CLAIRE, at=desk.now, on=desk.today)
    desk.run()
    assert desk.send() == {"delivered": 1}
    first, second = Message.objects.order_by("pk")
    assert (first.state, second.state) == ("refused", "delivered")
    assert first.message_id != second.message_id
    assert len(post.received) == 1
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_an_address_refused_for_good_is_not_written_to_again_until_something_changes(
    desk: Desk, post: Mailroom
) -> None:
    desk.run()
    message = desk.message()
    contact = Contact.objects.get(customer=message.customer)
    post.unknown = {contact.email}
    assert desk.send() == {"refused": 1}
    desk.later(hours=1)
    desk.run()
    assert desk.send() == {}
    edit_contact(contact, {"email": "new@dupont.example"}, made_from=None, author=CLAIRE, at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 1}
    assert [envelope.rcpt_tos for envelope in post.received] == [["new@dupont.example"]]


@pytest.mark.both
def test_a_message_handed_by_a_worker_that_died_is_uncertain(desk: Desk, post: Mailroom) -> None:
    desk.run()
    Message.objects.update(state="handed", handed_at=desk.now, lease_epoch=1)
    assert recover(desk.creditor.pk, at=desk.now, author="rule:send@1") == 0
    desk.later(minutes=11)
    assert desk.send() == {}
    assert (desk.message().state, Delivery.objects.get().state) == ("uncertain", "uncertain")
    assert Delivery.objects.get().recipient == "etienne@dupont.example"
    answer_uncertain(desk.message(), delivered=True, author=CLAIRE, at=desk.now, on=desk.today)
    assert post.received == []
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_what_a_worker_handed_before_it_died_can_be_read_by_whoever_says_what_became_of_it(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts import send as sending

    desk.run()
    with monkeypatch.context() as dying:
        dying.setattr(sending, "write_receipts", _nothing)
        desk.send()
    message = desk.message()
    assert (message.state, message.handed_file["media_type"]) == ("handed", "message/rfc822")
    desk.later(minutes=11)
    desk.send()
    doubt = Delivery.objects.get()
    assert (doubt.state, [opened(doubt.document, home=desk.home)]) == ("uncertain", post.contents)
    assert desk.message().handed_file is None
    made = answer_uncertain(desk.message(), delivered=True, author=CLAIRE, at=desk.now, on=desk.today)
    assert made.document == doubt.document
    sound(desk.creditor, desk.home)


def _nothing(*_given: object, **_told: object) -> None:
    """In the place of what must not, or cannot, be done."""


def test_what_cannot_leave_is_not_even_written(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts.send import readying

    desk.run()
    Contact.objects.update(email="")
    monkeypatch.setattr(readying, "compose", _nothing)
    assert desk.send() == {"waiting": 1}
    assert desk.message().held_reason == "no_address"


def test_the_hour_is_looked_at_again_when_each_message_leaves(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts import send as sending

    desk.run()
    made_ready = sending.made_ready

    def slow(*given: object) -> object:
        ready = made_ready(*given)  # type: ignore[arg-type]
        desk.now = desk.now.replace(hour=21)
        return ready

    monkeypatch.setattr(sending, "made_ready", slow)
    assert desk.send() == {"waiting": 1}
    assert (desk.message().held_reason, post.received) == ("quiet_hours", [])


@pytest.mark.both
def test_a_lease_not_honoured_comes_back_and_the_old_worker_is_refused(desk: Desk, post: Mailroom) -> None:
    desk.run()
    (old,) = lease(desk.creditor.pk, worker="dead", on=desk.today, at=desk.now, count=10)
    assert desk.send() == {}
    desk.later(minutes=6)
    assert desk.send() == {"delivered": 1}
    from encours.acts.send.leases import give_back

    assert not give_back(old, state="proposed", reason="", facts={})
    assert len(post.received) == 1


def formal(desk: Desk) -> Message:
    """Bring the invoice to the step of the formal notice."""
    for days in (0, 13, 15, 12):
        desk.later(days=days)
        FreshnessAcceptance.objects.update(on=desk.today)
        desk.run()
        desk.send()
    return Message.objects.get(step_code="formal_notice")


def test_a_formal_notice_waits_for_a_person_then_is_laid_in_the_outbox(desk: Desk, post: Mailroom) -> None:
    notice = formal(desk)
    assert (notice.state, notice.needs_approval, len(post.received)) == ("proposed", True, 3)
    assert desk.send() == {}
    approve([notice], author=CLAIRE, at=desk.now)
    assert desk.send() == {"delivered": 1}
    (letter,) = (desk.home / "outbox").glob("*.pdf")
    assert letter.read_bytes() == opened(Delivery.objects.get(channel="letter").document, home=desk.home)
    sound(desk.creditor, desk.home)


def test_a_formal_notice_that_lacks_a_mention_is_not_sent(desk: Desk, post: Mailroom) -> None:
    notice = formal(desk)
    Creditor.objects.update(address="", city="", sender_name="", iban="")
    approve([notice], author=CLAIRE, at=desk.now)
    assert desk.send() == {"waiting": 1}
    told = Message.objects.get(pk=notice.pk)
    assert (told.held_reason, told.state) == ("mentions_missing", "approved")
    assert told.held_facts["missing"]
    assert not (desk.home / "outbox").exists()


def test_send_now_asks_the_same_gate(desk: Desk, post: Mailroom) -> None:
    desk.run()
    Message.objects.update(planned_on=desk.today + timedelta(days=3))
    assert desk.send() == {}
    disputed(desk)
    same = {"worker": "w", "on": desk.today, "clock": lambda: desk.now, "settings": desk.settings}
    counts = send_now(desk.message(), home=desk.home, author=CLAIRE, **same)  # type: ignore[arg-type]
    assert (counts, post.received) == ({"stopped": 1}, [])


def test_more_messages_than_a_batch_are_each_asked_about_once(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from books import Books, take_ledger
    from encours.acts import send as sending
    from encours.acts.edit_customer import add_contact

    monkeypatch.setattr(sending, "BATCH", 2)
    books = Books().sale(ISSUED, "DUPONT", "FA101", 120_000)
    for rank in range(6):
        books.sale(ISSUED, f"C{rank}", f"G{rank}", 50_000)
    take_ledger(desk.creditor, books, 2026, desk.home)
    for rank in range(0, 6, 2):  # every other one can be reached
        mail = {"name": "", "email": f"c{rank}@client.example"}
        add_contact(Customer.objects.get(account=f"C{rank}"), mail, author=CLAIRE, at=desk.now)
    desk.run()
    assert desk.send() == {"delivered": 4, "waiting": 3}
    assert len({str(one.rcpt_tos) for one in post.received}) == 4
    assert set(Message.objects.filter(state="proposed").values_list("held_reason", flat=True)) == {
        "no_address"
    }


@pytest.mark.both
def test_a_sending_kept_to_some_customers_leaves_the_others_as_they_were(
    house: Path, server: tuple[Mailroom, dict[str, Any]]
) -> None:
    room, settings = server
    desk = open_desk(house, settings, accounts=("DUPONT", "MARTIN"))
    desk.run()
    mine = Customer.objects.filter(account="MARTIN")
    counts = send(
        desk.creditor.pk, worker="w1", on=desk.today, clock=lambda: desk.now, settings=desk.settings,
        home=house, author=CLAIRE, whose=mine,
    )  # fmt: skip
    assert counts == {"delivered": 1}
    assert [one.rcpt_tos for one in room.received] == [["etienne@martin.example"]]
    other = Message.objects.get(customer__account="DUPONT")
    assert (other.state, other.lease_epoch) == ("proposed", 0)
    assert desk.send() == {"delivered": 1}
