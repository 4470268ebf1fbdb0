"""A group written to at its head, at the desk: decided, read again before it leaves, told of each member."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.acts.group_head import write_at_head
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor, Customer, Group, GroupMember
from encours.records.people.models import Membership, User
from encours.records.work.models import Invitation

HEAD = "siege@mere.example"
Visitor = Callable[[User], Client]


@pytest.fixture
def members(creditor: Creditor) -> list[Customer]:
    """A group of three, each with an invoice due to be reminded of today."""
    made = [some.a_customer(creditor, f"Société {name}", regime_source="person") for name in "ABC"]
    fact = {"creditor": creditor, "recorded_at": some.NOW}
    group = Group.objects.create(**fact, name="Martin", parent=made[0])
    for rank, one in enumerate(made):
        GroupMember.objects.create(**fact, customer=one, group=group)
        some.a_message(some.an_invoice(one, 10_000 * (rank + 1), number=f"F-9{rank}"), courtesy_only=True)
    some.a_contact(made[0], HEAD, name="Comptabilité groupe")
    return made


def headed(members: list[Customer]) -> Group:
    group = Group.objects.get()
    contact = members[0].contacts.get()
    write_at_head(group, contact, made_from=None, author="x@example.com", at=some.NOW)
    return Group.objects.get()


def of(customer: Customer) -> Message:
    return Message.objects.get(customer=customer)


def only_sees(creditor: Creditor, customer: Customer, role: str = "manager") -> User:
    person = some.a_person(role, creditor)
    Membership.objects.filter(user=person).update(scope="invited")
    Invitation.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, email=person.email, user=person,
        token_digest="0" * 64, until_on=some.TODAY + timedelta(days=1), by="x",
    )  # fmt: skip
    return person


def test_a_group_is_written_to_at_its_head_and_again_apart(desk: Client, members: list[Customer]) -> None:
    here = f"/customers/{members[1].pk}/group"
    assert "Chaque membre est relancé à part" in page(desk, here)
    contact = members[0].contacts.get()
    told = {"contact": str(contact.pk), "version": "1"}
    assert desk.post(f"{here}/head", told).status_code == 302
    shown = page(desk, here)
    assert "Comptabilité groupe, de Société A" in shown
    assert "Relire l’e-mail du jour" in shown
    assert desk.post(f"{here}/head", told).status_code == 409
    assert desk.post(f"{here}/head", {"contact": "", "version": "2"}).status_code == 302
    assert Group.objects.get().head_contact is None
    assert "chaque membre est de nouveau relancé à part" in page(desk, f"/customers/{members[2].pk}")


def test_a_member_written_to_apart_is_told_with_the_reason(desk: Client, members: list[Customer]) -> None:
    headed(members)
    Customer.objects.filter(pk=members[2].pk).update(language="en")
    assert "écrit à part : autre langue" in page(desk, f"/customers/{members[0].pk}/group")


def test_a_head_that_cannot_be_reached_is_said(desk: Client, members: list[Customer]) -> None:
    headed(members)
    members[0].contacts.update(removed_at=some.NOW)
    assert "ne peut pas être joint" in page(desk, f"/customers/{members[0].pk}/group")


def test_who_sees_a_part_of_the_group_does_not_decide_for_all(
    creditor: Creditor, visitor: Visitor, members: list[Customer]
) -> None:
    client = visitor(only_sees(creditor, members[0], "collector"))
    contact = members[0].contacts.get()
    told = {"contact": str(contact.pk), "version": "1"}
    assert client.post(f"/customers/{members[0].pk}/group/head", told).status_code == 422
    assert Group.objects.get().head_contact is None


def test_the_email_is_read_whole_before_it_leaves(
    creditor: Creditor, visitor: Visitor, members: list[Customer]
) -> None:
    headed(members)
    client = visitor(some.a_person("manager", creditor))
    shown = page(client, f"/proposals/{of(members[1]).pk}")
    assert "Part dans un seul e-mail avec 2 autres relances du groupe Martin" in shown
    assert HEAD in shown
    for number in ("F-90", "F-91", "F-92"):
        assert number in shown
    assert "600,00 €" in page(client, f"/proposals/{of(members[1]).pk}/html")
    assert "groupe Martin" in page(client, "/proposals")


def test_of_the_others_a_narrow_reader_sees_how_many_alone(
    creditor: Creditor, visitor: Visitor, members: list[Customer]
) -> None:
    headed(members)
    client = visitor(only_sees(creditor, members[1]))
    shown = page(client, f"/proposals/{of(members[1]).pk}")
    assert "avec 2 autres relances" in shown
    assert "2 autres ne sont pas montrées" in shown
    assert "Société C" not in shown
    assert "F-92" not in shown
    assert "F-92" not in page(client, f"/proposals/{of(members[1]).pk}/html")


def test_the_list_asks_as_often_however_many_members(
    creditor: Creditor, visitor: Visitor, members: list[Customer]
) -> None:
    group = headed(members)
    client = visitor(some.a_person("manager", creditor))
    pages = ("/proposals", f"/customers/{members[0].pk}/group", f"/proposals/{of(members[0]).pk}")
    few = [queries(client, each) for each in pages]
    for _ in range(3):
        other = some.a_customer(creditor, regime_source="person")
        GroupMember.objects.create(creditor=creditor, recorded_at=some.NOW, customer=other, group=group)
        some.a_message(some.an_invoice(other, 5_000), courtesy_only=True)
    assert [queries(client, each) for each in pages] == few


def test_the_timeline_of_each_says_that_it_went_with_the_group(desk: Client, members: list[Customer]) -> None:
    group = headed(members)
    carrier = of(members[0])
    Message.objects.update(state="delivered", carrier=carrier, group=group)
    for one in members:
        some.a_delivery(of(one))
    assert Delivery.objects.count() == 3
    assert "en un seul e-mail à la tête du groupe Martin" in page(desk, f"/customers/{members[2].pk}")
    shown = page(desk, f"/proposals/{of(members[2]).pk}")
    assert "Parti dans un seul e-mail avec 2 autres du groupe Martin" in shown
