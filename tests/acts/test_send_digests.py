"""The daily digest: what changed, to who asked, once a day, and only where a server is set up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from encours.acts.send_digests import digest_of, send_digests
from encours.records.history.sealing import seal
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.work.models import Assignment, Choice, Notice
from encours.words.digests import written
from mailroom import Mailroom

pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = some.a_creditor()
    Creditor.objects.filter(pk=made.pk).update(sender_email="compta@delmas.example", sender_name="Delmas")
    made.refresh_from_db()
    return made


@pytest.fixture
def member(creditor: Creditor) -> Membership:
    person = some.a_person("collector", creditor)
    Choice.objects.create(creditor=creditor, person=person, digest=True)
    return Membership.objects.get(user=person)


def settings(server: tuple[Mailroom, dict[str, Any]]) -> dict[str, Any]:
    return {"email": server[1], "letter": {}}


def test_a_digest_tells_what_changed_in_what_one_follows_with_the_last_root(
    creditor: Creditor, member: Membership, house: Path
) -> None:
    mine, other = some.a_customer(creditor, "Mien"), some.a_customer(creditor, "Autre")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=mine, owner=member.user)
    for customer in (mine, other):
        some.a_payment(customer, 120_000)
        some.an_invoice(customer, 30_000, kind="returned")
    root = seal(creditor.pk, at=some.NOW, home=house)
    told = digest_of(member, creditor, on=some.TODAY)
    assert (list(told.paid), list(told.returned)) == ([("EUR", 1, 120_000)], ["Mien"])
    subject, text = written(told, "fr")
    assert "Ateliers Delmas" in subject
    assert "1 paiement reçu" in text
    assert root is not None
    assert root.digest in text


def test_what_is_older_than_yesterday_is_no_news(creditor: Creditor, member: Membership) -> None:
    some.a_payment(some.a_customer(creditor), 120_000)
    assert digest_of(member, creditor, on=some.TODAY + timedelta(days=2)).empty


def test_a_digest_leaves_once_a_day_and_to_who_asked(
    creditor: Creditor, member: Membership, server: tuple[Mailroom, dict[str, Any]]
) -> None:
    some.a_person("manager", creditor)
    some.a_payment(some.a_customer(creditor), 120_000)
    asked = {"on": some.TODAY, "at": some.NOW, "settings": settings(server)}
    assert send_digests(creditor, **asked) == 1
    assert send_digests(creditor, **asked) == 0
    assert len(server[0].received) == 1


def test_nothing_leaves_where_no_server_is_set_up(creditor: Creditor, member: Membership) -> None:
    some.a_payment(some.a_customer(creditor), 120_000)
    assert send_digests(creditor, on=some.TODAY, at=some.NOW, settings={"email": {}, "letter": {}}) == 0
    assert Choice.objects.get().digested_on is None


def test_an_access_that_has_ended_and_a_quiet_day_send_nothing(
    creditor: Creditor, member: Membership, server: tuple[Mailroom, dict[str, Any]]
) -> None:
    asked = {"at": some.NOW, "settings": settings(server)}
    assert send_digests(creditor, on=some.TODAY, **asked) == 0
    Notice.objects.create(
        creditor=creditor, person=member.user, kind="mention", customer=some.a_customer(creditor),
        text="?", by="x", at=some.NOW,
    )  # fmt: skip
    User.objects.update(is_active=False)
    assert send_digests(creditor, on=some.TODAY + timedelta(days=1), **asked) == 0
