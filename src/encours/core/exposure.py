"""What one customer could cost us: what it owes, what is ordered, less what it paid; and how it stands to its limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exposure:
    """One currency. `limit_cents` is null where no limit was set in this currency."""

    currency: str
    outstanding_cents: int  # open items, credit notes deducted
    orders_cents: int
    unapplied_cents: int
    limit_cents: int | None = None

    @property
    def total_cents(self) -> int:
        """Outstanding and open orders, less cash not yet applied; a customer in credit exposes us to nothing less."""
        return self.outstanding_cents + self.orders_cents - self.unapplied_cents

    @property
    def left_cents(self) -> int | None:
        """What the limit still allows; negative beyond it."""
        return None if self.limit_cents is None else self.limit_cents - self.total_cents

    @property
    def exceeded(self) -> bool:
        """Whether deliveries and orders should wait: the exposure is above the limit."""
        return self.left_cents is not None and self.left_cents < 0

    @property
    def used_percent(self) -> int | None:
        """How much of the limit is used, in whole percents, from 0; null without a limit."""
        if self.limit_cents is None:
            return None
        used = max(0, self.total_cents)
        return 100 * used // self.limit_cents if self.limit_cents else (100 if used == 0 else 999)
