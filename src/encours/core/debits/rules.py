"""What a creditor decided of its direct debits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GROUPINGS: Final = ("invoice", "customer")
CREDITS: Final = ("leave", "net")
NOTICES: Final = ("message", "invoice")
VERSIONS: Final = ("pain.008.001.02", "pain.008.001.08")
SCHEMES: Final = ("CORE", "B2B")
SEQUENCES: Final = ("FRST", "RCUR", "OOFF", "FNAL")
MOST_DAYS: Final = 60
MOST_TRIES: Final = 2


@dataclass(frozen=True, slots=True)
class DebitRules:
    """`notice_days` calendar days between pre-notification and collection, asked for `ahead_days` sooner than needed.

    The bank has the file `lead_days` TARGET days before. One transaction for each invoice, or for each customer and
    day (`grouping`), from which credit notes are then deducted (`net`) or not (`leave`). What came back for want of
    funds is presented `again` so many times. Where `notice` is `invoice`, an invoice is its own pre-notification
    (`gives_notice`).
    """

    ics: str = ""
    notice_days: int = 14
    ahead_days: int = 5
    lead_days: int = 2
    grouping: str = "invoice"
    credits: str = "leave"
    again: int = 1
    standard: str = VERSIONS[0]
    notice: str = "message"

    @property
    def nets(self) -> bool:
        """Whether credit notes are deducted: only from a transaction that stands for all of a customer's."""
        return self.grouping == "customer" and self.credits == "net"

    @property
    def gives_notice(self) -> bool:
        """Whether an invoice announces its own collection: only a transaction that stands for it alone has its amount.

        The rulebook lets a pre-notification come with another commercial document, an invoice for one (EPC016-06).
        """
        return self.notice == "invoice" and self.grouping == "invoice"


def wrong_in(rules: DebitRules) -> str:
    """The name of the first figure out of its bounds; empty when all are within."""
    checks = {
        "notice_days": 1 <= rules.notice_days <= MOST_DAYS,
        "ahead_days": 0 <= rules.ahead_days <= MOST_DAYS,
        "lead_days": 1 <= rules.lead_days <= 10,  # noqa: PLR2004 — a fortnight of business days
        "grouping": rules.grouping in GROUPINGS,
        "credits": rules.credits in CREDITS,
        "again": 0 <= rules.again <= MOST_TRIES,
        "standard": rules.standard in VERSIONS,
        "notice": rules.notice in NOTICES,
    }
    return next((name for name, within in checks.items() if not within), "")
