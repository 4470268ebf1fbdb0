"""Trust follows what people answered: it falls to what is measured, rises to what is proved, never far at once."""

from __future__ import annotations

from encours.core.matching.accuracy import Share
from encours.core.matching.calibration import LEAST, MOST_BPS, recalibrated, trusting
from encours.core.matching.policy import MATCHERS, THRESHOLD_BPS, TRUSTED_BPS, Policy


def moved(policy: Policy, matcher: str, right: int, of: int) -> list[tuple[str, int, int]]:
    found = recalibrated(policy, {matcher: Share(right, of)})
    return [(one.matcher, one.before_bps, one.after_bps) for one in found]


def test_answers_that_contradict_nothing_move_nothing() -> None:
    assert moved(Policy(), "subset_sum", 30, 30) == []
    assert moved(Policy(), "subset_sum", 1_998, 2_000) == []
    assert recalibrated(Policy(), {}) == []


def test_too_few_answers_conclude_nothing() -> None:
    assert moved(Policy(), "subset_sum", 0, LEAST - 1) == []


def test_errors_bring_trust_down_and_no_further_than_the_cap() -> None:
    assert moved(Policy(), "subset_sum", 28, 30) == [("subset_sum", TRUSTED_BPS, TRUSTED_BPS - MOST_BPS)]
    assert moved(Policy(), "subset_sum", 485, 500) == [("subset_sum", TRUSTED_BPS, 9_700)]


def test_trust_rises_only_to_what_is_proved() -> None:
    low = Policy(trust={"subset_sum": 9_000})
    assert moved(low, "subset_sum", 30, 30) == []  # 88.6 % is all that thirty prove
    assert moved(low, "subset_sum", 60, 60) == [("subset_sum", 9_000, 9_398)]
    assert moved(low, "subset_sum", 1_000, 1_000) == [("subset_sum", 9_000, 9_000 + MOST_BPS)]


def test_a_matcher_below_its_threshold_only_proposes() -> None:
    policy = Policy(
        trust={"subset_sum": THRESHOLD_BPS - 1, "legal_order": 9_000}, thresholds={"legal_order": 8_000}
    )
    assert policy.below() == {"subset_sum"}
    assert policy.in_force().proposed_only == {"subset_sum"}
    assert Policy(thresholds=dict.fromkeys(MATCHERS, 10_000)).below() == set(MATCHERS)


def test_what_moved_is_kept_beside_what_did_not() -> None:
    policy = Policy(trust={"whole_account": 9_700})
    found = recalibrated(policy, {"subset_sum": Share(28, 30)})
    assert trusting(policy, found) == {"whole_account": 9_700, "subset_sum": TRUSTED_BPS - MOST_BPS}
