"""Asking that one's board be mailed to colleagues at a rhythm, and ending it: both are history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from encours.core.refusals import RuleError
from encours.records.boards.models import FORMATS, RHYTHMS, Mailing
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User

MOST = 20  # recipients of one mailing


def schedule_board(
    creditor: Creditor,
    *,
    user: User,
    rhythm: str,
    kind: str,
    recipients: Sequence[str],
    author: str,
    at: datetime,
) -> Mailing:
    """Mail the board of `user` to colleagues, members of this creditor, from the next period on.

    Raises
        RuleError: an unknown rhythm or format, nobody, somebody who is not a member, too many.
    """
    if rhythm not in RHYTHMS or kind not in FORMATS:
        raise RuleError("rhythm_wrong", "Ce rythme ou ce format n'existe pas : en choisir un dans la liste.")
    wanted = sorted(set(recipients))
    if not wanted or len(wanted) > MOST:
        raise RuleError("recipients_wrong", f"Choisir un à {MOST} destinataires.")
    members = Membership.objects.filter(creditor=creditor, user__email__in=wanted, user__is_active=True)
    known = set(members.values_list("user__email", flat=True))
    strangers = [one for one in wanted if one not in known]
    if strangers:
        raise RuleError(
            "recipients_wrong", f"{strangers[0]} n'est pas membre de ce créancier : l'inviter d'abord."
        )
    with recording(creditor, "schedule_board", author=author, cause="desk", at=at) as record:
        made = Mailing.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            user=user,
            rhythm=rhythm,
            format=kind,
            recipients=wanted,
        )
        record.tell(mailing=made.pk, rhythm=rhythm, format=kind, recipients=wanted)
    return made


def stop_mailing(mailing: Mailing, *, author: str, at: datetime) -> None:
    """End a mailing.

    Raises
        RuleError: it was ended already.
    """
    cause = f"mailing {mailing.pk}"
    with recording(mailing.creditor_id, "stop_mailing", author=author, cause=cause, at=at) as record:
        running = Mailing.objects.filter(pk=mailing.pk, stopped_at__isnull=True)
        if not running.update(stopped_at=record.at):
            raise RuleError("mailing_stopped", "Cet envoi est déjà arrêté.")
        record.tell(mailing=mailing.pk)
