"""What a creditor lets matching do, as it was last decided."""

from __future__ import annotations

import json

from encours.core.matching.policy import Policy
from encours.records.cash.rules import MatchingPolicy


def latest_policy(creditor_id: int) -> MatchingPolicy | None:
    """The policy in force, if anything was ever decided."""
    return MatchingPolicy.objects.of([creditor_id]).order_by("-number").first()


def policy_of(row: MatchingPolicy | None) -> Policy:
    """The policy that a row tells; nothing is let pass where nothing was decided."""
    if row is None:
        return Policy()
    told = json.loads(row.content)
    return Policy(**told | {"proposed_only": frozenset(told.get("proposed_only", ()))})


def matching_policy(creditor_id: int) -> Policy:
    """What this creditor lets matching do by itself: matchers trusted too little only propose."""
    return policy_of(latest_policy(creditor_id)).in_force()
