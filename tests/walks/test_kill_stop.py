"""kill -9 between a payment applied and what it cancels: after a restart it is cancelled, once, and nothing of it left.

Every point is listed here; a first test holds the list to what the work really passes.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from books import received, sound, statement, take_in
from collecting import Desk, desk_in, open_desk
from encours.acts.stop_paid import stop_paid
from encours.jobs import working
from encours.records.cases.models import Stop
from encours.records.cash.models import Application
from encours.records.messages.models import Message
from houses import Begin
from mailroom import Mailroom, mailroom
from walks.conftest import Child

pytestmark = [pytest.mark.kill]

POINTS = {"commit": 2}  # what is applied, what is cancelled
EVERY = [f"{side} commit:{rank}" for side in ("before", "after") for rank in (1, 2)]


@pytest.fixture
def post() -> Iterator[tuple[Mailroom, dict[str, Any]]]:
    with mailroom() as found:
        yield found


@pytest.fixture
def desk(house: Path, begin: Begin, post: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """Two reminders wait; the bank file that pays the first is taken in, and nothing of it is applied."""

    def begun() -> None:
        found = open_desk(house, {}, accounts=("DUPONT", "DURAND"))
        found.run()
        take_in(found.creditor, statement(received(date(2026, 11, 19), 120_000, "VIR FA101")), "r.xml", house)

    begin("before stop", begun)
    return desk_in(house, post[1])


def whole(desk: Desk, post: Mailroom) -> None:
    """The one that was paid is stopped with its fact; the other one leaves, and it alone."""
    assert Application.objects.count() == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == ["proposed", "stopped"]
    told = Stop.objects.get()
    assert (told.message.state, told.reason, told.how) == ("stopped", "paid", "bank")
    desk.send()
    (letter,) = post.received
    assert letter.rcpt_tos == ["etienne@durand.example"]
    sound(desk.creditor, desk.home)


def test_the_points_are_all_those_that_the_work_passes(
    desk: Desk, child: Child, post: tuple[Mailroom, dict[str, Any]]
) -> None:
    ended = child("stop", desk, "")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert {name.removeprefix("after "): count for name, count in told.items() if "after" in name} == POINTS
    whole(desk, post[0])


@pytest.mark.parametrize("kill", EVERY)
def test_killed_at_any_point_what_is_paid_is_cancelled_after_a_restart(
    desk: Desk, child: Child, post: tuple[Mailroom, dict[str, Any]], kill: str
) -> None:
    assert child("stop", desk, kill).returncode == -signal.SIGKILL
    connection.close()
    assert child("stop", desk, "").returncode == 0
    whole(desk, post[0])


def test_the_next_turn_of_the_worker_cancels_what_a_kill_left(
    desk: Desk, child: Child, post: tuple[Mailroom, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert child("stop", desk, "after commit:1").returncode == -signal.SIGKILL
    connection.close()
    assert not Stop.objects.exists()
    monkeypatch.setattr(working, "now", lambda: desk.now)
    monkeypatch.setattr(working, "_decided", {(desk.creditor.pk, desk.today)})
    monkeypatch.setattr(working, "_read_mail", lambda *_: None)
    monkeypatch.setattr("encours.jobs.sending.send_one", lambda *_: None)
    working._serve(desk.creditor)
    assert Stop.objects.get().reason == "paid"


def test_a_bank_file_taken_in_by_the_command_line_is_applied_and_stops_at_the_worker_s_next_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "now", lambda: desk.now)
    monkeypatch.setattr(working, "_decided", {(desk.creditor.pk, desk.today)})
    monkeypatch.setattr(working, "_banked", {})
    monkeypatch.setattr(working, "_read_mail", lambda *_: None)
    monkeypatch.setattr("encours.jobs.sending.send_one", lambda *_: None)
    working._serve(desk.creditor)
    assert Stop.objects.get().reason == "paid"
    assert (
        stop_paid(
            desk.creditor.pk, author="rule:stop@1", clock=lambda: desk.now, outbox=desk.home / "outbox"
        )["messages"]
        == 0
    )
