"""The facts of a case, and a point made of them: what speaks for a procedure, against it, or bars it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

PROCEDURES: Final = (
    "declare_claim",
    "settle_dispute",
    "amicable",
    "call",
    "plan",
    "formal_notice",
    "small_claims",
    "payment_order",
    "interim_order",
    "summons",
    "agency",
    "abandon",
)
"""What may be done about a case, and the order in which they are looked at."""
JUDICIAL: Final = frozenset({"small_claims", "payment_order", "interim_order", "summons"})
"""Those that a case begins only in the judicial phase. A claim in insolvency is declared whatever was done before."""
PROOFS: Final = ("contract", "order", "delivery", "invoice", "exchange")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case on a day, in cents of the creditor's currency.

    `claim_cents` is what is overdue less the customer's credits, `disputed_cents` what of it is contested. `reminders`
    were delivered for what is still owed, the last on `reminded_on`; the formal notice on `noticed_on` gave until
    `deadline_on`. `promised_until` is the end of a promise or plan that runs, `broken` how many were broken.
    `acknowledged_on` is the last day on which the debt was acknowledged: a promise, or a payment in part (C. civ., art.
    2240). `proofs` are kinds of documents held; `solvency` whole percents (null: nothing tells).
    """

    regime: str
    currency: str
    claim_cents: int
    disputed_cents: int = 0
    oldest_due_on: date | None = None
    insolvent_on: date | None = None
    doubtful: bool = False
    reminders: int = 0
    reminded_on: date | None = None
    noticed_on: date | None = None
    deadline_on: date | None = None
    promised_until: date | None = None
    broken: int = 0
    acknowledged_on: date | None = None
    proofs: frozenset[str] = frozenset()
    solvency: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One reason, by its code and facts; `words.legal` says it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
