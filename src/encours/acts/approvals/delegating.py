"""Delegating one's agreement for some days: it goes to the delegate, and comes back by itself."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.noticing import day_of, members, notify
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.approvals import Delegation


def delegate(
    creditor: Creditor,
    *,
    person: User,
    to: User,
    from_on: date,
    until_on: date,
    reason: str = "",
    author: str,
    at: datetime,
) -> Delegation:
    """Let somebody agree in a person's name from a day through another; what the person may do itself stays.

    Raises
        RuleError: days in disorder or gone by, the same person twice, one who is no member, or two on the same days.
    """
    if until_on < from_on:
        raise RuleError("until_on_wrong", "La délégation finirait avant de commencer : corriger les dates.")
    if person.pk == to.pk:
        raise RuleError("to_wrong", "On ne délègue pas à soi-même : choisir une autre personne.")
    with recording(creditor, "delegate", author=author, cause=reason.strip() or "desk", at=at) as record:
        _checked(record, person, to, from_on, until_on)
        made = Delegation.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            person=person,
            delegate=to,
            from_on=from_on,
            until_on=until_on,
            reason=reason.strip(),
            by=author,
        )
        record.wrote(Delegation, [made])
        record.tell(person=person.email, delegate=to.email, from_on=from_on, until_on=until_on)
        notify(record, [person.pk, to.pk], kind="approval", text=f"{person.name} → {to.name}")
    return made


def cancel_delegation(found: Delegation, *, author: str, at: datetime) -> None:
    """End a delegation now; what was agreed to under it stands.

    Raises
        RuleError: it was ended already.
    """
    with recording(found.creditor_id, "cancel_delegation", author=author, cause="desk", at=at) as record:
        running = Delegation.objects.filter(pk=found.pk, cancelled_at__isnull=True)
        if not running.update(cancelled_at=record.at):
            raise RuleError("already_cancelled", "Cette délégation est déjà terminée.")
        record.tell(delegation=found.pk, person=found.person.email, delegate=found.delegate.email)


def _checked(record: Record, person: User, to: User, from_on: date, until_on: date) -> None:
    today = day_of(record)
    if until_on < today:
        raise RuleError("until_on_wrong", "Ces jours sont passés : en choisir à partir d’aujourd’hui.")
    known = {one.user_id for one in members(record.creditor.pk, on=today)}
    if not {person.pk, to.pk} <= known:
        raise RuleError("person_wrong", "Cette personne ne travaille pas (ou plus) pour ce créancier.")
    others = Delegation.objects.filter(
        creditor=record.creditor, person=person, delegate=to, cancelled_at__isnull=True
    )
    if others.filter(from_on__lte=until_on, until_on__gte=from_on).exists():
        raise RuleError("from_on_wrong", "Cette délégation existe déjà sur ces jours : l’annuler d’abord.")
