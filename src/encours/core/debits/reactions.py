"""What a rejected or returned direct debit means for its mandate and its invoice (EPC173-14)."""

from __future__ import annotations

from typing import Final

AGAIN, STOP, OURS = "again", "stop", "ours"

NO_FUNDS: Final = frozenset({"AM04"})
OUR_ERRORS: Final = frozenset({"AM05", "FF01", "FF05", "DT01", "ED05", "NOAS"})


def reaction(code: str) -> str:
    """`again` for want of funds: it may be presented again. `ours`: our file was wrong, the mandate is not.

    `stop` for whatever else, an unsaid reason (MS03) among it: nothing is debited before a person has answered.
    """
    if code in NO_FUNDS:
        return AGAIN
    return OURS if code in OUR_ERRORS else STOP
