"""The computation of interest as evidence: every figure it rests on, before and after rounding."""

from __future__ import annotations

from encours.core.interest import Interest, Segment


def evidence(found: Interest) -> dict[str, object]:
    """The computation as plain text, whole numbers and lists, fit for canonical JSON.

    Exact amounts are fractions of a cent written `numerator/denominator`: they may pass what a JSON
    number holds. `rounding` says what was done to reach `cents`.
    """
    return {
        "cents": found.cents,
        "exact_cents": str(found.exact_cents),
        "rounding": "half_up_once",
        "rate_kind": found.rate_kind,
        "provisional": found.provisional,
        "floor_bps": found.floor_bps,
        "floor_breach": found.floor_breach,
        "floor_provisional": found.floor_provisional,
        "daily_cents": found.daily_cents,
        "indemnity_cents": found.indemnity_cents,
        "segments": [_segment(segment) for segment in found.segments],
    }


def _segment(segment: Segment) -> dict[str, object]:
    return {
        "from_on": segment.from_on.isoformat(),
        "to_on": segment.to_on.isoformat(),
        "days": segment.days,
        "day_count": segment.day_count,
        "base_cents": segment.base_cents,
        "rate_bps": segment.rate.bps,
        "rate_of": segment.rate.half_year.code,
        "rate_source": segment.rate.source,
        "rate_confirmed": segment.rate.confirmed,
        "exact_cents": str(segment.exact_cents),
    }
