"""Trust in each matcher brought nearer to what its creditor's own answers say, and no further than is allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from encours.acts.let_match import keep_policy
from encours.acts.rules import same_version
from encours.core.matching.calibration import Moved, recalibrated, trusting
from encours.records.cash.reading import latest_policy, policy_of
from encours.records.cash.rules import MatchingPolicy
from encours.records.frames.answers import answers
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

RULE: Final = "rule:calibration@1"
_EVERY: Final = timedelta(days=7)
"""The night recalibrates no more often: a cap that moves every day is no cap."""


def recalibrate(
    creditor: Creditor, *, made_from: int | None, author: str, at: datetime, on: date
) -> list[Moved]:
    """Move the trust in the matchers that a year of answers contradicts; return what moved, from what to what and why.

    Raises
        StaleFormError: another policy was published since the page was read.
    """
    found = answers(creditor.pk, on=on)
    latest = latest_policy(creditor.pk)
    same_version(latest.number if latest else 0, made_from, "Ce réglage")
    if not recalibrated(policy_of(latest), found):
        return []
    with recording(creditor, "recalibrate", author=author, cause=on.isoformat(), at=at) as record:
        latest = latest_policy(record.creditor.pk)
        number = latest.number if latest else 0
        same_version(number, made_from, "Ce réglage")
        policy = policy_of(latest)
        moved = recalibrated(policy, found)
        keep_policy(record, replace(policy, trust=trusting(policy, moved)), number=number + 1, by=author)
        record.tell(
            moved=[
                {
                    "matcher": one.matcher,
                    "from_bps": one.before_bps,
                    "to_bps": one.after_bps,
                    "right": one.measured.right,
                    "of": one.measured.of,
                }
                for one in moved
            ]
        )
    return moved


def recalibrate_by_night(creditor: Creditor, *, at: datetime, on: date) -> list[Moved]:
    """The same, by rule and once a week."""
    last = MatchingPolicy.objects.of([creditor.pk]).filter(by=RULE).order_by("-number").first()
    if last is not None and last.recorded_at > at - _EVERY:
        return []
    return recalibrate(creditor, made_from=None, author=RULE, at=at, on=on)
