"""Letters laid in the outbox: until when the house still calls one back, and what does.

A letter counts as delivered from the day that it was laid, unless it is recalled (ADR 26). Where nobody says that it
was posted, it is taken as posted after a few business days: from then on, what pays it recalls nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from encours.core.days import add_business_days
from encours.core.gate import less_owed
from encours.core.reasons import Reason, ReasonCode

POSTED_AFTER: Final = 3
"""Business days after which a letter of which nobody says anything is taken as posted, unless its creditor says so."""

MOST_DAYS: Final = 20
"""No creditor may call a letter back for longer: a payment that it brought would undo it."""

_HOLDS: Final = {
    ReasonCode.HELD,
    ReasonCode.CUSTOMER_HELD,
    ReasonCode.EXEMPT,
    ReasonCode.JUDICIAL,
    ReasonCode.INSOLVENT,
    ReasonCode.PROMISED,
    ReasonCode.DEBITED,
}


def taken_as_posted_on(laid_on: date, days: int = POSTED_AFTER) -> date:
    """The day from which a letter is taken as posted without a word, after so many business days."""
    return add_business_days(laid_on, days)


def first_laid_on(on: date, days: int = POSTED_AFTER) -> date:
    """The earliest day of laying of the letters that are not yet taken as posted on this day."""
    return add_business_days(on + timedelta(days=1), -days)


def unposted_until(posted_on: date, days: int = POSTED_AFTER) -> date:
    """The last day on which "posted" may be taken back: as long after it as a letter laid may be called back."""
    return add_business_days(posted_on, days)


def cause_of(reason: Reason) -> str:
    """The kind of thing that made a letter untrue: payment, dispute, hold, or `changed` (gone, assigned, in doubt)."""
    if less_owed(reason):
        return "payment"
    if reason.code in {ReasonCode.DISPUTED, ReasonCode.DISPUTED_SINCE}:
        return "dispute"
    return "hold" if reason.code in _HOLDS else "changed"
