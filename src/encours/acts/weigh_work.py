"""Saying how long a kind of work takes and what part of the money it moves, in the place of the house's estimates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from encours.core.refusals import RuleError
from encours.core.work.ranking import DEFAULTS
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.work.models import Weight

_LONGEST = 480  # minutes: a day of work


def weigh_work(
    creditor: Creditor, said: Mapping[str, tuple[int, int | None]], *, author: str, at: datetime
) -> int:
    """Keep minutes and percent of these kinds; return how many changed.

    The part of a kind that depends on the step or on lateness stays the house's: its percent is None.

    Raises
        RuleError: an unknown kind, or figures that cannot be.
    """
    for kind, (minutes, percent) in said.items():
        if kind not in DEFAULTS or not 1 <= minutes <= _LONGEST or not 0 <= (percent or 0) <= 100:  # noqa: PLR2004 — percent
            raise RuleError("weight_wrong", "Un travail prend de 1 à 480 minutes et rapporte de 0 à 100 %.")
    with recording(creditor, "weigh_work", author=author, cause="desk", at=at) as record:
        had = {one.kind: one for one in Weight.objects.filter(creditor=record.creditor)}
        changed = 0
        for kind, (minutes, percent) in said.items():
            before = had.get(kind)
            known = (
                (before.minutes, before.percent)
                if before
                else (DEFAULTS[kind].minutes, DEFAULTS[kind].percent)
            )
            if (minutes, percent) == known:
                continue
            Weight.objects.update_or_create(
                creditor=record.creditor,
                kind=kind,
                defaults={
                    "minutes": minutes,
                    "percent": percent,
                    "recorded_at": record.at,
                    "entry": record.entry,
                },
            )
            changed += 1
            record.tell(**{kind: [minutes, percent]})
    return changed
