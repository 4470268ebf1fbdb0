"""kill -9 between the recall of a letter and the moving of its file: after a restart it lies aside, recalled once.

Every point is listed here; a first test holds the list to what the work really passes.
"""

from __future__ import annotations

import json
import signal
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from acts.test_letters import file_of, laid
from books import received, sound, statement, take_in
from collecting import Desk, desk_in, open_desk
from encours.records.cases.models import Stop
from encours.records.cash.models import Application
from encours.records.messages.letters import LetterEnding
from houses import Begin
from walks.conftest import Child

pytestmark = [pytest.mark.kill]

POINTS = {
    "commit": 3,
    "letter moved aside": 1,
}  # what is applied, what is recalled; its file; that it lies aside
EVERY = [
    f"{side} {point}:{rank + 1}"
    for side in ("before", "after")
    for point, count in POINTS.items()
    for rank in range(count)
]


@pytest.fixture
def desk(house: Path, begin: Begin) -> Desk:
    """One letter lies in the outbox; the bank file that pays it is taken in, and nothing of it is applied."""

    def begun() -> None:
        found = open_desk(house, {})
        laid(found)
        take_in(found.creditor, statement(received(date(2026, 11, 19), 120_000, "VIR FA101")), "r.xml", house)

    begin("before recall", begun)
    return desk_in(house, {})


def whole(desk: Desk) -> None:
    """It is recalled with its fact and its delay, its file lies aside, and the history is sound."""
    assert Application.objects.count() == 1
    ending = LetterEnding.objects.get()
    assert (ending.kind, ending.cause, ending.moved) == ("recalled", "payment", "aside")
    assert ending.message.state == "recalled"
    assert Stop.objects.get().kind == "recall"
    assert not file_of(desk, ending.message)
    assert file_of(desk, ending.message, "outbox/recalled")
    sound(desk.creditor, desk.home)


def test_the_points_are_all_those_that_the_work_passes(desk: Desk, child: Child) -> None:
    ended = child("stop", desk, "")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert {name.removeprefix("after "): count for name, count in told.items() if "after" in name} == POINTS
    whole(desk)


@pytest.mark.parametrize("kill", EVERY)
def test_killed_at_any_point_the_letter_is_aside_after_a_restart(desk: Desk, child: Child, kill: str) -> None:
    assert child("stop", desk, kill).returncode == -signal.SIGKILL
    connection.close()
    assert child("stop", desk, "").returncode == 0
    whole(desk)
