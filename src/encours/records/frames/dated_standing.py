"""How a house stood on past days: what it was told of payments when it sent, a wide stop, the most of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from encours.core.freshness import Acceptance, Freshness, how_fresh
from encours.core.gate import Stopped
from encours.core.replay import Standing
from encours.records.frames.doorway import fetch
from encours.records.frames.learning import Learning
from encours.records.parties.models import Creditor
from encours.records.policies.limits import DailyMost, WideStop
from encours.records.policies.models import FreshnessAcceptance

_AT: Final = pl.Datetime("us")
_LINES = """
SELECT a.number, l.booked_on, MIN(l.recorded_at) FROM cash_bankline l JOIN cash_bankaccount a ON a.id = l.account_id
WHERE l.creditor_id = %s AND a.attached GROUP BY a.number, l.booked_on
"""
_ATTACHED = """
SELECT a.number, COALESCE((SELECT MIN(e.at) FROM history_entry e
                           WHERE e.creditor_id = a.creditor_id AND e.act = 'attach_account' AND e.cause = a.number),
                          a.recorded_at)
FROM cash_bankaccount a WHERE a.creditor_id = %s AND a.attached
"""
_LEDGERS = "SELECT newest_on, recorded_at FROM documents_intake WHERE creditor_id = %s AND kind = 'ledger'"
_PRICES = """
SELECT amount_cents, from_on, to_on FROM measures_cost
WHERE creditor_id = %s AND basis = 'action' AND action = 'sending' AND cancelled_at IS NULL ORDER BY id DESC
"""


def standings_of(
    creditor: Creditor, learning: Learning, *, from_on: date, to_on: date
) -> Mapping[date, Standing]:
    """How the house stood on each day of a period.

    Of a day that it did not decide when it came, only the most of a day and the price of a message are said: what it
    would have been told of payments nobody knows.
    """
    whole = [from_on + timedelta(days=n) for n in range((to_on - from_on).days + 1)]
    mosts, stops = _mosts(creditor.pk), list(WideStop.objects.filter(creditor=creditor).order_by("pk"))
    told = fetch(_PRICES, [creditor.pk], {"cents": pl.Int64, "from_on": pl.Date, "to_on": pl.Date}).rows()
    known = _Payments(creditor.pk)
    found = {}
    for on in whole:
        moment = learning.moments.get(on)
        price = next((cents for cents, begin, end in told if begin <= on <= (end or on)), None)
        standing = Standing(sending_cents=price, **_most(mosts, moment or _end_of(on)))
        if moment is not None:
            standing = replace(
                standing, freshness=known.fresh(on, moment), stopped=_stopped(stops, on, moment, learning)
            )
        found[on] = standing
    return found


def _end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), datetime.min.time())


class _Payments:
    """What was told of payments, and when."""

    def __init__(self, creditor_id: int) -> None:
        self.lines = fetch(_LINES, [creditor_id], {"account": pl.String, "booked_on": pl.Date, "at": _AT})
        self.attached = dict(fetch(_ATTACHED, [creditor_id], {"account": pl.String, "at": _AT}).rows())
        self.ledgers = fetch(_LEDGERS, [creditor_id], {"newest_on": pl.Date, "at": _AT})
        rows = FreshnessAcceptance.objects.filter(creditor_id=creditor_id)
        self.accepted = dict(rows.values_list("on", "by__email"))

    def fresh(self, on: date, moment: datetime) -> Freshness:
        """Whether what was known at a moment of a day was recent enough."""
        lines = self.lines.filter(pl.col("at") <= moment).group_by("account").agg(pl.col("booked_on").max())
        last: dict[str, date] = dict(lines.rows())
        accounts = {number: last.get(number) for number, at in self.attached.items() if at <= moment}
        ledger: Any = self.ledgers.filter(pl.col("at") <= moment)["newest_on"].max()
        by = self.accepted.get(on)
        return how_fresh(accounts, ledger, on=on, acceptance=Acceptance(on, by) if by else None)


def _mosts(creditor_id: int) -> list[DailyMost]:
    return list(DailyMost.objects.filter(creditor_id=creditor_id).order_by("number"))


def _most(mosts: list[DailyMost], moment: datetime) -> dict[str, Any]:
    """The most of a day as it was said last."""
    told = [one for one in mosts if _naive(one.recorded_at) <= moment]
    if not told or told[-1].most is None:
        return {}
    return {"most": told[-1].most, "largest": told[-1].order == "largest"}


def _stopped(stops: list[WideStop], on: date, moment: datetime, learning: Learning) -> Stopped | None:
    """The wide stop that ran when it sent; where nothing was sent, one that began that day too."""
    for one in stops:
        begun, lifted = _naive(one.recorded_at), one.lifted_at and _naive(one.lifted_at)
        since = next(_local(learning, [begun]))
        began = begun <= moment or (since == on and lifted is None)
        if began and (lifted is None or lifted > moment):
            return Stopped(since, one.by, one.reason)
    return None


def _local(learning: Learning, instants: list[datetime]) -> Iterator[date]:
    yield from pl.DataFrame({"at": instants}).select(learning.local("at"))["at"]


def _naive(instant: datetime) -> datetime:
    """In UTC, as the doorway reads instants."""
    return instant.replace(tzinfo=None)
