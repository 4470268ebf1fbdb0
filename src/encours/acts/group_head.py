"""A group written to at its head: the reminders of courtesy of its members go in one e-mail to one contact.

Each member keeps its account, its scenario and its own message in the history; what is no courtesy, no e-mail, or in
another language or regime than the head's still goes to the member alone.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Contact, Group, GroupHeading, GroupMember


def write_at_head(
    group: Group,
    contact: Contact | None,
    *,
    made_from: int | None,
    author: str,
    at: datetime,
    sees_all: bool = True,
) -> None:
    """Write to a group at this contact of its parent company; with None, to each member on its own again.

    Raises
        RuleError: its author does not see all members; the contact is not the parent's or has no address; the parent
            is no business for sure.
        StaleFormError: somebody changed the group since the form was made.
    """
    if not sees_all:
        raise RuleError(
            "group_partly_seen",
            "Des membres de ce groupe vous sont cachés : une personne qui les suit tous en décide.",
        )
    with recording(group.creditor_id, "write_at_head", author=author, cause=group.name, at=at) as record:
        now = Group.objects.select_related("parent", "head_contact").get(pk=group.pk)
        same_version(now.version, made_from, now.name)
        if contact is None:
            leave_head(record, now)
            return
        _may_head(now, contact)
        Group.objects.filter(pk=now.pk).update(head_contact=contact, version=F("version") + 1)
        _told(record, now, contact.customer_id, contact)


def leave_head(record: Record, group: Group) -> None:
    """Write to each member on its own again, inside another act; nothing where that is so already."""
    was = group.head_contact
    if was is None:
        return
    Group.objects.filter(pk=group.pk).update(head_contact=None, version=F("version") + 1)
    _told(record, group, was.customer_id, None)


def _told(record: Record, group: Group, head: int, contact: Contact | None) -> None:
    """Seal it, and tell every member: how each is written to has changed, so each is looked at again."""
    event = GroupHeading.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=head,
        group=group,
        contact=contact,
        name=group.name,
        by=record.entry.author,
    )
    record.wrote(GroupHeading, [event])
    for member in GroupMember.objects.filter(group=group).values_list("customer_id", flat=True):
        record.of(member, group=group.pk, name=group.name, at_head=contact is not None)


def _may_head(group: Group, contact: Contact) -> None:
    if group.parent is None or contact.customer_id != group.parent_id or contact.removed_at is not None:
        raise RuleError("contact_wrong", "Choisir un contact de la société mère du groupe.")
    if not contact.email:
        raise RuleError("contact_wrong", "Ce contact n’a pas d’adresse e-mail : l’ajouter d’abord.")
    if group.parent.regime == "consumer" or group.parent.regime_source == "assumed":
        raise RuleError(
            "contact_wrong",
            "Seul un groupe d’entreprises est écrit à sa tête : confirmer d’abord le régime de la société mère.",
        )
