"""Letting a colleague into one case, or showing one document, by a link that ends and is kept by its digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from encours.acts.noticing import day_of
from encours.core.refusals import RuleError
from encours.records.documents.models import KeptFile
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer
from encours.records.people.models import Membership, User
from encours.records.work.models import Invitation, Opening, Share

GUEST_ROLES = ("read_only", "salesperson")
LONGEST_DAYS = 90
_TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    customer: Customer, *, email: str, role: str, until_on: date, author: str, at: datetime
) -> tuple[Invitation, str]:
    """Let somebody into one case until a day; return the invitation and its link's token, known here alone.

    Raises
        RuleError: an address that cannot be one, a role that is no guest's, or a day too far or gone by.
    """
    if role not in GUEST_ROLES:
        raise RuleError("role_wrong", "Un invité lit le dossier, ou y écrit des notes : rien de plus.")
    with recording(customer.creditor_id, "invite", author=author, cause="desk", at=at) as record:
        address, token = _address(email), secrets.token_urlsafe(_TOKEN_BYTES)
        _ends(record, until_on)
        made = Invitation.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            email=address,
            user=User.objects.filter(email__iexact=address).first(),
            role=role,
            token_digest=digest_of(token),
            until_on=until_on,
            by=author,
        )
        record.of(customer.pk, invited=address, role=role, until_on=until_on)
        record.untouched.add(customer.pk)
    return made, token


def accept_invitation(
    invitation: Invitation, *, person: User | None, name: str, password: str | None, at: datetime
) -> User:
    """Come in by an invitation: an account for who has none, and a membership that ends with it.

    Raises
        RuleError: it has ended, or it is somebody else's.
    """
    with recording(
        invitation.creditor_id, "accept_invitation", author=invitation.email, cause="link", at=at
    ) as record:
        now = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if now.withdrawn_at is not None or now.until_on < day_of(record):
            raise RuleError(
                "invitation_ended", "Cette invitation n'est plus valable : en demander une autre."
            )
        known = person or User.objects.filter(email__iexact=now.email).first()
        if known is not None and (person is None or known.email.lower() != now.email.lower()):
            raise RuleError(
                "invitation_other", "Cette invitation est pour une autre adresse : se connecter avec elle."
            )
        user = known or User.objects.create_user(now.email, password, name=name.strip() or now.email)
        _member(record, user, now)
        Invitation.objects.filter(pk=now.pk).update(user=user)
        record.of(now.customer_id, came_in=user.email, until_on=now.until_on)
        record.untouched.add(now.customer_id)
    return user


def _member(record: Record, user: User, invitation: Invitation) -> None:
    """A membership of one's own stays as it is; a guest's lasts as long as its last invitation."""
    made, new = Membership.objects.get_or_create(
        user=user,
        creditor=record.creditor,
        defaults={"role": invitation.role, "scope": "invited", "expires_on": invitation.until_on},
    )
    if new or made.scope != "invited" or made.expires_on is None:
        return
    Membership.objects.filter(pk=made.pk).update(expires_on=max(made.expires_on, invitation.until_on))


def withdraw_invitation(invitation: Invitation, *, author: str, at: datetime) -> None:
    """End an invitation now.

    Raises
        RuleError: it was withdrawn already.
    """
    with recording(
        invitation.creditor_id, "withdraw_invitation", author=author, cause="desk", at=at
    ) as record:
        running = Invitation.objects.filter(pk=invitation.pk, withdrawn_at__isnull=True)
        if not running.update(withdrawn_at=record.at):
            raise RuleError("already_withdrawn", "Cet accès est déjà retiré.")
        record.of(invitation.customer_id, withdrawn=invitation.email)
        record.untouched.add(invitation.customer_id)


def renew_link(row: Invitation | Share, *, author: str, at: datetime) -> str:
    """Make a new link for what still runs, and return its token; the link before opens nothing any more.

    Raises
        RuleError: it was withdrawn, or its last day is over.
    """
    with recording(row.creditor_id, "renew_link", author=author, cause="desk", at=at) as record:
        running = type(row).objects.filter(pk=row.pk, withdrawn_at__isnull=True, until_on__gte=day_of(record))
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        if not running.update(token_digest=digest_of(token), sent_at=None):
            raise RuleError("link_ended", "Ce lien est terminé ou retiré : en faire un autre.")
        to = row.email if isinstance(row, Invitation) else row.recipient
        record.of(row.customer_id, renewed=to, until_on=row.until_on)
        record.untouched.add(row.customer_id)
    return token


def share(
    customer: Customer,
    document: KeptFile,
    *,
    recipient: str,
    until_on: date,
    author: str,
    at: datetime,
    part: int | None = None,
    name: str = "",
) -> tuple[Share, str]:
    """Show one kept document to somebody by a link that ends; return the share and its token.

    `part`: of a mail, only this file of it, whose `name` is told.

    Raises
        RuleError: an address that cannot be one, or a day too far or gone by.
    """
    with recording(customer.creditor_id, "share", author=author, cause="desk", at=at) as record:
        address, token = _address(recipient, "recipient_wrong"), secrets.token_urlsafe(_TOKEN_BYTES)
        _ends(record, until_on)
        made = Share.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            document=document,
            part=part,
            name=(name or document.name)[:300],
            recipient=address,
            token_digest=digest_of(token),
            until_on=until_on,
            by=author,
        )
        record.of(customer.pk, shared=document.sha256, name=made.name, recipient=address, until_on=until_on)
        record.untouched.add(customer.pk)
    return made, token


def withdraw_share(shared: Share, *, author: str, at: datetime) -> None:
    """End a share now.

    Raises
        RuleError: it was withdrawn already.
    """
    with recording(shared.creditor_id, "withdraw_share", author=author, cause="desk", at=at) as record:
        running = Share.objects.filter(pk=shared.pk, withdrawn_at__isnull=True)
        if not running.update(withdrawn_at=record.at):
            raise RuleError("already_withdrawn", "Cet accès est déjà retiré.")
        record.of(shared.customer_id, withdrawn=shared.recipient, document=shared.document.sha256)
        record.untouched.add(shared.customer_id)


def log_opening(
    customer: Customer,
    *,
    who: str,
    page: str,
    at: datetime,
    invitation: Invitation | None = None,
    shared: Share | None = None,
) -> None:
    """Write in the access log that somebody opened a page or a document; the log is no history entry."""
    Opening.objects.create(
        creditor_id=customer.creditor_id,
        customer=customer,
        invitation=invitation,
        share=shared,
        who=who,
        page=page[:200],
        at=at,
    )


def _address(email: str, rule: str = "email_wrong") -> str:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise RuleError(rule, "Cette adresse e-mail n'en est pas une : la corriger.") from error
    return User.objects.normalize_email(email.strip())


def _ends(record: Record, until_on: date) -> None:
    on = day_of(record)
    if not on <= until_on <= on + timedelta(days=LONGEST_DAYS):
        raise RuleError(
            "until_on_wrong", "Un lien dure d'aujourd'hui à 90 jours au plus : choisir un autre jour."
        )
