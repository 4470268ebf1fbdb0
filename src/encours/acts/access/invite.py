"""Inviting somebody: a link that serves once and expires, known by its digest alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from encours.acts.access.given import Access, check, put
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.models import AccessInvitation, Membership, User

VALID_DAYS = 7


def digest_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    creditor: Creditor, *, email: str, access: Access, author: str, at: datetime, on: date
) -> tuple[AccessInvitation, str]:
    """Invite an address; returns the invitation and the token of its link, which is kept nowhere.

    An earlier invitation of the same address to this creditor no longer serves.

    Raises
        RuleError: the person already has access, the account is closed, or the access says nothing.
    """
    check(access, creditor.pk, on=on)
    _check_newcomer(creditor, email)
    token = secrets.token_urlsafe(32)
    with recording(creditor, "invite", author=author, cause="access", at=at) as record:
        earlier = AccessInvitation.objects.of([creditor.pk]).filter(
            email__iexact=email, accepted_at__isnull=True, withdrawn_at__isnull=True
        )
        replaced = earlier.update(withdrawn_at=record.at)
        row = AccessInvitation.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            email=email,
            role=access.role,
            scope=access.scope,
            expires_on=access.expires_on,
            token_digest=digest_of(token),
            valid_until=record.at + timedelta(days=VALID_DAYS),
            by=author,
        )
        put(row, access)
        record.tell(person=email, invitation=row.pk, replaced=replaced, **access.told())
    return row, token


def withdraw_invitation(row: AccessInvitation, *, author: str, at: datetime) -> None:
    """Make a link serve no more.

    Raises
        RuleError: it was accepted or withdrawn already.
    """
    with recording(row.creditor_id, "withdraw_invitation", author=author, cause="access", at=at) as record:
        waiting = AccessInvitation.objects.filter(
            pk=row.pk, accepted_at__isnull=True, withdrawn_at__isnull=True
        )
        if not waiting.update(withdrawn_at=record.at):
            raise RuleError("invitation_over", "Cette invitation n'attend plus : recharger la page.")
        record.tell(person=row.email, invitation=row.pk)


def waiting_for(token: str, *, at: datetime) -> AccessInvitation | None:
    """The invitation that a link still opens."""
    rows = AccessInvitation.objects.select_related("creditor").filter(
        token_digest=digest_of(token), accepted_at__isnull=True, withdrawn_at__isnull=True, valid_until__gt=at
    )
    return rows.first()


def accept(
    row: AccessInvitation, *, person: User | None, name: str = "", password: str = "", at: datetime
) -> User:
    """Come in by a link: with the account one has, or with a new one under the address invited.

    Raises
        RuleError: the link served already, or somebody else is signed in.
    """
    known = person or User.objects.filter(email__iexact=row.email).first()
    if known is not None and (person is None or known.email.lower() != row.email.lower()):
        raise RuleError("invitation_for_another", "Cette invitation est adressée à une autre personne.")
    with recording(row.creditor_id, "accept_invitation", author=row.email, cause="access", at=at) as record:
        waiting = AccessInvitation.objects.filter(
            pk=row.pk, accepted_at__isnull=True, withdrawn_at__isnull=True, valid_until__gt=at
        )
        if not waiting.update(accepted_at=record.at):
            raise RuleError("invitation_over", "Ce lien a déjà servi ou a expiré : en demander un autre.")
        user = known or User.objects.create_user(row.email, password, name=name)
        access = Access(
            row.role, row.scope, list(row.portfolios.all()), list(row.groups.all()), row.expires_on
        )
        membership = Membership.objects.create(
            user=user, creditor=record.creditor, role=row.role, scope=row.scope, expires_on=row.expires_on
        )
        put(membership, access)
        record.tell(person=user.email, invitation=row.pk, new_account=known is None, **access.told())
    return user


def _check_newcomer(creditor: Creditor, email: str) -> None:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return
    if not user.is_active:
        raise RuleError("email_wrong", "Ce compte est fermé : le rouvrir avant d'inviter la personne.")
    if Membership.objects.filter(user=user, creditor=creditor).exists():
        raise RuleError("email_wrong", "Cette personne a déjà un accès : changer ses droits.")
