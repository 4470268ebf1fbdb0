"""Setting an absence and its substitute: work goes to the substitute on those days, and comes back by itself."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.noticing import day_of, members, notify
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.work.models import Absence


def set_absence(
    creditor: Creditor,
    *,
    person: User,
    substitute: User,
    from_on: date,
    until_on: date,
    author: str,
    at: datetime,
) -> Absence:
    """Say that somebody is away, both days included, and who stands in.

    Raises
        RuleError: days in disorder or gone by, the same person twice, one who is no member, or two absences
            on the same days.
    """
    if until_on < from_on:
        raise RuleError("until_on_wrong", "L'absence finirait avant de commencer : corriger les dates.")
    if person.pk == substitute.pk:
        raise RuleError(
            "substitute_wrong", "Une personne ne se remplace pas elle-même : en choisir une autre."
        )
    with recording(creditor, "set_absence", author=author, cause="desk", at=at) as record:
        _checked(record, person, substitute, from_on, until_on)
        made = Absence.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            person=person,
            substitute=substitute,
            from_on=from_on,
            until_on=until_on,
        )
        record.tell(person=person.email, substitute=substitute.email, from_on=from_on, until_on=until_on)
        names = f"{person.name} → {substitute.name}"
        notify(record, [person.pk, substitute.pk], kind="absence", text=names)
    return made


def cancel_absence(absence: Absence, *, author: str, at: datetime) -> None:
    """End an absence now, or call it off before it begins.

    Raises
        RuleError: it was cancelled already.
    """
    with recording(absence.creditor_id, "cancel_absence", author=author, cause="desk", at=at) as record:
        running = Absence.objects.filter(pk=absence.pk, cancelled_at__isnull=True)
        if not running.update(cancelled_at=record.at):
            raise RuleError("already_cancelled", "Cette absence est déjà annulée.")
        record.tell(absence=absence.pk, person=absence.person.email)


def _checked(record: Record, person: User, substitute: User, from_on: date, until_on: date) -> None:
    if until_on < day_of(record):
        raise RuleError("until_on_wrong", "Ces jours sont passés : en choisir à partir d'aujourd'hui.")
    known = {one.user_id for one in members(record.creditor.pk, on=day_of(record))}
    if not {person.pk, substitute.pk} <= known:
        raise RuleError("person_wrong", "Cette personne ne travaille pas (ou plus) pour ce créancier.")
    others = Absence.objects.filter(
        creditor=record.creditor, cancelled_at__isnull=True, from_on__lte=until_on, until_on__gte=from_on
    )
    if others.filter(person=person).exists():
        raise RuleError("from_on_wrong", "Une absence est déjà notée sur ces jours : l'annuler d'abord.")
    if others.filter(person=substitute).exists():
        raise RuleError("substitute_wrong", "Le remplaçant est absent sur ces jours : en choisir un autre.")
