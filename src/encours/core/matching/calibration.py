"""How far each matcher is trusted, as its creditor confirms or refuses what it says.

Trust falls to the share that was right when the creditor's own answers rule out that it is as good as was thought,
and rises only to what they prove (the lower bound of Wilson). It moves by no more than `MOST_BPS` at a time, so that
no single day, right or wrong, decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from encours.core.matching.accuracy import Share
from encours.core.matching.policy import MATCHERS, Policy

MOST_BPS: Final = 500
"""How far one recalibration moves the trust in a matcher, in hundredths of a percent."""

LEAST: Final = 10
"""Answers below which nothing is concluded."""

JUDGED_AFTER_DAYS: Final = 30
"""Days after which what a matcher applied, and nobody undid, counts as right."""

SINCE_DAYS: Final = 365
"""How far back answers count."""

_WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Moved:
    """The trust in one matcher, before and after; `measured` is why."""

    matcher: str
    before_bps: int
    after_bps: int
    measured: Share


def recalibrated(policy: Policy, answers: Mapping[str, Share]) -> list[Moved]:
    """The matchers whose trust the answers contradict, each moved as far as is allowed, in the order of asking."""
    moved = []
    for matcher in MATCHERS:
        measured = answers.get(matcher, Share(0, 0))
        before = policy.trust_in(matcher)
        after = _allowed(before, _told(before, measured))
        if after != before:
            moved.append(Moved(matcher, before, after, measured))
    return moved


def trusting(policy: Policy, moved: list[Moved]) -> dict[str, int]:
    """The trust of a policy once these have moved."""
    return {**policy.trust, **{one.matcher: one.after_bps for one in moved}}


def _told(before: int, measured: Share) -> int:
    """What the answers say that the trust should be; what it is where they do not contradict it."""
    bounds = measured.interval()
    if bounds is None or measured.of < LEAST:
        return before
    low, high = (round(bound * _WHOLE) for bound in bounds)
    if before > high:
        return measured.right * _WHOLE // measured.of
    return max(before, low)


def _allowed(before: int, wanted: int) -> int:
    return min(max(wanted, before - MOST_BPS), before + MOST_BPS)
