"""What a creditor lets matching do by itself: figures it chose, never figures of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

Order = Literal["none", "oldest", "legal", "legal_interest"]

ORDERS: Final[tuple[Order, ...]] = ("none", "oldest", "legal", "legal_interest")

MATCHERS: Final = (
    "direct_debit",
    "remittance_advice",
    "structured_reference",
    "end_to_end_id",
    "invoice_in_wording",
    "number_range",
    "purchase_order",
    "credit_note_deducted",
    "number_misread",
    "exact_amount_known_payer",
    "exact_amount_name",
    "number_truncated",
    "on_account",
    "whole_account",
    "subset_sum",
    "near_amount_known_payer",
    "legal_order",
)
"""The matchers by their codes, in the order in which they are asked."""

TRUSTED_BPS: Final = 9_990
"""How far a matcher is trusted before its creditor has confirmed or refused anything: the share that the house holds
itself to on lines whose truth is known (docs/labelled-lines.md)."""

THRESHOLD_BPS: Final = 9_500
"""The trust below which a matcher only proposes, where its creditor set no other."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be taken for granted of a payment that does not tie to the cent.

    A difference is accepted up to `difference_cents` and up to `difference_bps` of what is paid, whichever
    is less; bank charges kept back up to `charge_cents`; a discount until its day and `discount_grace_days`
    more. `order` is how money that names nothing is laid on what its payer owes: not at all (`none`), on the
    oldest first, by the law (`legal`: Code civil 1342-10), or by the law with interest and costs before the
    principal (`legal_interest`: 1343-1). The matchers of `proposed_only` never apply; nor do those whose `trust`,
    which follows the creditor's own confirmations (`calibration`), is below their `thresholds`.
    """

    difference_cents: int = 0
    difference_bps: int = 0
    charge_cents: int = 0
    discount_grace_days: int = 0
    order: Order = "none"
    proposed_only: frozenset[str] = frozenset()
    thresholds: Mapping[str, int] = field(default_factory=dict)
    trust: Mapping[str, int] = field(default_factory=dict)

    def to_the_cent(self) -> Policy:
        """The same, nothing let pass."""
        return replace(self, difference_cents=0, difference_bps=0, charge_cents=0)

    def tolerated(self, total_cents: int) -> int:
        """The greatest difference accepted on this much."""
        return min(self.difference_cents, total_cents * self.difference_bps // 10_000)

    def threshold_of(self, matcher: str) -> int:
        """The trust that a matcher must have to apply, in hundredths of a percent."""
        return self.thresholds.get(matcher, THRESHOLD_BPS)

    def trust_in(self, matcher: str) -> int:
        """How far a matcher is trusted, in hundredths of a percent."""
        return self.trust.get(matcher, TRUSTED_BPS)

    def below(self) -> frozenset[str]:
        """The matchers that their trust lets only propose."""
        return frozenset(each for each in MATCHERS if self.trust_in(each) < self.threshold_of(each))

    def in_force(self) -> Policy:
        """The same, the matchers below their threshold among those that only propose."""
        return replace(self, proposed_only=self.proposed_only | self.below())
