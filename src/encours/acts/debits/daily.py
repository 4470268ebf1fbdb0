"""What each day does of direct debits: what can no more be collected as announced is ended, what is due announced."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.debits.announce import announce_debits
from encours.acts.debits.prepare import end_what_is_over, preview
from encours.acts.deciding_once import decide_then_write
from encours.records.parties.models import Creditor


def keep_debits(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Do both, so that what missed its day is announced for another; return how many were announced.

    Raises
        RuleError: other acts kept moving the same facts; what was written so far stays.
    """
    decide_then_write(
        creditor.pk,
        lambda: found if (found := preview(creditor, on=on)).ending else None,
        lambda record, found: end_what_is_over(record, found, on=on),
        act="end_debits",
        author=author,
        cause="rules",
        at=at,
    )
    return announce_debits(creditor, on=on, author=author, at=at)
