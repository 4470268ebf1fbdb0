"""What people ask to have tried, kept until the worker has worked it out."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.replay_scenario import Tried
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.replay import business_days
from encours.core.scenario import to_dict
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.trials.models import AskedTrial


def ask_trial(
    creditor: Creditor,
    tried: Tried,
    *,
    kind: str,
    from_on: date,
    to_on: date,
    author: str,
    at: datetime,
    content: str | None = None,
) -> AskedTrial:
    """Ask for a trial: the worker works it out.

    `content` is what is asked in canonical JSON, where that is more than one scenario.

    Raises
        RuleError: `replay_no_day`, no business day in the period; `trial_waiting`, the same waits already.
    """
    business_days(from_on, to_on)
    content = content or canonical(to_dict(tried.ladder))
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
