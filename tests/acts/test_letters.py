"""Letters laid in the outbox: said posted, recalled when what they say is no longer so, and what that does to steps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from acts.test_stop_paid import NONE, applied, bank, record_nothing, sale, stop
from books import sound
from collecting import Desk
from encours.acts.dispute import open_dispute
from encours.acts.edit_receivable import edit_receivable
from encours.acts.hold import hold
from encours.acts.letters.saying import answer_recalls, recall_letter, say_posted, unsay_posted
from encours.acts.undo_application import undo_application
from encours.core.refusals import RuleError
from encours.records.cases.models import Stop
from encours.records.cash.models import Application, BankLine
from encours.records.frames.items import open_items
from encours.records.frames.measured_reminders import stopped
from encours.records.history.models import Entry
from encours.records.messages.letters import LetterEnding, PostedUndone, RecallAnswer
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from vauban import CLAIRE


def laid(desk: Desk, count: int = 1) -> Message:
    """The reminders of the day, laid in the outbox as letters; the last of them."""
    desk.run()
    Message.objects.update(channel="letter")
    assert desk.send() == {"delivered": count}
    return Message.objects.latest("pk")


def file_of(desk: Desk, message: Message, folder: str = "outbox") -> bool:
    return (desk.home / folder / f"{desk.creditor.pk}-{message.pk}.pdf").exists()


def delivered_position(desk: Desk) -> int:
    rows = open_items(desk.creditor.pk, on=desk.today, shadow=False)
    return int(rows["delivered_position"].max() or 0)  # type: ignore[arg-type]


def by(desk: Desk, **more: Any) -> dict[str, Any]:
    return {"on": desk.today, "author": CLAIRE, "at": desk.now, **more}


@pytest.mark.both
def test_a_letter_not_yet_posted_is_recalled_when_it_is_paid_and_its_file_leaves_the_pile(desk: Desk) -> None:
    message = laid(desk)
    assert file_of(desk, message)
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk) == NONE | {"letters": 1}
    message.refresh_from_db()
    assert (message.state, message.held_reason) == ("recalled", "paid")
    ending = LetterEnding.objects.get()
    assert (ending.kind, ending.cause, ending.reason, ending.on, ending.moved) == (
        "recalled", "payment", "paid", desk.today, "aside",
    )  # fmt: skip
    assert ending.receivable == Receivable.objects.get()
    assert not file_of(desk, message)
    assert file_of(desk, message, "outbox/recalled")
    sound(desk.creditor, desk.home)
    entries = Entry.objects.count()
    assert stop(desk) == NONE
    assert Entry.objects.count() == entries


def test_how_long_a_recall_took_is_kept_with_its_line(desk: Desk) -> None:
    message = laid(desk)
    bank(desk, 120_000)
    applied(desk)
    stop(desk)
    told = Stop.objects.get()
    assert (told.kind, told.how, told.message, told.line) == (
        "recall",
        "bank",
        message,
        BankLine.objects.get(),
    )
    assert told.after_ms == 3_000
    measured = stopped(desk.creditor.pk, desk.today)
    assert measured.select("kind", "how", "after_ms").rows() == [("recall", "bank", 3_000)]


@pytest.mark.both
def test_the_step_of_a_recalled_letter_is_to_do_again_when_its_payment_is_undone(desk: Desk) -> None:
    laid(desk)
    assert delivered_position(desk) > 0
    bank(desk, 120_000)
    applied(desk)
    stop(desk)
    undo_application(Application.objects.get(), reason="rejet", **by(desk))
    assert delivered_position(desk) == 0
    desk.run()
    assert sorted(Message.objects.values_list("state", flat=True)) == ["proposed", "recalled"]
    again = Message.objects.get(state="proposed")
    assert again.step_code == Message.objects.get(state="recalled").step_code
    assert desk.send() == {"delivered": 1}
    sound(desk.creditor, desk.home)


def test_one_invoice_paid_of_several_recalls_the_letter_and_the_next_day_asks_for_the_others(
    desk: Desk,
) -> None:
    sale(desk, ("FA102", 30_000))
    laid(desk)
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["letters"] == 1
    desk.run()
    again = Message.objects.get(state="proposed")
    assert (again.total_cents, [line.receivable.number for line in again.items.all()]) == (30_000, ["FA102"])


def test_a_part_payment_recalls_the_letter_that_asks_for_the_whole(desk: Desk) -> None:
    laid(desk)
    bank(desk, 20_000)
    applied(desk)
    stop(desk)
    assert LetterEnding.objects.get().reason == "amount_changed"


def test_a_letter_said_posted_is_not_recalled(desk: Desk) -> None:
    message = laid(desk)
    assert say_posted(desk.creditor.pk, [message.pk], posted_on=desk.today, **by(desk)) == 1
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk) == NONE
    assert file_of(desk, message)
    sound(desk.creditor, desk.home)


@pytest.mark.parametrize("happens", ["held", "disputed"])
def test_a_hold_or_a_dispute_recalls_it_too_with_its_cause_and_no_latency_of_payment(
    desk: Desk, happens: str
) -> None:
    laid(desk)
    if happens == "held":
        hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    else:
        open_dispute(Receivable.objects.get(), amount_cents=50_000, reason="Qualité", **by(desk))
    assert stop(desk, customers=[desk.customer().pk]) == NONE | {"letters": 1}
    assert LetterEnding.objects.get().cause == {"held": "hold", "disputed": "dispute"}[happens]
    assert not Stop.objects.exists()
    sound(desk.creditor, desk.home)


def test_more_owed_than_it_says_recalls_nothing(desk: Desk) -> None:
    laid(desk)
    sale(desk, ("FA102", 30_000))
    assert stop(desk) == NONE


def test_left_without_a_word_it_is_taken_as_posted_after_three_business_days(desk: Desk) -> None:
    laid(desk)  # a Friday
    desk.later(days=4)
    assert desk.today == date(2026, 11, 24)
    hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    assert stop(desk)["letters"] == 1
    ending = LetterEnding.objects.get()
    answer_recalls(desk.creditor.pk, [ending.pk], found="gone", **by(desk))
    RecallAnswer.objects.all().delete()
    LetterEnding.objects.all().delete()
    desk.later(days=1)
    assert stop(desk) == NONE


def test_nothing_moved_nothing_is_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(desk)
    monkeypatch.setattr("encours.acts.stop_paid._decide", None)
    assert stop(desk) == NONE


def test_a_letter_found_true_is_asked_about_once_until_its_customer_moves_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(desk)
    record_nothing(desk)
    assert stop(desk) == NONE
    with monkeypatch.context() as untouched:
        untouched.setattr("encours.acts.stop_paid._decide", None)
        assert stop(desk) == NONE
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["letters"] == 1


def test_a_hold_that_begins_by_its_date_alone_recalls_it_that_day(desk: Desk) -> None:
    laid(desk)
    monday = desk.today + timedelta(days=3)
    hold(desk.customer(), from_on=monday, until_on=None, reason="Congés", author=CLAIRE, at=desk.now)
    assert stop(desk) == NONE
    desk.later(days=3)
    assert stop(desk)["letters"] == 1
    assert LetterEnding.objects.get().cause == "hold"


def test_a_payment_that_came_while_it_was_laid_is_seen_at_the_next_look(desk: Desk) -> None:
    message = laid(desk)
    Message.objects.filter(pk=message.pk).update(facts_version=message.facts_version - 1)
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["letters"] == 1


def test_one_that_had_gone_counts_as_delivered_again(desk: Desk) -> None:
    message = laid(desk)
    position = delivered_position(desk)
    recall_letter(message, reason="Mauvaise adresse", **by(desk))
    assert delivered_position(desk) == 0
    ending = LetterEnding.objects.get()
    assert answer_recalls(desk.creditor.pk, [ending.pk], found="gone", **by(desk)) == 1
    message.refresh_from_db()
    assert (message.state, delivered_position(desk)) == ("delivered", position)
    sound(desk.creditor, desk.home)
    with pytest.raises(RuleError, match="déjà connue"):
        answer_recalls(desk.creditor.pk, [ending.pk], found="taken_out", **by(desk))


def test_taken_out_of_the_pile_it_stays_recalled(desk: Desk) -> None:
    message = laid(desk)
    recall_letter(message, reason="Mauvaise adresse", **by(desk))
    answer_recalls(desk.creditor.pk, [LetterEnding.objects.get().pk], found="taken_out", **by(desk))
    message.refresh_from_db()
    assert (message.state, delivered_position(desk)) == ("recalled", 0)
    sound(desk.creditor, desk.home)


def test_a_recalled_letter_cannot_be_said_posted_nor_a_posted_one_recalled(desk: Desk) -> None:
    message = laid(desk)
    recall_letter(message, reason="Mauvaise adresse", **by(desk))
    with pytest.raises(RuleError, match="rappelé depuis"):
        say_posted(desk.creditor.pk, [message.pk], posted_on=desk.today, **by(desk))
    with pytest.raises(RuleError, match="plus à poster"):
        recall_letter(message, reason="Encore", **by(desk))
    assert LetterEnding.objects.count() == 1


def test_said_posted_twice_it_was_posted_once_and_never_before_it_was_laid_nor_tomorrow(desk: Desk) -> None:
    message = laid(desk)
    for day in (desk.today + timedelta(days=1), desk.today - timedelta(days=1)):
        with pytest.raises(RuleError, match="jour"):
            say_posted(desk.creditor.pk, [message.pk], posted_on=day, **by(desk))
    told = by(desk, posted_on=desk.today)
    assert say_posted(desk.creditor.pk, [message.pk], **told) == 1
    assert say_posted(desk.creditor.pk, [message.pk], **told) == 0
    assert LetterEnding.objects.count() == 1


def test_a_file_that_somebody_took_is_told_as_absent(desk: Desk) -> None:
    message = laid(desk)
    (desk.home / "outbox" / f"{desk.creditor.pk}-{message.pk}.pdf").unlink()
    bank(desk, 120_000)
    applied(desk)
    stop(desk)
    assert LetterEnding.objects.get().moved == "absent"


def test_an_e_mail_is_neither_posted_nor_recalled(desk: Desk, post: Any) -> None:
    desk.run()
    assert desk.send() == {"delivered": 1}
    message = Message.objects.get()
    assert say_posted(desk.creditor.pk, [message.pk], posted_on=desk.today, **by(desk)) == 0
    with pytest.raises(RuleError):
        recall_letter(message, reason="Non", **by(desk))
    assert Delivery.objects.get().channel == "email"


@pytest.mark.both
def test_posted_is_taken_back_with_a_reason_and_a_payment_then_recalls_it(desk: Desk) -> None:
    message = laid(desk)
    say_posted(desk.creditor.pk, [message.pk], posted_on=desk.today, **by(desk))
    ending = LetterEnding.objects.get()
    with pytest.raises(RuleError, match="pourquoi"):
        unsay_posted(ending, reason=" ", **by(desk))
    unsay_posted(ending, reason="encore dans la pile", **by(desk))
    with pytest.raises(RuleError, match="pas dit posté"):
        unsay_posted(ending, reason="encore", **by(desk))
    assert PostedUndone.objects.get().reason == "encore dans la pile"
    bank(desk, 120_000)
    applied(desk)
    assert stop(desk)["letters"] == 1
    assert sorted(LetterEnding.objects.values_list("kind", "undone")) == [
        ("posted", True),
        ("recalled", False),
    ]
    sound(desk.creditor, desk.home)


def test_posted_taken_back_may_be_said_again_and_not_once_too_long_ago(desk: Desk) -> None:
    message = laid(desk)  # a Friday
    for _turn in range(2):
        say_posted(desk.creditor.pk, [message.pk], posted_on=desk.today, **by(desk))
        unsay_posted(LetterEnding.objects.get(undone=False), reason="erreur", **by(desk))
    say_posted(desk.creditor.pk, [message.pk], posted_on=desk.today, **by(desk))
    desk.later(days=6)  # four business days
    with pytest.raises(RuleError, match="trop longtemps"):
        unsay_posted(LetterEnding.objects.get(undone=False), reason="erreur", **by(desk))
    Creditor.objects.update(posted_after_days=4)
    unsay_posted(LetterEnding.objects.get(undone=False), reason="erreur", **by(desk))
    sound(desk.creditor, desk.home)


def test_how_long_a_letter_may_be_called_back_is_the_creditors_choice(desk: Desk) -> None:
    laid(desk)  # a Friday
    desk.later(days=5)
    hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    assert stop(desk) == NONE
    Creditor.objects.update(posted_after_days=5)
    assert stop(desk)["letters"] == 1


def test_a_due_date_put_off_recalls_the_letter_that_says_it_is_overdue(desk: Desk) -> None:
    laid(desk)
    invoice = Receivable.objects.get()
    told = {"po_number": None, "made_from": invoice.version, "author": CLAIRE, "at": desk.now}
    edit_receivable(invoice, due_on=desk.today + timedelta(days=10), **told)
    assert stop(desk) == NONE | {"letters": 1}
    ending = LetterEnding.objects.get()
    assert (ending.cause, ending.reason, ending.receivable) == ("changed", "not_due", invoice)
    assert delivered_position(desk) == 0
    sound(desk.creditor, desk.home)


def test_a_due_date_put_off_to_a_day_already_gone_leaves_it_true(desk: Desk) -> None:
    laid(desk)
    invoice = Receivable.objects.get()
    told = {"po_number": None, "made_from": invoice.version, "author": CLAIRE, "at": desk.now}
    edit_receivable(invoice, due_on=desk.today - timedelta(days=1), **told)
    assert stop(desk) == NONE
