"""What happened since a step: read from the facts, decided by the run, asked again at the gate, told, answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from collecting import NOON, Desk
from encours.acts.explain import explain_receivable
from encours.acts.log_call import log_call
from encours.acts.mail import take_in_mail
from encours.acts.promise import promise
from encours.acts.publish_scenario import publish_scenario
from encours.acts.step_tasks import alike, do_step_task
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO, Step
from encours.core.scenario.branches import Branch
from encours.records.cases.tasks import StepTask
from encours.records.frames.delivered import delivered_steps
from encours.records.frames.invariants import breaches
from encours.records.messages.models import Message, MessageItem
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position
from encours.words.reasons import say
from mailroom import Mailroom
from vauban import CLAIRE

BY = {"author": CLAIRE}
RETURNED = Path(__file__).parents[1] / "samples" / "mail" / "returned.eml"


def follow(desk: Desk, *branches: Branch, steps: tuple[Step, ...] = (), made_from: int = 1) -> None:
    """The delivered ladder, with these branches after the first reminder, and these steps at its end."""
    usual = DEFAULT_SCENARIO.steps
    ladder = (usual[0], replace(usual[1], branches=branches), *usual[2:], *steps)
    changed = replace(DEFAULT_SCENARIO, steps=ladder)
    publish_scenario(desk.creditor, changed, made_from=made_from, **BY, at=desk.now, move_running=True)


def reminded(desk: Desk) -> Message:
    desk.run()
    assert desk.send() == {"delivered": 1}
    desk.later(hours=2)
    return Message.objects.latest("pk")


def answered(desk: Desk, sent: Message) -> None:
    """The customer answers that reminder."""
    own = sent.message_id
    content = (
        "From: etienne@dupont.example\r\nTo: compta@vauban.example\r\nSubject: Re: rappel\r\n"
        f"In-Reply-To: {own}\r\nReferences: {own}\r\nMessage-ID: <r1@dupont.example>\r\n"
        "Date: Fri, 20 Nov 2026 13:00:00 +0000\r\n\r\nJe regarde et je reviens vers vous.\r\n"
    )
    take_in_mail(desk.creditor, content.encode(), home=desk.home, author="rule:mail@1", at=desk.now)


@pytest.mark.both
def test_a_reply_pauses_what_comes_next_and_why_says_so(desk: Desk, post: Mailroom) -> None:
    follow(desk, Branch("reply", "pause", 30))
    sent = reminded(desk)
    answered(desk, sent)
    desk.later(days=12)
    desk.run()
    row = Position.objects.get()
    assert row.reason == "branch_paused"
    assert row.next_on is not None
    assert (row.next_on - NOON.date()).days >= 30
    assert not Message.objects.exclude(pk=sent.pk).exists()
    chain = explain_receivable(desk.creditor, Receivable.objects.get(), on=desk.today)
    (told,) = [say(one, "fr") for one in chain if one.code == "branch_taken"]
    assert "le client a répondu, le 20 novembre 2026. Le scénario dit : attendre (30 jours)." in told.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert breaches() == []


def test_a_reply_that_comes_after_the_proposal_stops_it_at_the_gate(desk: Desk, post: Mailroom) -> None:
    follow(desk, Branch("reply", "stop"))
    sent = reminded(desk)
    desk.later(days=14)
    desk.run()
    waiting = Message.objects.exclude(pk=sent.pk).get()
    assert waiting.state == "proposed"
    answered(desk, sent)
    desk.send()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.held_reason) == ("stopped", "branch_stopped")


@pytest.mark.both
def test_a_promise_not_kept_asks_a_person_once_until_it_answers(desk: Desk, post: Mailroom) -> None:
    follow(desk, Branch("promise", "call", 3))
    reminded(desk)
    invoice = Receivable.objects.get()
    told = {"due_on": desk.today, "source": "call", "on": desk.today}
    made = promise(desk.customer(), items=[(invoice, 50_000)], **told, **BY, at=desk.now)  # type: ignore[arg-type]
    desk.later(days=(made.until_on - desk.today).days + 1)
    desk.run()
    task = StepTask.objects.get()
    assert (task.kind, task.because, task.done_on) == ("call", "promise", None)
    desk.later(hours=1)
    do_step_task(
        desk.customer(), alike(task), on=desk.today, text="Rappelé : paie vendredi", **BY, at=desk.now
    )
    desk.run()
    assert StepTask.objects.get().text == "Rappelé : paie vendredi"
    with pytest.raises(RuleError, match="déjà fait"):
        do_step_task(desk.customer(), [task], on=desk.today, text="Encore", **BY, at=desk.now)
    assert breaches() == []


def test_a_step_that_a_person_does_moves_the_ladder_once_done(desk: Desk, post: Mailroom) -> None:
    people = (
        Step(6, "call", 60, "task", "task", gap_days=5, kind="call"),
        Step(7, "bailiff", 75, "task", "task", gap_days=5, kind="bailiff"),
    )
    follow(desk, steps=people)
    reminded(desk)
    Message.objects.update(position=5, step_code="formal_notice")
    MessageItem.objects.update(position=5)
    desk.later(days=70)
    desk.run()
    task = StepTask.objects.get()
    assert (task.kind, task.because, task.position) == ("call", "step", 6)
    assert Position.objects.get().reason == "person_step"
    assert not Message.objects.filter(state="proposed").exists()
    do_step_task(desk.customer(), alike(task), on=desk.today, text="Sans réponse", **BY, at=desk.now)
    steps = delivered_steps(desk.creditor.pk, on=desk.today, shadow=False)
    assert steps["delivered_position"].to_list() == [6]
    desk.run()
    assert Position.objects.get().next_step == 7


def test_a_call_written_down_does_what_the_scenario_asked(desk: Desk, post: Mailroom) -> None:
    follow(desk, Branch("silence", "call", 2))
    reminded(desk)
    desk.later(days=3)
    desk.run()
    before = desk.customer().facts_version
    log_call(desk.customer(), outcome="reached", on=desk.today, today=desk.today, **BY, at=desk.now)
    assert (StepTask.objects.get().done_on, StepTask.objects.get().text) == (desk.today, "reached")
    assert desk.customer().facts_version == before + 1
    desk.run()
    assert not StepTask.objects.filter(done_on__isnull=True).exists()


def test_what_is_asked_no_more_is_dropped_by_the_run(desk: Desk, post: Mailroom) -> None:
    follow(desk, Branch("silence", "call", 2))
    sent = reminded(desk)
    desk.later(days=3)
    desk.run()
    assert StepTask.objects.get().because == "silence"
    answered(desk, sent)
    desk.run()
    assert not StepTask.objects.exists()


def test_a_message_that_came_back_asks_a_person(desk: Desk, post: Mailroom) -> None:
    follow(desk, Branch("bounce", "manager"))
    sent = reminded(desk)
    content = RETURNED.read_bytes().replace(b"<encours.1.12@vauban.example>", sent.message_id.encode())
    take_in_mail(desk.creditor, content, home=desk.home, author="rule:mail@1", at=desk.now)
    desk.run()
    assert StepTask.objects.get().kind == "manager"
