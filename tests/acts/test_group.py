"""Groups are made and left by acts; each customer is in one at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import situations as some
from encours.acts.group import add_to_group, edit_group, make_group, remove_from_group
from encours.core.refusals import RuleError
from encours.records.history.models import Entry, Leaf
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Group, Grouping, GroupMember
from small_history import a_customer as recorded_customer

WHO = {"author": "lea@example.com", "at": some.NOW}


def test_a_group_is_made_around_its_parent(house: Path) -> None:
    creditor = some.a_creditor()
    parent, child = some.a_customer(creditor, "Mère"), some.a_customer(creditor, "Fille")
    group = make_group(creditor, name="Groupe Martin", parent=parent, **WHO)
    add_to_group(group, child, **WHO)
    assert set(group.members.values_list("customer__name", flat=True)) == {"Mère", "Fille"}
    entry = Entry.objects.get(act="join_group")
    assert Leaf.objects.filter(entry=entry, customer_id=child.pk).exists()


def test_a_customer_is_in_one_group_at_most(house: Path) -> None:
    creditor = some.a_creditor()
    one, two = some.a_customer(creditor, "Un"), some.a_customer(creditor, "Deux")
    make_group(creditor, name="A", parent=one, **WHO)
    group = make_group(creditor, name="B", parent=two, **WHO)
    with pytest.raises(RuleError, match="déjà dans le groupe A"):
        add_to_group(group, one, **WHO)
    with pytest.raises(RuleError, match="porte déjà ce nom"):
        edit_group(group, name="A", parent=two, made_from=1, **WHO)


def test_a_group_whose_parent_leaves_goes_on_without(house: Path) -> None:
    creditor = some.a_creditor()
    parent, child = some.a_customer(creditor, "Mère"), some.a_customer(creditor, "Fille")
    group = make_group(creditor, name="Groupe Martin", parent=parent, **WHO)
    add_to_group(group, child, **WHO)
    remove_from_group(GroupMember.objects.get(customer=parent), **WHO)
    assert Group.objects.get().parent is None
    assert [member.customer_id for member in group.members.all()] == [child.pk]


def test_another_creditor_s_customer_is_refused(house: Path) -> None:
    ours, theirs = some.a_creditor(), some.a_creditor("Scierie Vauban", "552100554")
    group = make_group(ours, name="Groupe Martin", parent=some.a_customer(ours), **WHO)
    with pytest.raises(RuleError, match="autre créancier"):
        add_to_group(group, some.a_customer(theirs), **WHO)


@pytest.mark.both
def test_who_came_and_went_is_sealed_and_a_change_of_it_is_seen(house: Path) -> None:
    creditor = some.a_creditor()
    parent, child = recorded_customer(creditor, "A"), recorded_customer(creditor, "B")
    group = make_group(creditor, name="Groupe Martin", parent=parent, **WHO)
    add_to_group(group, child, **WHO)
    remove_from_group(GroupMember.objects.get(customer=child), **WHO)
    told = Grouping.objects.filter(customer=child).order_by("pk").values_list("name", "joined")
    assert list(told) == [("Groupe Martin", True), ("Groupe Martin", False)]
    seal(creditor.pk, at=some.NOW, home=house)
    assert not verify(creditor.pk, home=house).findings
    Grouping.objects.filter(customer=child).update(joined=True)
    assert verify(creditor.pk, home=house).findings
