"""The scenario that really ran, replayed over months in which things happened: it sends what was really sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from books import received, statement
from collecting import TODAY, Desk, at_its_head, open_desk
from encours.acts.approve import approve
from encours.acts.choose_channel import choose_channel, choose_channels
from encours.acts.confirm import confirm_rate
from encours.acts.dispute import close_dispute, open_dispute
from encours.acts.edit_customer import edit_contact
from encours.acts.group import remove_from_group
from encours.acts.import_file import import_file
from encours.acts.mail import take_in_mail
from encours.acts.promise import promise
from encours.acts.publish_scenario import publish_scenario
from encours.acts.record_cost import record_cost
from encours.acts.record_payment import record_payment
from encours.acts.replay_scenario import Tried, replay_scenario
from encours.acts.step_tasks import alike, do_step_task
from encours.acts.stop_all import lift_stop, set_daily_most, stop_all
from encours.core.replay import business_days
from encours.core.replay.as_of import items_known
from encours.core.replay.happened import events_known
from encours.core.scenario import DEFAULT_SCENARIO, Scenario, Step, from_dict
from encours.core.scenario.branches import Branch
from encours.records.cases.tasks import StepTask
from encours.records.disputes.models import Dispute
from encours.records.frames.dated import past_of
from encours.records.frames.step_events import step_events
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.policies.reading import latest_version
from encours.records.receivables.models import Receivable
from mailroom import Mailroom, mailroom
from vauban import CLAIRE

RETURNED = Path(__file__).parents[1] / "samples" / "mail" / "returned.eml"
MONTH = date(2026, 12, 23)
Happens = Callable[["Life"], object]


class Life:
    """A house that lives day after day: what happens in the morning, the run, the sending, what happens after it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.told = desk, {"author": CLAIRE}
        self.mornings: dict[date, list[Happens]] = {}
        self.evenings: dict[date, list[Happens]] = {}
        self.without_bank: set[date] = set()

    def at(self, month: int, day: int, happens: Happens, *, year: int = 2026, evening: bool = True) -> None:
        days = self.evenings if evening else self.mornings
        days.setdefault(date(year, month, day), []).append(happens)

    def live(self, until: date) -> None:
        """Decide and send on each open day; the bank is told each Monday and Thursday."""
        for on in business_days(TODAY, until):
            self._hour(on, 6)
            if on.weekday() in {0, 3} and on not in self.without_bank:
                self.bank(on)
            for happens in self.mornings.get(on, ()):
                happens(self)
            self._hour(on, 7)
            self.desk.run()
            self._hour(on, 11)
            self.desk.send()
            self._hour(on, 15)
            for happens in self.evenings.get(on, ()):
                happens(self)

    def bank(self, on: date) -> None:
        """A statement of the day before, of which nothing is a customer's."""
        content = statement(received(date.fromordinal(on.toordinal() - 1), -1_000, "FRAIS"))
        told = {"author": CLAIRE, "at": self.desk.now, "on": on, "home": self.desk.home}
        import_file(self.desk.creditor, content, f"bank-{on}.xml", **told)

    def _hour(self, on: date, hour: int) -> None:
        self.desk.now = datetime.combine(on, time(hour), tzinfo=UTC)

    @property
    def by(self) -> dict[str, Any]:
        return {"author": CLAIRE, "at": self.desk.now}

    def same(self, until: date) -> dict[str, Any]:
        """Replay the scenario in force over all these days, and hold it against what was sent."""
        version = latest_version(self.desk.creditor.pk)
        tried = Tried(version.scenario.name, from_dict(version.content), version)
        past = past_of(self.desk.creditor, from_on=TODAY, to_on=until)
        told = replay_scenario(self.desk.creditor, tried, from_on=TODAY, to_on=until)
        assert told["reconstructed_days"] == 0
        ran = past.ran.messages.select("customer_id", "on", "step_code", "channel").sort("on", "customer_id")
        assert (told["same"]["only_replayed"], told["same"]["only_ran"]) == (0, 0), (told, ran.rows())
        assert told["same"]["both"] == len(ran)
        assert told["replayed"]["by_step"] == told["ran"]["by_step"]
        assert told["replayed"]["cost_cents"] == told["ran"]["cost_cents"]
        return told


@pytest.fixture
def post() -> Iterator[tuple[Mailroom, dict[str, Any]]]:
    with mailroom() as found:
        yield found


@pytest.fixture
def life(house: Path, post: tuple[Mailroom, dict[str, Any]]) -> Life:
    found = Life(open_desk(house, post[1], accounts=("DUPONT", "DURAND", "MARTIN")))
    by = User.objects.get()
    for half in ("2026-S2", "2027-S1"):
        for figure in ("ecb", "legal"):
            told = {"figure": figure, "half_year": half, "value_bps": 215, "source": "BCE"}
            if (figure, half) != ("ecb", "2026-S2"):
                confirm_rate(found.desk.creditor, **told, by=by, at=found.desk.now)  # type: ignore[arg-type]
    return found


def follow(life: Life, *branches: Branch, steps: tuple[Step, ...] = ()) -> Scenario:
    """The delivered ladder, with these branches after the first reminder, and these steps at its end."""
    usual = DEFAULT_SCENARIO.steps
    ladder = (usual[0], replace(usual[1], branches=branches), *usual[2:], *steps)
    changed = replace(DEFAULT_SCENARIO, steps=ladder)
    publish_scenario(life.desk.creditor, changed, made_from=1, **life.by, move_running=True)
    return changed


def invoice(number: str) -> Receivable:
    return Receivable.objects.get(number=number)


def of(account: str) -> Customer:
    return Customer.objects.get(account=account)


def answers(account: str) -> Happens:
    """The customer answers its last reminder."""

    def happens(life: Life) -> None:
        own = Message.objects.filter(customer=of(account), state="delivered").latest("pk").message_id
        name = account.lower()
        content = (
            f"From: etienne@{name}.example\r\nTo: compta@vauban.example\r\nSubject: Re: rappel\r\n"
            f"In-Reply-To: {own}\r\nReferences: {own}\r\nMessage-ID: <r{life.desk.now:%d}@{name}.example>\r\n"
            f"Date: {life.desk.now:%a, %d %b %Y %H:%M:%S} +0000\r\n\r\nJe regarde et je reviens vers vous.\r\n"
        )
        take_in_mail(life.desk.creditor, content.encode(), home=life.desk.home, **life.by)

    return happens


def comes_back(account: str, address: str = "etienne@dupont.example") -> Happens:
    """Its last reminder comes back for good: nobody is at that address."""

    def happens(life: Life) -> None:
        own = Message.objects.filter(customer=of(account), state="delivered").latest("pk").message_id
        content = RETURNED.read_bytes().replace(b"<encours.1.12@vauban.example>", own.encode())
        content = content.replace(b"etienne@dupont.example", address.encode())
        content = content.replace(b"20261121070000.1234@", f"{life.desk.now:%Y%m%d}.1@".encode())
        take_in_mail(life.desk.creditor, content, home=life.desk.home, **life.by)

    return happens


def promises(number: str, *, due: date) -> Happens:
    def happens(life: Life) -> None:
        what = invoice(number)
        told = {"items": [(what, what.open_cents)], "due_on": due, "source": "call"}
        promise(what.customer, **told, on=life.desk.today, **life.by)  # type: ignore[arg-type]

    return happens


def pays(number: str, cents: int) -> Happens:
    def happens(life: Life) -> None:
        told = {"amount_cents": cents, "paid_on": life.desk.today, "reference": "VIR", "on": life.desk.today}
        record_payment(invoice(number), **told, made_from=None, **life.by)  # type: ignore[arg-type]

    return happens


def contests(number: str, cents: int) -> Happens:
    def happens(life: Life) -> None:
        told = {"amount_cents": cents, "reason": "Non conforme", "on": life.desk.today}
        open_dispute(invoice(number), **told, **life.by)  # type: ignore[arg-type]

    return happens


def settled(life: Life) -> None:
    """Every dispute is closed, the debt stands."""
    for one in Dispute.objects.filter(closed_on__isnull=True):
        close_dispute(one, outcome="rejected", on=life.desk.today, **life.by)


def agreed(life: Life) -> None:
    """What waits for a person has its agreement."""
    approve(list(Message.objects.filter(state="proposed", needs_approval=True)), **life.by)


def done(life: Life) -> None:
    """What the scenario asks of people is done."""
    while task := StepTask.objects.filter(done_on__isnull=True).order_by("pk").first():
        do_step_task(task.customer, alike(task), on=life.desk.today, text="Vu avec le client", **life.by)


def steps_of(told: dict[str, Any]) -> dict[str, int]:
    return {one["step"]: one["messages"] for one in told["ran"]["by_step"]}


def assert_same_events(life: Life, on: date) -> None:
    """What the book says had happened is what the records say."""
    key, ladder = life.desk.creditor.pk, from_dict(latest_version(life.desk.creditor.pk).content)
    past = past_of(life.desk.creditor, from_on=TODAY, to_on=on)
    items = items_known(past.book, past.ran.lines, on=on)
    found = events_known(past.book, past.ran, items, ladder, on=on, sending_cents=None)
    read = step_events(key, [ladder], on=on)
    assert found is not None
    assert read is not None
    assert not read.is_empty()
    still_open = found.join(items.filter(pl.col("open_cents") > 0), on="receivable_id", how="semi")
    assert_frame_equal(still_open, read, check_row_order=False)


def test_replies_promises_disputes_and_part_payments_move_the_replay_as_they_moved_the_house(
    life: Life,
) -> None:
    follow(
        life,
        Branch("reply", "pause", days=21),
        Branch("promise", "next"),
        Branch("dispute", "call", days=14),
        Branch("part_payment", "pause", days=18),
        Branch("silence", "manager", days=5),
    )
    life.at(11, 24, answers("DUPONT"))
    life.at(11, 24, promises("FA102", due=date(2026, 11, 27)))
    life.at(11, 25, contests("FA103", 20_000))
    life.at(12, 1, settled)
    life.at(12, 2, done)
    life.at(12, 11, pays("FA103", 10_000))
    life.live(MONTH)
    told = life.same(MONTH)
    assert told["branches"] == ["dispute", "part_payment", "promise", "reply", "silence"]
    assert len(steps_of(told)) >= 3
    assert_same_events(life, MONTH)


def test_what_its_reminders_cost_stops_an_item_in_the_replay_too(life: Life) -> None:
    follow(life, Branch("cost", "stop", over_cents=150))
    told = {"what": "Un courriel", "kind": "channel", "amount_cents": 150, "action": "sending"}
    record_cost(life.desk.creditor, **told, from_on=TODAY, **life.by)  # type: ignore[arg-type]
    life.live(MONTH)
    assert steps_of(life.same(MONTH)) == {"friendly": 3}


def test_an_address_that_came_back_is_written_to_by_letter_from_the_day_it_was_known(life: Life) -> None:
    life.at(11, 23, comes_back("DUPONT"))
    life.at(12, 4, lambda life: edit_contact(
        of("DUPONT").contacts.get(), {"email": "compta@dupont.example"}, made_from=None, **life.by
    ))  # fmt: skip
    life.at(12, 29, comes_back("DUPONT", "compta@dupont.example"))
    life.live(date(2027, 1, 22))
    told = life.same(date(2027, 1, 22))
    assert {(one["step"], one["channel"]) for one in told["replayed"]["by_step"]} >= {
        ("friendly", "email"), ("last", "letter")
    }  # fmt: skip


def chooses(account: str, channel: str) -> Happens:
    """A person has the customer written to by a channel; "" gives each step its own again."""
    return lambda life: choose_channel(of(account), channel=channel, reason="Entendu ainsi", **life.by)


def test_a_channel_chosen_by_a_person_or_by_what_was_answered_is_that_of_the_replay_while_it_was_so(
    life: Life,
) -> None:
    until = date(2027, 1, 8)
    life.at(11, 24, chooses("DUPONT", "letter"))
    life.at(12, 8, chooses("DUPONT", ""))
    life.at(11, 24, chooses("DURAND", "letter"), evening=False)
    life.at(1, 4, lambda life: choose_channels(life.desk.creditor, on=life.desk.today, **life.by), year=2027)
    life.live(until)
    past = past_of(life.desk.creditor, from_on=TODAY, to_on=until)
    assert sorted(past.book.choices["wanted_because"]) == ["chosen", "chosen", "history"]
    told = life.same(until)
    ways = {(one["step"], one["channel"]): one["messages"] for one in told["replayed"]["by_step"]}
    assert {("firm", "email"), ("firm", "letter"), ("last", "email")} <= set(ways), ways


def test_members_of_a_group_are_written_to_together_in_the_replay_and_priced_once(life: Life) -> None:
    at_its_head(life.desk)
    told = {"what": "Un courriel", "kind": "channel", "amount_cents": 150, "action": "email"}
    record_cost(life.desk.creditor, **told, from_on=TODAY, **life.by)  # type: ignore[arg-type]
    life.at(11, 30, lambda life: remove_from_group(of("MARTIN").grouping, **life.by))
    life.live(MONTH)
    found = life.same(MONTH)
    assert steps_of(found)["friendly"] == 3
    firm = sum(steps_of(found)[code] for code in ("firm", "last"))
    assert found["replayed"]["cost_cents"] == 150 * (1 + firm)


def test_where_so_many_leave_in_a_day_the_same_leave_and_the_same_wait(life: Life) -> None:
    told = {"order": "oldest", "made_from": 0}
    set_daily_most(life.desk.creditor, most=1, **told, **life.by)  # type: ignore[arg-type]
    largest: dict[str, Any] = {"most": 2, "order": "largest", "made_from": 1}
    life.at(12, 8, lambda life: set_daily_most(life.desk.creditor, **largest, **life.by))
    life.live(MONTH)
    found = life.same(MONTH)
    assert {one["reason"] for one in found["held"]} == {"daily_most"}


def test_nothing_leaves_in_the_replay_on_days_that_the_bank_had_not_been_told_or_all_was_stopped(
    life: Life,
) -> None:
    life.without_bank = {date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 3)}
    life.at(12, 14, lambda life: stop_all(life.desk.creditor, reason="Panne", **life.by))
    life.at(12, 17, lambda life: lift_stop(life.desk.creditor, reason="Réparé", **life.by))
    life.live(MONTH)
    found = life.same(MONTH)
    assert {one["reason"] for one in found["held"]} == {"stale_bank", "all_stopped"}


def test_what_a_person_agreed_to_later_and_did_later_leaves_later_in_the_replay(life: Life) -> None:
    until = date(2027, 2, 12)
    follow(life, steps=(Step(6, "call", 60, "task", "task", gap_days=5, kind="call"),))
    life.at(1, 6, agreed, year=2027)
    life.at(2, 2, done, year=2027)
    life.live(until)
    found = life.same(until)
    assert steps_of(found)["formal_notice"] == 3
    assert found["people"] == [{"step_code": "call", "items": 3}]


def test_months_with_all_of_it_are_replayed_as_they_were_lived(life: Life) -> None:
    """One house, two months and a half: a group, branches, an address lost, a most a day, stale data, a stop."""
    until = date(2027, 1, 29)
    follow(
        life,
        Branch("reply", "pause", days=12),
        Branch("dispute", "pause", days=10),
        Branch("promise", "next"),
    )
    at_its_head(life.desk)
    told = {"what": "Un courriel", "kind": "channel", "amount_cents": 150, "action": "email"}
    record_cost(life.desk.creditor, **told, from_on=TODAY, **life.by)  # type: ignore[arg-type]
    most = {"most": 2, "order": "largest", "made_from": 0}
    set_daily_most(life.desk.creditor, **most, **life.by)  # type: ignore[arg-type]
    life.without_bank = {date(2026, 12, 7), date(2026, 12, 10)}
    life.at(11, 25, answers("MARTIN"))
    life.at(11, 26, promises("FA102", due=date(2026, 12, 2)))
    life.at(12, 15, contests("FA103", 20_000))
    life.at(12, 18, settled)
    life.at(12, 22, comes_back("DUPONT"))
    life.at(1, 5, lambda life: stop_all(life.desk.creditor, reason="Panne", **life.by), year=2027)
    life.at(1, 7, lambda life: lift_stop(life.desk.creditor, reason="Réparé", **life.by), year=2027)
    life.at(1, 8, pays("FA103", 30_000), year=2027)
    life.at(1, 14, agreed, year=2027)
    life.live(until)
    found = life.same(until)
    assert found["same"]["both"] >= 9
    assert {one["reason"] for one in found["held"]} >= {"stale_bank", "all_stopped", "daily_most"}
