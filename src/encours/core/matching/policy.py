"""What a creditor lets matching do by itself: figures it chose, never figures of ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

Order = Literal["none", "legal", "oldest"]

ORDERS: Final[tuple[Order, ...]] = ("none", "legal", "oldest")


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be taken for granted of a payment that does not tie to the cent.

    A difference is accepted up to `difference_cents` and up to `difference_bps` of what is paid, whichever
    is less; bank charges kept back up to `charge_cents`; a discount until its day and `discount_grace_days`
    more. `order` is how money that names nothing is laid on what its payer owes: not at all (`none`), by the
    law (`legal`: Code civil 1342-10) or on the oldest first. The matchers of `proposed_only` never apply.
    """

    difference_cents: int = 0
    difference_bps: int = 0
    charge_cents: int = 0
    discount_grace_days: int = 0
    order: Order = "none"
    proposed_only: frozenset[str] = frozenset()

    def to_the_cent(self) -> Policy:
        """The same, nothing let pass."""
        return replace(self, difference_cents=0, difference_bps=0, charge_cents=0)

    def tolerated(self, total_cents: int) -> int:
        """The greatest difference accepted on this much."""
        return min(self.difference_cents, total_cents * self.difference_bps // 10_000)
