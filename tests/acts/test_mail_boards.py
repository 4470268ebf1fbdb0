"""Mailing boards: once a period, to each the figures that it may see, and nothing where nothing may leave."""

from __future__ import annotations

import email
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest

from collecting import Desk
from desk import situations as some
from encours.acts.mail_boards import mail_boards
from encours.acts.schedule_board import schedule_board, stop_mailing
from encours.core.refusals import RuleError
from encours.records.boards.models import Mailed, Mailing
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from mailroom import Mailroom, dying_server

LATER = timedelta(days=8)


@pytest.fixture
def boss(desk: Desk) -> User:
    """Sees the whole creditor, and has its address at a domain that is nobody's."""
    return some.a_person("cfo", desk.creditor, email="boss@vauban.example")


def asked(desk: Desk, boss: User, *recipients: str, kind: str = "pdf") -> Mailing:
    return schedule_board(
        desk.creditor,
        user=boss,
        rhythm="weekly",
        kind=kind,
        recipients=recipients or (boss.email,),
        author=boss.email,
        at=desk.now,
    )


def mailed(desk: Desk, days: timedelta = LATER, **settings: Any) -> dict[str, int]:
    creditor = Creditor.objects.get(pk=desk.creditor.pk)
    given = settings or desk.settings
    return dict(mail_boards(creditor, on=desk.today + days, clock=lambda: desk.now + days, settings=given))


def the_mail(post: Mailroom) -> Message:
    (content,) = post.contents
    return email.message_from_bytes(content)


@pytest.mark.both
def test_a_board_leaves_once_a_period(desk: Desk, post: Mailroom, boss: User) -> None:
    desk.run()
    asked(desk, boss)
    assert mailed(desk, timedelta()) == {}  # not for the week in which it was asked
    assert mailed(desk) == {"delivered": 1}
    assert mailed(desk) == {}
    written = the_mail(post)
    text, file = written.get_payload()  # type: ignore[misc]
    assert "Solde, avoirs déduits" in text.get_payload(decode=True).decode()
    assert file.get_payload(decode=True).startswith(b"%PDF")
    assert Entry.objects.filter(act="mail_board").count() == 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_board_leaves_as_a_sheet_too(desk: Desk, post: Mailroom, boss: User, kind: str) -> None:
    desk.run()
    asked(desk, boss, kind=kind)
    assert mailed(desk) == {"delivered": 1}
    assert the_mail(post).get_payload()[1].get_filename().endswith(kind)  # type: ignore[union-attr,index]


def test_nothing_leaves_in_shadow_mode_nor_without_a_server(desk: Desk, post: Mailroom, boss: User) -> None:
    desk.run()
    asked(desk, boss)
    assert mailed(desk, email={"host": ""}) == {}
    Creditor.objects.update(shadow=True)
    assert mailed(desk) == {}
    assert not post.contents
    assert not Mailed.objects.exists()


def test_a_colleague_receives_the_figures_that_it_sees_itself(desk: Desk, post: Mailroom, boss: User) -> None:
    desk.run()
    narrow = some.a_person("salesperson", desk.creditor, email="narrow@vauban.example")
    Membership.objects.filter(user=narrow).update(scope="owner")
    asked(desk, boss, narrow.email)
    assert mailed(desk) == {"delivered": 1}
    text = the_mail(post).get_payload()[0].get_payload(decode=True).decode()  # type: ignore[union-attr,index]
    assert "0,00" in text
    assert "DSO" not in text


def test_who_is_no_longer_a_member_receives_nothing(desk: Desk, post: Mailroom, boss: User) -> None:
    desk.run()
    asked(desk, boss)
    Membership.objects.filter(user=boss).update(expires_on=desk.today)
    assert mailed(desk) == {}
    assert not post.contents


def test_what_was_handed_without_a_receipt_is_not_sent_again(desk: Desk, boss: User) -> None:
    desk.run()
    asked(desk, boss)
    with dying_server() as (server, settings):
        assert mailed(desk, email=settings) == {"uncertain": 1}
        assert mailed(desk, email=settings) == {}
        assert server.taken == 1


def test_a_mailing_ended_leaves_no_more_and_ends_once(desk: Desk, post: Mailroom, boss: User) -> None:
    desk.run()
    mailing = asked(desk, boss)
    stop_mailing(mailing, author=boss.email, at=desk.now)
    assert mailed(desk) == {}
    with pytest.raises(RuleError, match="déjà arrêté"):
        stop_mailing(mailing, author=boss.email, at=desk.now)


def test_only_members_receive_a_board(desk: Desk, boss: User) -> None:
    with pytest.raises(RuleError, match="n'est pas membre"):
        asked(desk, boss, "stranger@elsewhere.example")
    with pytest.raises(RuleError, match="destinataires"):
        asked(desk, boss, *(f"one{rank}@vauban.example" for rank in range(21)))


def test_a_board_of_a_day_without_a_run_says_that_nothing_is_computed(
    desk: Desk, post: Mailroom, boss: User
) -> None:
    asked(desk, boss)
    assert mailed(desk) == {"delivered": 1}
