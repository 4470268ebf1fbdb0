"""Segments: what kind of customer this is; those of the house, and the rules that a creditor writes itself."""

from encours.core.segments.rules import MOST_RULES, OWN, Rule
from encours.core.segments.standing import DEFAULT_THRESHOLDS, Segment, Thresholds, segment, with_segment

__all__ = [
    "DEFAULT_THRESHOLDS",
    "MOST_RULES",
    "OWN",
    "Rule",
    "Segment",
    "Thresholds",
    "segment",
    "with_segment",
]
