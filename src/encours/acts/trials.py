"""Trials of a scenario: asked for at the desk, worked out by the worker, kept as a dated fact."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from encours.acts.replay_scenario import Progress, Tried, replay_scenario
from encours.acts.simulations import simulation_from, worked_out
from encours.acts.strategies import CANDIDATES, propose, search_from
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.scenario import from_dict, to_dict
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.trials.models import AskedTrial, Trial

LEASE = timedelta(minutes=30)  # a trial lost longer than that is taken up by another worker
Clock = Callable[[], datetime]


class _StoppedError(Exception):
    """A person stopped the trial while it was worked out."""


def keep_trial(
    creditor: Creditor,
    tried: Tried,
    result: dict[str, Any],
    *,
    kind: str,
    author: str,
    at: datetime,
    content: str | None = None,
    asked: AskedTrial | None = None,
) -> Trial:
    """Keep what a trial came to, as a dated fact; `asked` is then done.

    `content` is what was asked where that is more than one scenario (`acts.simulations`).
    """
    with recording(creditor, "keep_trial", author=author, cause=tried.name, at=at) as record:
        made = Trial.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            kind=kind,
            name=tried.name,
            version=tried.version,
            content=content or canonical(to_dict(tried.ladder)),
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


def stop_trial(asked: AskedTrial, *, author: str, at: datetime) -> None:
    """Stop a trial that waits or is being worked out: nothing of it is kept.

    Raises
        RuleError: `trial_over`, it waits no more.
    """
    with recording(asked.creditor, "stop_trial", author=author, cause=asked.name, at=at) as record:
        waiting = AskedTrial.objects.filter(pk=asked.pk, state__in=("queued", "running"))
        if not waiting.update(state="stopped", leased_until=None):
            raise RuleError("trial_over", "Cet essai est déjà fini : il n’y a plus rien à arrêter.")
        record.tell(asked=asked.pk, kind=asked.kind, scenario=asked.name)


def work_out(asked: AskedTrial, *, clock: Clock) -> Trial | None:
    """Work a trial out and keep it; None where another worker has it, it is stopped, or refused and says why."""
    at = clock()
    mine = AskedTrial.objects.filter(_free(at), pk=asked.pk)
    if not mine.update(state="running", leased_until=at + LEASE, done=0, whole=0):
        return None
    row = AskedTrial.objects.select_related("creditor", "version").get(pk=asked.pk)
    running = AskedTrial.objects.filter(pk=row.pk, state="running")

    def progress(done: int, whole: int) -> None:
        if not running.update(done=done, whole=whole, leased_until=clock() + LEASE):
            raise _StoppedError

    try:
        tried, content, result = _result(row, progress)
        if not running.exists():
            return None
    except _StoppedError:
        return None
    except RuleError as wrong:
        running.update(state="refused", sentence=wrong.sentence)
        return None
    told: dict[str, Any] = {"kind": row.kind, "author": row.by, "at": clock(), "content": content}
    return keep_trial(row.creditor, tried, result, **told, asked=row)


def _result(row: AskedTrial, progress: Progress) -> tuple[Tried, str, dict[str, Any]]:
    """What was tried (its first scenario), as it is kept, and what it came to."""
    content = json.loads(row.content)
    if row.kind == "replay":
        tried = Tried(row.name, from_dict(content), row.version)
        told = replay_scenario(row.creditor, tried, from_on=row.from_on, to_on=row.to_on, progress=progress)
        return tried, row.content, told
    if row.kind == CANDIDATES:
        search = search_from(content, from_on=row.from_on, to_on=row.to_on)
        tried, told = propose(row.creditor, search, progress=progress)
        return tried, row.content, told
    asked = simulation_from(row.creditor, content, from_on=row.from_on, to_on=row.to_on)
    return asked.tried[0], row.content, worked_out(row.creditor, asked, progress=progress)


def _free(at: datetime) -> Q:
    return Q(state="queued") | Q(state="running", leased_until__lt=at)
