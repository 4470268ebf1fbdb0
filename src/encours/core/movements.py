"""What changes the principal of a debt, day by day: payments, credit notes, and what comes back of a payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Movement:
    """What changes the principal: an amount that lowers it (negative: a returned payment raises it).

    A payment's own day still counts as late; a credit note lowers the base from its own day. `of` is, of what came
    back, the day of the payment that it undoes.
    """

    on: date
    amount_cents: int
    kind: Literal["payment", "credit_note", "returned"] = "payment"
    of: date | None = None

    @property
    def counts_from(self) -> date:
        """The first day whose base it changes."""
        return self.on if self.kind == "credit_note" else self.on + timedelta(days=1)


def that_stand(movements: Sequence[Movement]) -> tuple[Movement, ...]:
    """The movements without the payments that came back, nor their returns: whoever pays so has not paid.

    The debt lasts until its payment is good: a cheque handed over extinguishes nothing until it is paid (C. mon. fin.
    L131-67), and a collection refunded or rejected leaves the debtor owing as before; so interest ran all along. What
    came back of a payment in part leaves the rest; what names no payment raises the principal from its own day.
    """
    if not any(one.of for one in movements):
        return tuple(movements)
    left = [one.amount_cents for one in movements]
    for place, back in enumerate(movements):
        if back.kind != "returned" or back.of is None:
            continue
        undone = [at for at, one in enumerate(movements) if one.on == back.of and one.kind != "returned"]
        for at in sorted(undone, key=lambda at: movements[at].amount_cents != -back.amount_cents):
            part = min(left[at], -left[place])
            left[at] -= part
            left[place] += part
    return tuple(
        replace(one, amount_cents=cents) for one, cents in zip(movements, left, strict=True) if cents
    )
