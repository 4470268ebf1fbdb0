"""Sealed columns of what keeps messages in the house: leniencies, wide stops, the most of a day."""

from __future__ import annotations

from typing import Final

from encours.records.history.sealed_fact import SealedFact

OF_GUARDS: Final = (
    SealedFact(
        "cases.Leniency", ("id", "customer_id", "kind", "from_on", "until_on", "reason", "by"), since=17
    ),
    SealedFact("policies.WideStop", ("id", "reason", "by"), of_customer=False, since=20),
    SealedFact("policies.DailyMost", ("id", "number", "most", "order", "by"), of_customer=False, since=20),
    SealedFact("policies.ApprovalPolicy", ("id", "number", "content", "by"), of_customer=False, since=21),
    SealedFact(
        "policies.Delegation",
        ("id", "person_id", "delegate_id", "from_on", "until_on", "reason", "by"),
        of_customer=False,
        since=21,
    ),
    SealedFact(
        "encours_messages.ApprovalDecision",
        (
            "id",
            "customer_id",
            "message_key",
            "step_code",
            "channel",
            "currency",
            "total_cents",
            "decision",
            "reason",
            "rule",
            "by",
            "in_name_of",
        ),
        since=21,
    ),
)
