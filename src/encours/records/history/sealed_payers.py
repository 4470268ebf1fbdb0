"""Sealed columns of what payers say, promise, stop by paying, let be debited, are not to pay, and of what goes back."""

from __future__ import annotations

from typing import Final

from encours.records.history.sealed_debits import OF_DEBITS
from encours.records.history.sealed_fact import SealedFact
from encours.records.history.sealed_guards import OF_DOUBTFUL, OF_GUARDS, OF_LEGAL

OF_PAYERS: Final = (
    SealedFact(
        "cash.Refusal",
        ("id", "line_id", "customer_id", "kind", "value", "items", "reason", "refused_on", "by"),
        since=5,
    ),
    SealedFact(
        "remittances.Remittance",
        (
            "id", "intake_id", "fingerprint", "payer", "payer_identity", "number", "paid_on", "received_on",
            "total_cents", "currency", "bank_reference", "iban", "flaw", "flaw_facts",
        ),
        of_customer=False,  # whose it is may be known later
        since=6,
    ),
    SealedFact(
        "remittances.RemittanceLine",
        (
            "id", "remittance_id", "position", "number", "kind", "gross_cents", "discount_cents",
            "deduction_cents", "paid_cents", "code", "text",
        ),
        of_customer=False,
        since=6,
    ),
    SealedFact(
        "remittances.ShortPart",
        ("id", "customer_id", "line_id", "amount_cents", "treated", "reason", "by"),
        since=18,
    ),
    SealedFact("remittances.ShortPolicy", ("id", "number", "content", "by"), of_customer=False, since=6),
    SealedFact(
        "promises.Promise",
        (
            "id", "customer_id", "made_on", "due_on", "until_on", "amount_cents", "currency", "source", "text",
            "by",
        ),
        since=6,
    ),
    SealedFact(
        "promises.PromisedItem", ("id", "customer_id", "promise_id", "receivable_id", "amount_cents"), since=6
    ),
    SealedFact(
        "cash.Refund",
        (
            "id", "customer_id", "payment_id", "back_id", "amount_cents", "currency", "asked_on", "planned_on",
            "reason", "reference", "iban", "by",
        ),
        since=9,
    ),
    SealedFact(
        "cash.Transfer",
        (
            "id", "customer_id", "to_customer_id", "payment_id", "back_id", "received_id", "amount_cents", "currency",
            "on", "reason", "by",
        ),
        since=9,
    ),
    SealedFact(
        "cash.RefundOrder",
        ("id", "number", "reference", "made_on", "refunds_count", "total_cents", "kept_id", "by"),
        of_customer=False,
        since=13,
    ),
    SealedFact("cash.RefundPolicy", ("id", "number", "alone_cents", "by"), of_customer=False, since=9),
    SealedFact(
        "cases.Stop",
        (
            "id", "customer_id", "kind", "message_id", "task_id", "call_id", "receivable_id", "line_id", "how",
            "reason", "after_ms",
        ),
        since=10,
    ),
    SealedFact(
        "encours_messages.LetterEnding",
        ("id", "customer_id", "message_id", "kind", "on", "cause", "reason", "facts", "receivable_id", "by"),
        since=15,
    ),
    SealedFact("encours_messages.RecallAnswer", ("id", "customer_id", "ending_id", "found", "on", "by"), since=15),
    SealedFact("encours_messages.PostedUndone", ("id", "customer_id", "ending_id", "reason", "on", "by"), since=19),
    *OF_DEBITS,
    *OF_GUARDS,
    *OF_DOUBTFUL,
    *OF_LEGAL,
    SealedFact(
        "cash.Deposit",
        ("id", "kind", "number", "deposited_on", "total_cents", "fee_cents", "currency", "by"),
        of_customer=False,
        since=12,
    ),
    SealedFact(
        "cash.DepositItem",
        ("id", "deposit_id", "position", "number", "payer", "amount_cents", "words"),
        of_customer=False,  # whose it is may be known later
        since=12,
    ),
    SealedFact(
        "cash.Payout",
        ("id", "account_id", "provider", "reference", "paid_on", "net_cents", "currency", "intake_id"),
        of_customer=False,
        since=14,
    ),
)  # fmt: skip
