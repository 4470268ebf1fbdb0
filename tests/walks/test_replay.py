"""The past replayed: a demo house lives three weeks in shadow mode, then its scenario is replayed on them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from polars.testing import assert_frame_equal

from books import apply, sound
from collecting import Desk
from encours.acts.apply_line import attach_account
from encours.acts.approve import approve
from encours.acts.asking_trial import ask_trial
from encours.acts.dispute import open_dispute
from encours.acts.open_creditor import open_creditor
from encours.acts.replay_scenario import Tried, replay_scenario
from encours.acts.run_day import decide_ahead, run_day
from encours.acts.send import send
from encours.acts.trials import work_out
from encours.core.days import is_business_day
from encours.core.refusals import RuleError
from encours.core.replay.as_of import ITEM, customers_known, items_known
from encours.core.scenario import from_dict
from encours.core.scenario.sheet import to_yaml
from encours.jobs.demo_company import write_demo
from encours.jobs.replaying import command
from encours.records.cash.models import BankAccount
from encours.records.frames.customers import customer_facts
from encours.records.frames.dated import past_of
from encours.records.frames.delivered import delivered_steps
from encours.records.frames.items import day_items
from encours.records.history.verifying import verify
from encours.records.messages.models import Message, MessageItem
from encours.records.parties.models import Creditor
from encours.records.policies.reading import latest_version
from encours.records.receivables.models import Receivable
from encours.records.trials.models import AskedTrial, Trial
from houses import Begin
from vauban import CLAIRE
from walks.test_thread import NINE, ON, settle_the_house, take_in

pytestmark = pytest.mark.both
FIRST = ON - timedelta(weeks=3)
LAST = ON - timedelta(days=1)


def live(house: Path, folder: Path) -> None:
    """Books in, three weeks decided as they were known, then the bank and two disputes."""
    files = write_demo(folder / "demo", on=ON)
    creditor = open_creditor(name="Brévaille", siren=files.facts.siren, author=CLAIRE, at=NINE)
    desk = lived(house)
    for path in (files.previous_fec, files.current_fec, files.customers_csv, files.invoices_csv):
        take_in(desk, path)
    settle_the_house(desk)
    for on in days():
        run_day(creditor, on=on, author="rule:day@1", at=desk.now, as_known=True)
        approve(list(Message.objects.filter(state="proposed")), author=CLAIRE, at=desk.now)
        desk_sends(desk, on)
        desk.later(seconds=1)
    take_in(desk, files.camt)
    take_in(desk, files.cfonb)
    for account in BankAccount.objects.filter(attached=False):
        attach_account(account, made_from=account.version, author=CLAIRE, at=desk.now)
    apply(creditor)
    for number in files.facts.disputed:
        invoice = Receivable.objects.filter(number=number, open_cents__gt=0).first()
        if invoice is not None:
            told = {"amount_cents": invoice.open_cents, "reason": "Non conforme", "on": ON}
            open_dispute(invoice, **told, author=CLAIRE, at=desk.now)  # type: ignore[arg-type]


def days() -> list[date]:
    return [day for n in range((LAST - FIRST).days + 1) if is_business_day(day := FIRST + timedelta(days=n))]


def desk_sends(desk: Desk, on: date) -> None:
    send(
        desk.creditor.pk,
        worker="w1",
        on=on,
        clock=lambda: datetime.combine(on, time(9, 30), tzinfo=UTC),
        settings=desk.settings,
        home=desk.home,
        author="rule:send@1",
        as_known=True,
    )


def lived(house: Path) -> Desk:
    desk = Desk(Creditor.objects.get(), house, {"email": {}, "letter": {"outbox": str(house / "outbox")}})
    desk.now = NINE
    return desk


@pytest.fixture
def past(house: Path, begin: Begin, tmp_path: Path) -> Desk:
    begin("lived weeks", lambda: live(house, tmp_path))
    desk = lived(house)
    desk.later(hours=1)
    return desk


def usual(desk: Desk) -> Tried:
    version = latest_version(desk.creditor.pk)
    return Tried(version.scenario.name, from_dict(version.content), version)


def test_replaying_the_scenario_that_really_ran_reproduces_what_was_sent(past: Desk) -> None:
    told = replay_scenario(past.creditor, usual(past), from_on=FIRST, to_on=LAST)
    assert told["same"]["both"] == Message.objects.filter(state="shadowed").count() > 50
    assert (told["same"]["only_replayed"], told["same"]["only_ran"]) == (0, 0)
    assert told["replayed"]["by_step"] == told["ran"]["by_step"]
    assert told["replayed"]["wrong"] == told["ran"]["wrong"]


def test_days_that_were_not_decided_when_they_came_are_said_to_be_reconstructed(past: Desk) -> None:
    told = replay_scenario(past.creditor, usual(past), from_on=FIRST, to_on=LAST)
    assert told["reconstructed_days"] == told["days"] == len(days())
    past.run()
    told = replay_scenario(past.creditor, usual(past), from_on=FIRST, to_on=ON)
    assert told["reconstructed_days"] == told["days"] - 1


def test_a_day_rebuilt_in_memory_is_the_day_read_as_it_was_known(past: Desk) -> None:
    read = past_of(past.creditor, from_on=FIRST, to_on=LAST)
    assert (read.book.cash["from_on"] == ON).any()  # the bank came after those days: none of them knows it
    key = past.creditor.pk
    for on in (date(2025, 12, 15), date(2026, 6, 30), FIRST):
        steps = delivered_steps(key, on=on, shadow=True)
        items = day_items(key, steps, on=on, as_known=True).select(ITEM)
        people = customer_facts(key, on=on, shadow=True, as_known=True)
        sent = read.before
        rebuilt = items_known(read.book, sent.lines, on=on)
        loose = ["creditor_id", "delivered_position", "delivered_on", "held_days_since_delivered"]
        same = {"check_row_order": False, "check_column_order": False}
        assert_frame_equal(rebuilt.drop(loose), items.drop(loose), **same)  # type: ignore[arg-type]
        loose = ["creditor_id", "facts_version", "last_message_on"]
        known = customers_known(read.book, sent.messages, on=on)
        assert_frame_equal(known.drop(loose), people.drop(loose), **same)  # type: ignore[arg-type]


def test_tomorrow_is_what_the_run_then_does(past: Desk) -> None:
    past.run()
    approve(list(Message.objects.filter(state="proposed")), author=CLAIRE, at=past.now)
    desk_sends(past, ON)
    tomorrow = date(2026, 11, 23)
    told = decide_ahead(past.creditor, on=tomorrow)
    wanted = set(told.proposals.select("customer_id", "step_code", "channel", "total_cents").iter_rows())
    lines = set(told.proposal_items.select("customer_id", "receivable_id", "position", "role").iter_rows())
    past.now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    past.run()
    waiting = Message.objects.filter(state__in=("proposed", "approved"))
    assert set(waiting.values_list("customer_id", "step_code", "channel", "total_cents")) == wanted != set()
    items = MessageItem.objects.filter(message__in=waiting)
    assert set(items.values_list("message__customer_id", "receivable_id", "position", "role")) == lines


def test_a_trial_asked_for_is_worked_out_once_and_kept_as_a_sealed_fact(past: Desk) -> None:
    told = {"kind": "replay", "from_on": FIRST, "to_on": LAST, "author": CLAIRE, "at": past.now}
    asked = ask_trial(past.creditor, usual(past), **told)  # type: ignore[arg-type]
    with pytest.raises(RuleError, match="déjà demandé"):
        ask_trial(past.creditor, usual(past), **told)  # type: ignore[arg-type]
    made = work_out(asked, clock=lambda: past.now)
    assert made is not None
    assert json.loads(made.result)["same"]["only_ran"] == 0
    assert work_out(asked, clock=lambda: past.now) is None
    row = AskedTrial.objects.get()
    assert (row.state, row.trial_id, row.done) == ("done", made.pk, row.whole)
    sound(past.creditor, past.home)
    Trial.objects.filter(pk=made.pk).update(result="{}")
    assert verify(past.creditor.pk, home=past.home).findings


def test_a_sheet_not_published_is_replayed_from_the_command_line(past: Desk, tmp_path: Path) -> None:
    ladder = usual(past).ladder
    sheet = tmp_path / "doux.yaml"
    sheet.write_text(to_yaml("Doux", type(ladder)(ladder.steps[:2], min_gap_days=20)), "utf-8")
    asked = [str(sheet), "--from", FIRST.isoformat(), "--to", LAST.isoformat(), "--json"]
    answer = CliRunner().invoke(command, asked)
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert {row["step"] for row in told["replayed"]["by_step"]} <= {"preventive", "friendly"}
    assert told["replayed"]["messages"] < told["ran"]["messages"]
    kept = Trial.objects.get(pk=told["trial"])
    assert (kept.name, kept.version, kept.kind) == ("Doux", None, "replay")
    lines = CliRunner().invoke(command, [*asked[:-1], "--dry-run"])
    assert "vraiment parti" in lines.output
    assert Trial.objects.count() == 1
