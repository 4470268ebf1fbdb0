"""Whether the person who looks may agree to something: by its role, for somebody else, or named by a rule."""

from __future__ import annotations

from encours.acts.approvals.capacity import capacity_of
from encours.desk.visits import Visit
from encours.records.policies.approvals import approval_rules


def may_agree(visit: Visit) -> bool:
    """Whether there is anything that this person could approve; each act says of each message."""
    if visit.may("approve"):
        return True
    mine = capacity_of(visit.creditor.pk, visit.author, on=visit.on)
    return mine.agrees_to_some(approval_rules(visit.creditor.pk))
