"""Sealed columns of direct debits: mandates, rules, what was announced, the files made."""

from __future__ import annotations

from typing import Final

from encours.records.history.sealed_fact import SealedFact

OF_DEBITS: Final = (
    SealedFact(
        "debits.Mandate",
        (
            "id", "customer_id", "umr", "scheme", "sequence", "signed_on", "debtor", "iban", "bic", "state", "reason",
            "document_id", "by",
        ),
        past="debits.MandatePast",
        past_key="mandate_id",
        since=11,
    ),
    SealedFact("debits.DebitPolicy", ("id", "number", "content", "by"), of_customer=False, since=11),
    SealedFact(
        "debits.DebitBatch",
        ("id", "number", "reference", "made_on", "debits_count", "total_cents", "kept_id", "by"),
        of_customer=False,
        since=11,
    ),
    SealedFact(
        "debits.Debit",
        (
            "id", "customer_id", "mandate_id", "announced_on", "collect_on", "notify_on", "until_on",
            "announced_cents", "currency", "by",
        ),
        since=11,
    ),
    SealedFact(
        "debits.DebitItem",
        ("id", "customer_id", "debit_id", "receivable_id", "announced_cents"),
        since=11,
    ),
)  # fmt: skip
