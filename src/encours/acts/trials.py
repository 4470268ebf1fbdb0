"""Trials of a scenario: asked for at the desk, worked out by the worker, kept as a dated fact."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from encours.acts.replay_scenario import Tried, replay_scenario
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.replay import business_days
from encours.core.scenario import from_dict, to_dict
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.trials.models import AskedTrial, Trial

LEASE = timedelta(minutes=30)  # a trial lost longer than that is taken up by another worker
Clock = Callable[[], datetime]


def ask_trial(
    creditor: Creditor, tried: Tried, *, kind: str, from_on: date, to_on: date, author: str, at: datetime
) -> AskedTrial:
    """Ask for a trial: the worker works it out.

    Raises
        RuleError: the period has no business day, or the same trial waits already.
    """
    business_days(from_on, to_on)
    content = canonical(to_dict(tried.ladder))
    waiting = AskedTrial.objects.of([creditor.pk]).filter(state__in=("queued", "running"))
    with recording(creditor, "ask_trial", author=author, cause=tried.name, at=at) as record:
        if waiting.filter(kind=kind, content=content, from_on=from_on, to_on=to_on).exists():
            raise RuleError("trial_waiting", "Ce même essai est déjà demandé : son résultat vient.")
        asked = AskedTrial.objects.create(
            creditor=record.creditor,
            kind=kind,
            name=tried.name,
            version=tried.version,
            content=content,
            from_on=from_on,
            to_on=to_on,
            by=author,
            asked_at=record.at,
        )
        record.tell(asked=asked.pk, kind=kind, scenario=tried.name, from_on=from_on, to_on=to_on)
    return asked


def keep_trial(
    creditor: Creditor,
    tried: Tried,
    result: dict[str, Any],
    *,
    kind: str,
    author: str,
    at: datetime,
    asked: AskedTrial | None = None,
) -> Trial:
    """Keep what a trial came to, as a dated fact; `asked` is then done."""
    with recording(creditor, "keep_trial", author=author, cause=tried.name, at=at) as record:
        made = Trial.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            kind=kind,
            name=tried.name,
            version=tried.version,
            content=canonical(to_dict(tried.ladder)),
            from_on=date.fromisoformat(result["from_on"]),
            to_on=date.fromisoformat(result["to_on"]),
            result=canonical(result),
            by=author,
        )
        record.wrote(Trial, [made])
        record.tell(trial=made.pk, kind=kind, scenario=tried.name)
        if asked is not None:
            AskedTrial.objects.filter(pk=asked.pk).update(state="done", trial=made)
    return made


def waiting_trials(creditor: Creditor, *, at: datetime) -> list[AskedTrial]:
    """The trials to be worked out now, the oldest first: those nobody has, and those whose worker was lost."""
    return list(AskedTrial.objects.of([creditor.pk]).filter(_free(at)).order_by("pk"))


def work_out(asked: AskedTrial, *, clock: Clock) -> Trial | None:
    """Work a trial out and keep it; None where another worker has it, or where it is refused and says why."""
    at = clock()
    mine = AskedTrial.objects.filter(_free(at), pk=asked.pk)
    if not mine.update(state="running", leased_until=at + LEASE, done=0, whole=0):
        return None
    row = AskedTrial.objects.select_related("creditor", "version").get(pk=asked.pk)
    told = AskedTrial.objects.filter(pk=row.pk)
    tried = Tried(row.name, from_dict(json.loads(row.content)), row.version)

    def progress(done: int, whole: int) -> None:
        told.update(done=done, whole=whole, leased_until=clock() + LEASE)

    try:
        result = replay_scenario(row.creditor, tried, from_on=row.from_on, to_on=row.to_on, progress=progress)
    except RuleError as wrong:
        told.update(state="refused", sentence=wrong.sentence)
        return None
    return keep_trial(row.creditor, tried, result, kind=row.kind, author=row.by, at=clock(), asked=row)


def _free(at: datetime) -> Q:
    return Q(state="queued") | Q(state="running", leased_until__lt=at)
