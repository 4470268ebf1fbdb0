"""The wide stop: nothing of a creditor leaves any more, until it is lifted; and how many may leave in a day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.policies.limits import DailyMost, WideStop
from encours.records.policies.reading import daily_most, running_stop


def stop_all(creditor: Creditor, *, reason: str, author: str, at: datetime) -> WideStop:
    """Stop every message of a creditor, whatever its path; what is being handed over stops at its last look.

    Raises
        RuleError: no reason, or all is stopped already.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Un arrêt général porte un motif : l'indiquer.")
    with recording(creditor, "stop_all", author=author, cause=reason.strip(), at=at) as record:
        if running_stop(record.creditor.pk) is not None:
            raise RuleError("already_stopped", "Tout est déjà arrêté.")
        made = WideStop.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            reason=reason.strip(),
            by=author,
        )
        record.wrote(WideStop, [made])
        _moved(record)
        record.tell(stop=made.pk, reason=made.reason)
    return made


def lift_stop(creditor: Creditor, *, reason: str, author: str, at: datetime) -> None:
    """Let messages leave again.

    Raises
        RuleError: no reason, or nothing is stopped.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Lever l'arrêt général porte un motif : l'indiquer.")
    with recording(creditor, "lift_stop", author=author, cause=reason.strip(), at=at) as record:
        lifted = WideStop.objects.filter(creditor=record.creditor, lifted_at__isnull=True).update(
            lifted_at=record.at, lifted_by=author, lifted_reason=reason.strip()
        )
        if not lifted:
            raise RuleError("not_stopped", "Rien n'est arrêté : il n'y a rien à lever.")
        _moved(record)
        record.tell(reason=reason.strip())


def set_daily_most(
    creditor: Creditor, *, most: int | None, order: str, made_from: int | None, author: str, at: datetime
) -> DailyMost:
    """Say how many messages may leave in a day (None: all), and which first: the `oldest` or the `largest`.

    Raises
        StaleFormError: somebody said otherwise since the form was made.
        RuleError: less than one.
    """
    if most is not None and most < 1:
        raise RuleError(
            "most_wrong", "Un plafond laisse partir au moins un message ; pour tout arrêter, l'arrêt général."
        )
    with recording(creditor, "set_daily_most", author=author, cause="desk", at=at) as record:
        last = daily_most(record.creditor.pk)
        number = last.number if last else 0
        same_version(number, made_from, "Le plafond d'envois par jour")
        made = DailyMost.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            number=number + 1,
            most=most,
            order=order,
            by=author,
        )
        record.wrote(DailyMost, [made])
        _moved(record)
        record.tell(most=most, order=order, was=last.most if last else None)
    return made


def _moved(record: Record) -> None:
    """What is being written reads the creditor's settings again before it is handed over."""
    Creditor.objects.filter(pk=record.creditor.pk).update(version=F("version") + 1)
