"""Groups: a parent and its subsidiaries, read together; each customer keeps its account, and its reminders.

Reminders of courtesy may go in one e-mail to the contact that heads the group: `acts.group_head`.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from encours.acts.group_head import leave_head
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor, Customer, Group, Grouping, GroupMember


def make_group(creditor: Creditor, *, name: str, parent: Customer, author: str, at: datetime) -> Group:
    """Make a group around its parent company, which is its first member.

    Raises
        RuleError: no name, a name already used, or a parent that is in another group.
    """
    with recording(creditor, "make_group", author=author, cause="desk", at=at) as record:
        _free_name(creditor.pk, name, None)
        made = Group.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            name=name.strip(),
            parent=parent,
        )
        record.wrote(Group, [made])
        _join(record, made, parent)
    return made


def edit_group(
    group: Group, *, name: str, parent: Customer | None, made_from: int | None, author: str, at: datetime
) -> None:
    """Rename a group, or say which of its members heads it.

    Raises
        RuleError: no name, a name already used, or a parent that is no member.
        StaleFormError: somebody changed it since the form was made.
    """
    with recording(group.creditor_id, "edit_group", author=author, cause="desk", at=at) as record:
        now = Group.objects.get(pk=group.pk)
        same_version(now.version, made_from, now.name)
        _free_name(now.creditor_id, name, now.pk)
        if parent is not None and not now.members.filter(customer=parent).exists():
            raise RuleError("parent_wrong", "La société mère est l’un des membres du groupe.")
        if parent is None or parent.pk != now.parent_id:
            leave_head(record, now)
        _rewrite(record, now, name=name.strip(), parent=parent)
        record.tell(group=now.pk, name=name.strip(), before=now.name)


def add_to_group(group: Group, customer: Customer, *, author: str, at: datetime) -> GroupMember:
    """Add a customer to a group.

    Raises
        RuleError: it is in a group already, or is another creditor's.
    """
    if customer.creditor_id != group.creditor_id:
        raise RuleError("customer_wrong", "Ce client est celui d’un autre créancier.")
    with recording(group.creditor_id, "join_group", author=author, cause=group.name, at=at) as record:
        return _join(record, group, customer)


def remove_from_group(member: GroupMember, *, author: str, at: datetime) -> None:
    """Take a customer out of its group; a group that loses its parent goes on without.

    Raises
        RuleError: it is no longer in it.
    """
    group = member.group
    with recording(member.creditor_id, "leave_group", author=author, cause=group.name, at=at) as record:
        gone, _told = GroupMember.objects.filter(pk=member.pk).delete()
        if not gone:
            raise RuleError("not_a_member", "Ce client n’est plus dans ce groupe.")
        now = Group.objects.select_related("head_contact").get(pk=group.pk)
        if now.head_contact is not None and now.head_contact.customer_id == member.customer_id:
            leave_head(record, now)
        if now.parent_id == member.customer_id:
            _rewrite(record, now, name=now.name, parent=None)
        record.of(member.customer_id, group=group.pk, name=group.name, left=True)
        _seal(record, group, member.customer_id, joined=False)
        _keeps_reminders(record, now, member.customer_id)


def _join(record: Record, group: Group, customer: Customer) -> GroupMember:
    present = GroupMember.objects.filter(customer=customer).select_related("group").first()
    if present is not None:
        who, group_name = customer.name, present.group.name
        raise RuleError("customer_wrong", f"{who} est déjà dans le groupe {group_name}.")
    made = GroupMember.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        group=group,
    )
    record.of(customer.pk, group=group.pk, name=group.name)
    _seal(record, group, customer.pk, joined=True)
    _keeps_reminders(record, group, customer.pk)
    return made


def _rewrite(record: Record, group: Group, *, name: str, parent: Customer | None) -> None:
    """Give a group its name and its head; what it was before goes to the past."""
    supersede(Group, [group.pk], at=record.at)
    Group.objects.filter(pk=group.pk).update(
        name=name,
        parent=parent,
        entry=record.entry,
        recorded_at=record.at,
        version=F("version") + 1,
    )
    record.wrote(Group, [Group.objects.get(pk=group.pk)])


def _keeps_reminders(record: Record, group: Group, customer_id: int) -> None:
    """Coming and going change no reminder, but where the group is written to at its head."""
    if group.head_contact_id is None:
        record.untouched.add(customer_id)


def _seal(record: Record, group: Group, customer_id: int, *, joined: bool) -> None:
    """Keep for ever that a customer came or went: the row that says how it stands is taken away when it leaves."""
    event = Grouping.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=customer_id,
        group=group,
        name=group.name,
        joined=joined,
        by=record.entry.author,
    )
    record.wrote(Grouping, [event])


def _free_name(creditor_id: int, name: str, own: int | None) -> None:
    if not name.strip():
        raise RuleError("name_wrong", "Donner un nom au groupe.")
    taken = Group.objects.filter(creditor_id=creditor_id, name=name.strip())
    if (taken if own is None else taken.exclude(pk=own)).exists():
        raise RuleError("name_wrong", "Un groupe porte déjà ce nom.")
