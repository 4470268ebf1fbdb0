"""The daily digest: what changed, to who asked, once a day, and only where a server is set up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from encours.acts.approvals.delegating import delegate
from encours.acts.approvals.publishing import publish_approvals
from encours.acts.legal.phase import ask_exception, decide_exception
from encours.acts.send_digests import digest_of, send_digests
from encours.core.approvals import ApprovalRule
from encours.core.reasons import ReasonCode
from encours.records.history.sealing import seal
from encours.records.messages.models import Message
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


def waits(creditor: Creditor, name: str, cents: int, *, since: int = 0) -> Message:
    invoice = some.an_invoice(some.a_customer(creditor, name), cents)
    planned = some.TODAY - timedelta(days=since)
    return some.a_message(invoice, needs_approval=True, total_cents=cents, planned_on=planned)


def test_who_agrees_is_told_how_much_waits_since_when_and_where(
    creditor: Creditor, member: Membership
) -> None:
    manager = some.a_person("manager", creditor).memberships.get()
    waits(creditor, "Alpha", 120_000, since=3)
    waits(creditor, "Bravo", 30_000)
    back = waits(creditor, "Charlie", 900)
    Message.objects.filter(pk=back.pk).update(held_reason=ReasonCode.SENT_BACK)
    waits(creditor, "Delta", 700, since=-2)
    told = digest_of(manager, creditor, on=some.TODAY)
    (own,) = told.awaited
    assert (own.in_name_of, own.count, list(own.sums)) == ("", 2, [("EUR", 150_000)])
    assert own.since_on == some.TODAY - timedelta(days=3)
    text = written(told, "fr", approvals_at="https://encours.example/approvals")[1]
    assert "2 relances, 1\u202f500,00\u00a0€, la plus ancienne depuis le" in text
    assert "https://encours.example/approvals" in text
    assert "Depuis hier" not in text
    assert digest_of(member, creditor, on=some.TODAY).empty  # a collector agrees to none


def test_a_delegate_is_told_in_whose_name_on_those_days_alone(creditor: Creditor, member: Membership) -> None:
    cfo = some.a_person("cfo", creditor)
    rule = ApprovalRule("all", "Toutes", roles=("cfo",))
    told_by = {"author": cfo.email, "at": some.NOW}
    publish_approvals(creditor, [rule], reason="Essai", made_from=None, **told_by)
    waits(creditor, "Alpha", 120_000)
    delegate(
        creditor, person=cfo, to=member.user, from_on=some.TODAY,
        until_on=some.TODAY + timedelta(days=1), **told_by,
    )  # fmt: skip
    (one,) = digest_of(member, creditor, on=some.TODAY + timedelta(days=1)).awaited
    assert (one.in_name_of, one.count) == (cfo.name, 1)
    text = written(digest_of(member, creditor, on=some.TODAY), "en")[1]
    assert cfo.name in text
    after = digest_of(member, creditor, on=some.TODAY + timedelta(days=2))
    assert not after.awaited


def test_the_link_of_who_agrees_leaves_with_its_digest(
    creditor: Creditor, server: tuple[Mailroom, dict[str, Any]]
) -> None:
    person = some.a_person("manager", creditor)
    Choice.objects.create(creditor=creditor, person=person, digest=True)
    waits(creditor, "Alpha", 120_000)
    asked = {"on": some.TODAY, "at": some.NOW, "settings": settings(server)}
    assert send_digests(creditor, **asked, approvals_at="https://encours.example/approvals") == 1
    (left,) = server[0].contents
    assert b"https://encours.example/approvals" in left


def test_an_exception_asked_for_a_case_is_in_the_digest_of_who_decides_and_not_of_who_asked(
    creditor: Creditor, member: Membership
) -> None:
    manager = some.a_person("manager", creditor)
    deciding = Membership.objects.get(user=manager)
    invoice = some.an_invoice(some.a_customer(creditor, "Halle Neuve"), 800_000, due_in=-120)
    some.a_case(invoice.customer)
    asked = {"on": some.TODAY, "at": some.NOW}
    made = ask_exception(invoice.customer, reason="Prescription", author=member.user.email, **asked)
    assert digest_of(member, creditor, on=some.TODAY).exceptions == []
    told = digest_of(deciding, creditor, on=some.TODAY)
    assert (list(told.exceptions), told.empty) == (["Halle Neuve"], False)
    assert (
        "Exceptions à la phase amiable qui attendent votre décision\n- Halle Neuve" in written(told, "fr")[1]
    )
    decide_exception(made, approved=True, reason="", author=manager.email, **asked)
    assert digest_of(deciding, creditor, on=some.TODAY).exceptions == []
