"""Stopped since paid: what waits for a debt is cancelled when its payment is applied; how long that took is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from books import Books, received, sound, statement, take_ledger
from collecting import Desk
from encours.acts.apply_cash import apply_cash
from encours.acts.apply_line import apply_line
from encours.acts.approve import approve
from encours.acts.ask_colleague import ask_colleague
from encours.acts.hold import hold
from encours.acts.import_file import import_file
from encours.acts.log_call import log_call
from encours.acts.record_payment import record_payment
from encours.acts.send.leases import lease
from encours.acts.stop_paid import stop_paid
from encours.acts.undo_application import undo_application
from encours.records.cases.models import Call, Stop
from encours.records.cash.models import Application, BankLine
from encours.records.history.models import Entry
from encours.records.messages.models import Message
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from mailroom import Mailroom
from vauban import CLAIRE

ISSUED = date(2026, 10, 16)
PAID_ON = date(2026, 11, 19)
NONE = {"messages": 0, "tasks": 0, "calls": 0, "letters": 0}


def bank(desk: Desk, cents: int, wording: str = "VIR FA101", name: str = "r.xml") -> None:
    content = statement(received(PAID_ON, cents, wording))
    import_file(desk.creditor, content, name, author=CLAIRE, at=desk.now, on=desk.today, home=desk.home)


def applied(desk: Desk) -> None:
    desk.later(seconds=2)
    apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)


def stop(desk: Desk, **few: list[int]) -> dict[str, int]:
    desk.later(seconds=1)
    return stop_paid(
        desk.creditor.pk, author="rule:stop@1", clock=lambda: desk.now, outbox=desk.home / "outbox", **few
    )


def sale(desk: Desk, *more: tuple[str, int], paid: str = "") -> None:
    """The ledger again, with more invoices of the same customer; `paid` letters FA101 with a receipt."""
    books = Books().sale(ISSUED, "DUPONT", "FA101", 120_000, let=paid)
    for number, cents in more:
        books.sale(ISSUED, "DUPONT", number, cents)
    if paid:
        books.receipt(PAID_ON, "DUPONT", 120_000, let=paid)
    take_ledger(desk.creditor, books, 2026, desk.home)


@pytest.mark.both
def test_a_message_that_waits_is_stopped_with_its_line_its_reason_and_how_long_it_took(desk: Desk) -> None:
    desk.run()
    message = desk.message()
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk) == NONE | {"messages": 1}
    message.refresh_from_db()
    assert (message.state, message.held_reason, message.version) == ("stopped", "paid", 2)
    assert message.held_facts["receivable_id"] == Receivable.objects.get().pk
    told = Stop.objects.get()
    assert (told.kind, told.how, told.reason, told.after_ms) == ("email", "bank", "paid", 3_000)
    assert (told.message, told.line, told.receivable) == (
        message,
        BankLine.objects.get(),
        Receivable.objects.get(),
    )
    assert Entry.objects.latest("pk").act == "stop_paid"
    sound(desk.creditor, desk.home)
    entries = Entry.objects.count()
    assert stop(desk) == NONE
    assert Entry.objects.count() == entries


def test_what_was_stopped_never_leaves(desk: Desk, post: Mailroom) -> None:
    desk.run()
    bank(desk, 120_000)
    applied(desk)
    stop(desk)
    assert desk.send() == {}
    desk.run()
    assert desk.send() == {}
    assert post.contents == []


def test_of_several_invoices_one_paid_stops_the_message_and_the_next_plan_asks_for_the_others(
    desk: Desk,
) -> None:
    sale(desk, ("FA102", 30_000))
    desk.run()
    assert desk.message().total_cents == 150_000
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["messages"] == 1
    desk.run()
    again = Message.objects.get(state="proposed")
    assert (again.total_cents, [line.receivable.number for line in again.items.all()]) == (30_000, ["FA102"])


def test_a_part_payment_stops_the_message_that_asks_for_the_whole(desk: Desk, post: Mailroom) -> None:
    desk.run()
    bank(desk, 20_000)
    applied(desk)
    stop(desk)
    assert Stop.objects.get().reason == "amount_changed"
    desk.run()
    assert Message.objects.get(state="proposed").total_cents == 100_000
    assert desk.send() == {"delivered": 1}


def test_what_waits_for_an_agreement_and_letters_are_stopped_alike(desk: Desk) -> None:
    desk.run()
    Message.objects.update(needs_approval=True, channel="letter")
    bank(desk, 120_000)
    applied(desk)
    stop(desk)
    assert (Stop.objects.get().kind, desk.message().state) == ("letter", "stopped")


def test_what_a_person_approved_is_stopped_too(desk: Desk) -> None:
    desk.run()
    approve([desk.message()], author=CLAIRE, at=desk.now)
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["messages"] == 1


def test_a_payment_noted_by_hand_stops_at_once_what_waits_for_that_customer(desk: Desk) -> None:
    desk.run()
    invoice = Receivable.objects.get()
    record_payment(
        invoice, amount_cents=120_000, paid_on=PAID_ON, reference="chèque", on=desk.today,
        made_from=invoice.version, author=CLAIRE, at=desk.now,
    )  # fmt: skip
    assert stop(desk, customers=[invoice.customer_id])["messages"] == 1
    told = Stop.objects.get()
    assert (told.how, told.line, told.after_ms) == ("person", None, 1_000)


def test_a_line_applied_by_a_person_counts_from_the_arrival_of_its_file(desk: Desk) -> None:
    desk.run()
    bank(desk, 120_000, "VIREMENT SANS MOT")
    desk.later(hours=2)
    apply_line(
        BankLine.objects.get(), [(Receivable.objects.get(), 120_000)], customer=desk.customer(),
        remember_payer=False, made_from=None, author=CLAIRE, at=desk.now,
    )  # fmt: skip
    stop(desk, customers=[desk.customer().pk])
    told = Stop.objects.get()
    assert (told.how, told.after_ms) == ("person", (2 * 3_600 + 1) * 1_000)


def test_a_ledger_that_shows_it_paid_stops_it_too_and_a_line_that_only_confirms_it_changes_no_latency(
    desk: Desk,
) -> None:
    desk.run()
    sale(desk, paid="A")
    desk.later(minutes=5)
    bank(desk, 120_000)
    applied(desk)
    assert BankLine.objects.get().state == "confirmed"
    stop(desk)
    told = Stop.objects.get()
    assert (told.how, told.after_ms) == ("ledger", 303_000)


def test_money_on_account_that_covers_all_stops_the_message(desk: Desk) -> None:
    sale(desk, ("FA102", 30_000))
    desk.run()
    bank(desk, 150_000, "VIREMENT SANS MOT")
    apply_line(
        BankLine.objects.get(), [], customer=desk.customer(), remember_payer=False, made_from=None,
        author=CLAIRE, at=desk.now,
    )  # fmt: skip
    stop(desk)
    told = Stop.objects.get()
    assert (told.reason, told.how, told.receivable) == ("covered_by_credits", "bank", None)
    assert told.line == BankLine.objects.get()


@pytest.mark.parametrize("happens", ["held", "called"])
def test_what_moved_for_another_cause_is_left_to_the_gate_and_to_the_next_plan(
    desk: Desk, happens: str
) -> None:
    desk.run()
    if happens == "held":
        hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    else:
        log_call(
            desk.customer(), outcome="reached", on=desk.today, today=desk.today, author=CLAIRE, at=desk.now
        )
        record_nothing(desk)
    entries = Entry.objects.count()
    assert stop(desk) == NONE
    assert (desk.message().state, Entry.objects.count()) == ("proposed", entries)


def record_nothing(desk: Desk) -> None:
    """An act that moves the customer's facts and nothing that it owes."""
    customer = desk.customer()
    customer.facts_version += 1
    customer.save(update_fields=["facts_version"])


def test_a_message_planned_for_monday_is_not_stopped_on_saturday_because_its_step_is_not_due_yet(
    desk: Desk,
) -> None:
    sale(desk, ("FA102", 30_000))
    desk.run()
    Message.objects.update(planned_on=desk.today + timedelta(days=3))
    record_nothing(desk)
    assert stop(desk) == NONE
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["messages"] == 1


def test_a_message_that_a_worker_holds_is_stopped_by_the_gate_and_its_latency_is_kept_alike(
    desk: Desk, post: Mailroom
) -> None:
    desk.run()
    lease(desk.creditor.pk, worker="w0", on=desk.today, at=desk.now, count=1)
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk) == NONE
    desk.later(minutes=6)  # the lease ends
    assert desk.send() == {"stopped": 1}
    told = Stop.objects.get()
    assert (told.kind, told.reason, told.after_ms) == ("email", "paid", (2 + 1 + 360) * 1_000)
    sound(desk.creditor, desk.home)


def test_an_application_undone_lets_the_next_day_decide_anew(desk: Desk, post: Mailroom) -> None:
    desk.run()
    bank(desk, 120_000)
    applied(desk)
    stop(desk)
    desk.run()
    undo_application(Application.objects.get(), reason="erreur", author=CLAIRE, at=desk.now, on=desk.today)
    assert stop(desk) == NONE
    desk.run()
    assert sorted(Message.objects.values_list("state", flat=True)) == ["proposed", "stopped"]
    assert desk.send() == {"delivered": 1}
    sound(desk.creditor, desk.home)


def test_a_question_about_an_invoice_closes_when_it_is_paid_but_not_one_put_since(desk: Desk) -> None:
    claire = User.objects.get(email=CLAIRE)
    told = {"person": claire, "due_on": desk.today, "author": CLAIRE, "receivable": Receivable.objects.get()}
    task = ask_colleague(desk.customer(), text="Peux-tu l’appeler ?", at=desk.now, **told)
    bank(desk, 120_000)
    applied(desk)
    later = ask_colleague(
        desk.customer(), text="Payée deux fois ?", at=desk.now + timedelta(minutes=1), **told
    )
    desk.later(minutes=2)
    assert stop(desk) == NONE | {"tasks": 1}
    task.refresh_from_db()
    later.refresh_from_db()
    assert task.done_at is not None
    assert later.done_at is None
    assert (Stop.objects.get().task, Stop.objects.get().reason) == (task, "paid")
    sound(desk.creditor, desk.home)


def test_a_call_to_make_again_closes_when_nothing_is_overdue_any_more(desk: Desk) -> None:
    sale(desk, ("FA102", 30_000))
    log_call(
        desk.customer(), outcome="no_answer", on=desk.today, today=desk.today, next_on=desk.today, author=CLAIRE,
        at=desk.now,
    )  # fmt: skip
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["calls"] == 0
    bank(desk, 30_000, "VIR FA102", "s.xml")
    applied(desk)
    assert stop(desk)["calls"] == 1
    assert not Call.objects.get().waiting
    assert Stop.objects.get().call == Call.objects.get()


def test_an_hour_later_only_what_still_waits_is_stopped(desk: Desk, post: Mailroom) -> None:
    desk.run()
    assert desk.send() == {"delivered": 1}
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk) == NONE
    assert not Stop.objects.exists()
