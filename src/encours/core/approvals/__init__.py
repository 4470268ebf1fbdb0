"""Approvals: which rule of a creditor asks that a person agrees before a message leaves, and what differs since a day.

A rule only ever adds: a step of a scenario that waits for a person waits whatever the rules say.
"""

from encours.core.approvals.asking import Asked, first_rule, satisfied, with_rules
from encours.core.approvals.rules import (
    APPROVERS,
    MOST_RULES,
    ON_DEMAND,
    ApprovalRule,
    checked,
    of_person,
    of_role,
    rules_from_json,
    rules_to_json,
)

__all__ = [
    "APPROVERS",
    "MOST_RULES",
    "ON_DEMAND",
    "ApprovalRule",
    "Asked",
    "checked",
    "first_rule",
    "of_person",
    "of_role",
    "rules_from_json",
    "rules_to_json",
    "satisfied",
    "with_rules",
]
