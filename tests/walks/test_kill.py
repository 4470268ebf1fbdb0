"""kill -9 at each commit and each effect outside of import, run and send: nothing lost, nothing sent twice.

Every point is listed here; a first test holds the list to what the work really passes.
"""

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from books import Books, owed, received, sound, statement
from collecting import Desk, at_its_head, desk_in, open_desk
from encours.acts.apply_cash import apply_cash
from encours.acts.approve import approve
from encours.acts.import_file import import_file
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.documents.keeping import opened
from encours.records.documents.models import Intake
from encours.records.messages.models import Delivery, Message
from encours.records.receivables.models import Receivable
from encours.records.runs.models import Position, Run
from houses import Begin
from mailroom import Mailroom, mailroom
from walks.conftest import Child

pytestmark = [pytest.mark.kill]

ACCOUNTS = ("DUPONT", "DURAND", "MARTIN")
# How often each work passes each point: two files, one day, two e-mails and a letter.
POINTS = {
    "import": {"commit": 2, "kept file": 2},
    "run": {"commit": 2},
    # leases (one that takes, one that finds nothing), three times `handed`, the receipts
    # the bytes of all three in one bundle
    "send": {"commit": 6, "e-mail": 2, "letter": 1, "letter in place": 1, "kept file": 1},
}
EVERY = [
    (work, f"{side} {point}:{rank}")
    for work, points in POINTS.items()
    for point, count in points.items()
    for side in ("before", "after")
    for rank in range(1, count + 1)
]
# One e-mail for three members of a group: two leases, `handed` for all at once, the e-mail, the receipts.
TOGETHER = [("group", "before commit:3"), ("group", "after commit:3"), ("group", "after e-mail:1")]
ON_POSTGRESQL = [
    ("import", "before commit:2"),
    ("run", "after commit:1"),
    ("send", "after e-mail:1"),
    ("group", "after e-mail:1"),
]


@pytest.fixture
def post() -> Iterator[tuple[Mailroom, dict[str, Any]]]:
    with mailroom() as found:
        yield found


@pytest.fixture
def begun(house: Path, begin: Begin, post: tuple[Mailroom, dict[str, Any]]) -> Callable[[str], Desk]:
    """Brings the house to where a work begins."""

    def to(work: str) -> Desk:
        begin(f"before {work}", lambda: before(work, house))
        return desk_in(house, post[1])

    return to


def take_in_all(desk: Desk) -> None:
    for path in sorted((desk.home / "incoming").iterdir()):
        told = {"author": "cli", "at": desk.now, "on": desk.today, "home": desk.home}
        import_file(desk.creditor, path.read_bytes(), path.name, **told)  # type: ignore[arg-type]


def before(work: str, house: Path) -> None:
    """Three customers five days late; a statement and a newer ledger wait in the folder `incoming`, or are taken in."""
    desk = open_desk(house, {}, accounts=ACCOUNTS)
    folder = house / "incoming"
    folder.mkdir()
    (folder / "1.xml").write_bytes(statement(received(date(2026, 11, 19), 20_000, "VIR FA101")))
    books = Books().sale(date(2026, 11, 18), "NOUVEAU", "FA200", 5_000)
    for rank, account in enumerate(ACCOUNTS):
        books.sale(date(2026, 10, 16), account, f"FA{101 + rank}", 120_000 + rank)
    (folder / "2.txt").write_bytes(books.content())
    if work == "import":
        return
    take_in_all(desk)
    if work == "group":
        at_its_head(desk)
        apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
        desk.run()
    if work == "send":
        apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
        desk.run()
        last = Message.objects.order_by("pk").last()
        Message.objects.filter(pk=last.pk if last else None).update(channel="letter")
        approve(list(Message.objects.filter(state="proposed")), author="claire@vauban.example", at=desk.now)


def again(work: str, desk: Desk) -> None:
    """What anybody does after a power cut: the same again, once leases are over."""
    desk.later(minutes=11)
    if work == "import":
        take_in_all(desk)
    elif work == "run":
        apply_cash(desk.creditor, author="rule:cash@1", at=desk.now)
        desk.run()
    else:
        desk.send()


def whole(work: str, desk: Desk, post: Mailroom) -> None:
    """Nothing lost, nothing twice, and what is uncertain is on a person's list."""
    assert BankLine.objects.count() == 1
    assert sorted(Receivable.objects.values_list("number", flat=True)) == ["FA101", "FA102", "FA103", "FA200"]
    assert Intake.objects.count() == 3
    if work != "import":
        assert (Payment.objects.count(), Application.objects.count()) == (1, 1)
        assert owed(desk.creditor) == 3 * 120_000 + 3 + 5_000 - 20_000
        assert Position.objects.count() == 4
        assert Message.objects.count() == 3
    if work == "run":
        assert Run.objects.filter(on=desk.today).count() == 1
    if work in {"send", "group"}:
        nothing_twice(desk, post)
    sound(desk.creditor, desk.home)


def nothing_twice(desk: Desk, post: Mailroom) -> None:
    got = Counter(str(message_from_bytes(content)["Message-ID"]) for content in post.contents)
    letters = [path.stem for path in (desk.home / "outbox").glob("*.pdf")]
    assert all(count == 1 for count in got.values())
    for message in Message.objects.all():
        left = got[message.message_id] if message.channel == "email" else len(letters)
        assert message.state in ({"delivered", "uncertain"} if left else {"uncertain"})
        delivery = Delivery.objects.get(message=message)
        # What was handed over can be shown to whoever says what became of it.
        assert delivery.document is not None
        assert opened(delivery.document, home=desk.home)
        assert message.handed_file is None
    assert desk.send() == {}
    assert not list((desk.home / "outbox").glob(".*"))


@pytest.mark.parametrize("work", POINTS)
def test_the_points_are_all_those_that_the_work_passes(
    begun: Callable[[str], Desk], child: Child, work: str
) -> None:
    ended = child(work, begun(work), "")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert {name.removeprefix("after "): count for name, count in told.items() if "after" in name} == POINTS[
        work
    ]


def test_the_points_of_one_email_for_a_group_are_these(begun: Callable[[str], Desk], child: Child) -> None:
    told = json.loads(child("group", begun("group"), "").stdout)
    assert {name: count for name, count in told.items() if "after" in name} == {
        "after commit": 5,  # the last lease finds nothing
        "after e-mail": 1,
        "after kept file": 1,
    }


@pytest.mark.parametrize(("work", "kill"), [*EVERY, *TOGETHER])
def test_killed_at_any_point_the_work_is_whole_after_a_restart(
    begun: Callable[[str], Desk], child: Child, post: tuple[Mailroom, dict[str, Any]], work: str, kill: str
) -> None:
    desk = begun(work)
    assert child(work, desk, kill).returncode == -signal.SIGKILL
    again(work, desk)
    whole(work, desk, post[0])


@pytest.mark.both
@pytest.mark.parametrize(("work", "kill"), ON_POSTGRESQL)
def test_killed_on_either_database_the_work_is_whole_after_a_restart(
    begun: Callable[[str], Desk], child: Child, post: tuple[Mailroom, dict[str, Any]], work: str, kill: str
) -> None:
    desk = begun(work)
    assert child(work, desk, kill).returncode == -signal.SIGKILL
    again(work, desk)
    whole(work, desk, post[0])
