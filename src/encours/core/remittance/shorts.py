"""What becomes of the part that a payer leaves out: contested, promised, given up, or for a person to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from encours.core.remittance.reasons import REASONS, TREATMENTS

MOST_CENTS: Final = 100_000
MOST_BPS: Final = 1_000
MOST_DAYS: Final = 90
MOST_WORDS: Final = 100


@dataclass(frozen=True, slots=True)
class Shorts:
    """A creditor's rule: `treatments` by reason code where it is not the usual one.

    What may be given up is bounded by `accept_cents` and `accept_bps` of the invoice, whichever is less; beyond it a
    person says. A promise made by rule is for `promise_days` after the payment, and every promise holds reminders for
    `grace_days` after its day. `own` maps words or codes of payers to reason codes.
    """

    treatments: Mapping[str, str] = field(default_factory=dict)
    accept_cents: int = 0
    accept_bps: int = 0
    promise_days: int = 15
    grace_days: int = 3
    own: Mapping[str, str] = field(default_factory=dict)

    def treatment(self, reason: str, missing_cents: int, gross_cents: int) -> str:
        """What becomes of so much left out of an invoice of so much, for this reason."""
        usual = REASONS[reason].usual if reason in REASONS else "ask"
        wanted = self.treatments.get(reason, usual)
        if wanted != "accept":
            return wanted
        most = min(self.accept_cents, gross_cents * self.accept_bps // 10_000)
        return "accept" if missing_cents <= most else "ask"


def wrong_in(shorts: Shorts) -> str:
    """The name of the first figure out of its bounds; empty when all are within."""
    checks = {
        "accept_cents": 0 <= shorts.accept_cents <= MOST_CENTS,
        "accept_bps": 0 <= shorts.accept_bps <= MOST_BPS,
        "promise_days": 1 <= shorts.promise_days <= MOST_DAYS,
        "grace_days": 0 <= shorts.grace_days <= MOST_DAYS,
        "treatments": all(code in REASONS and said in TREATMENTS for code, said in shorts.treatments.items()),
        "own": len(shorts.own) <= MOST_WORDS and all(code in REASONS for code in shorts.own.values()),
    }
    return next((name for name, within in checks.items() if not within), "")
