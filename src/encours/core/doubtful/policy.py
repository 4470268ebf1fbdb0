"""The rules of doubtful customers: what makes one, and the rate at which its debts are written down.

Neither the plan of accounts (PCG, accounts 416, 491, 6817) nor tax law (CGI, art. 39, 1, 5°) gives a rate: a loss is
to be
probable and assessed debt by debt. The rates here are a company's own, shown with their reason, for a person to accept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

RULES: Final = ("insolvency", "judicial", "formal_notice", "overdue")
"""What makes a customer doubtful, the gravest first."""
PERSON: Final = "person"
WHOLE_BPS: Final = 10_000
LONGEST: Final = 3_650
_MOST_STEPS: Final = 6


@dataclass(frozen=True, slots=True)
class DoubtfulPolicy:
    """Days, cents, rates in hundredths of a percent.

    `overdue_days`: its oldest debt is so late (0: no such rule); `notice_days`: a formal notice was delivered so long
    ago in vain (0: no such rule); `minimum_cents`: what it owes overdue, below which only an insolvency counts.
    `automatic`:
    a rule marks by itself, else a person does. `rates`: from so many days overdue, this rate; `insolvent_bps` for an
    insolvency. `vat_bps` is assumed of invoices whose VAT no document tells.
    """

    overdue_days: int = 180
    notice_days: int = 60
    insolvency: bool = True
    judicial: bool = True
    minimum_cents: int = 0
    automatic: bool = False
    rates: tuple[tuple[int, int], ...] = ((0, 2_500), (180, 5_000), (365, 10_000))
    insolvent_bps: int = 10_000
    vat_bps: int = 2_000

    def rate_of(self, days: int) -> int:
        """The rate of a debt so many days overdue; nothing before the first of the schedule."""
        return max(((start, rate) for start, rate in self.rates if start <= days), default=(0, 0))[1]


def wrong_in(policy: DoubtfulPolicy) -> str:
    """The name of the first field that cannot be; empty where all can."""
    starts = [start for start, _rate in policy.rates]
    checks = {
        "overdue_days": 0 <= policy.overdue_days <= LONGEST,
        "notice_days": 0 <= policy.notice_days <= LONGEST,
        "minimum_cents": policy.minimum_cents >= 0,
        "rates": 1 <= len(starts) <= _MOST_STEPS
        and starts == sorted(set(starts))
        and all(0 <= start <= LONGEST and 0 <= rate <= WHOLE_BPS for start, rate in policy.rates),
        "insolvent_bps": 0 <= policy.insolvent_bps <= WHOLE_BPS,
        "vat_bps": 0 <= policy.vat_bps <= WHOLE_BPS,
    }
    return next((name for name, holds in checks.items() if not holds), "")


def to_json(policy: DoubtfulPolicy) -> dict[str, Any]:
    """Plain values, as a version keeps them."""
    return asdict(policy) | {"rates": [list(step) for step in policy.rates]}


def from_json(told: Mapping[str, Any]) -> DoubtfulPolicy:
    """The policy that a version keeps."""
    return DoubtfulPolicy(**{**told, "rates": tuple((start, rate) for start, rate in told["rates"])})
