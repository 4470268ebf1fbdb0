"""Sealed columns of what keeps messages in the house, and of doubtful customers: marks, rates, what was entered."""

from __future__ import annotations

from typing import Final

from encours.records.history.sealed_fact import SealedFact

OF_GUARDS: Final = (
    SealedFact(
        "cases.Leniency", ("id", "customer_id", "kind", "from_on", "until_on", "reason", "by"), since=17
    ),
    SealedFact(
        "encours_messages.ChannelChoice",
        ("id", "customer_id", "channel", "how", "reason", "facts", "by"),
        since=24,
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
OF_DOUBTFUL: Final = (
    SealedFact("doubtful.DoubtfulPolicy", ("id", "number", "content", "by"), of_customer=False, since=23),
    SealedFact(
        "doubtful.Doubtful", ("id", "customer_id", "from_on", "rule", "facts", "reason", "by"), since=23
    ),
    SealedFact(
        "doubtful.DoubtfulRate", ("id", "customer_id", "doubtful_id", "rate_bps", "reason", "by"), since=23
    ),
    SealedFact(
        "doubtful.Booking",
        (
            "id",
            "customer_id",
            "receivable_id",
            "doubtful_id",
            "kind",
            "on",
            "booked_cents",
            "currency",
            "base_cents",
            "rate_bps",
            "rate_source",
            "tax_source",
            "in_books",
            "by",
        ),
        since=23,
    ),
)
OF_LEGAL: Final = (
    SealedFact(
        "credit.RiskAssessment",
        ("id", "customer_id", "grade", "proposed", "content", "on", "reason", "review_on", "by"),
        since=25,
    ),
    SealedFact(
        "legal.ProcedureChoice",
        ("id", "customer_id", "case_id", "procedure", "proposed", "on", "content", "reason", "by"),
        since=23,
    ),
    SealedFact("legal.PhaseException", ("id", "customer_id", "case_id", "on", "reason", "by"), since=23),
    SealedFact(
        "legal.PhaseDecision",
        ("id", "customer_id", "exception_id", "approved", "on", "asked_by", "reason", "in_name_of", "by"),
        since=23,
    ),
    SealedFact(
        "legal.JudicialPhase",
        (
            "id",
            "customer_id",
            "case_id",
            "procedure",
            "entered_on",
            "notice_id",
            "exception_id",
            "hold_id",
            "content",
            "by",
        ),
        since=23,
    ),
)
