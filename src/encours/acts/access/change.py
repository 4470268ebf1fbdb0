"""Changing, withdrawing and closing: what somebody may do, until when, and whether at all."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.access.given import (
    Access,
    access_of,
    check,
    check_an_administrator_stays,
    check_not_oneself,
    put,
)
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.people.models import Membership, User


def change_access(
    membership: Membership, *, access: Access, made_from: int, author: str, at: datetime, on: date
) -> None:
    """Give a member another role, scope or last day.

    Raises
        RuleError: one's own rights, the last administrator, or a form made from an older version.
    """
    check(access, membership.creditor_id, on=on)
    check_not_oneself(membership.user.email, author)
    with recording(membership.creditor_id, "change_access", author=author, cause="access", at=at) as record:
        before = access_of(membership)
        if (access.role, access.scope) != ("administrator", "creditor") or access.expires_on is not None:
            check_an_administrator_stays(membership, on=on)
        _changed(membership, made_from, role=access.role, scope=access.scope, expires_on=access.expires_on)
        put(membership, access)
        record.tell(person=membership.user.email, before=before.told(), after=access.told())


def withdraw_access(
    membership: Membership, *, reason: str, made_from: int, author: str, at: datetime, on: date
) -> None:
    """Take somebody's access to a creditor away; their account and what they did remain.

    Raises
        RuleError: one's own rights, the last administrator, or a form made from an older version.
    """
    check_not_oneself(membership.user.email, author)
    with recording(membership.creditor_id, "withdraw_access", author=author, cause="access", at=at) as record:
        check_an_administrator_stays(membership, on=on)
        record.tell(person=membership.user.email, reason=reason, before=access_of(membership).told())
        _changed(membership, made_from)
        membership.delete()


def set_account_open(
    membership: Membership, *, is_open: bool, made_from: int, author: str, at: datetime, on: date
) -> None:
    """Close an account, everywhere, or open it again; its memberships stay.

    Raises
        RuleError: one's own account, the last administrator, or a form made from an older version.
    """
    check_not_oneself(membership.user.email, author)
    act = "open_account" if is_open else "close_account"
    with recording(membership.creditor_id, act, author=author, cause="access", at=at) as record:
        if not is_open:
            for one in Membership.objects.filter(user_id=membership.user_id):
                check_an_administrator_stays(one, on=on)
        _changed(membership, made_from)
        User.objects.filter(pk=membership.user_id).update(is_active=is_open)
        record.tell(person=membership.user.email)


def _changed(membership: Membership, made_from: int, **values: object) -> None:
    """One conditional update: what changed since the form was made refuses it."""
    rows = Membership.objects.filter(pk=membership.pk, version=made_from)
    if not rows.update(version=made_from + 1, **values):
        raise RuleError("stale_form", "Ces droits ont changé depuis l'ouverture du formulaire : le rouvrir.")
