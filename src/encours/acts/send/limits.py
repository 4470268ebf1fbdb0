"""How many may still leave today, and what is told to those that may not: all stopped, or the day's most reached.

It comes after the plan, when messages are taken to be sent: what waits is still planned, and first tomorrow.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from encours.core.reasons import ReasonCode, jsonable
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Creditor
from encours.records.policies.limits import DailyMost
from encours.records.policies.reading import daily_most, running_stop

_LEFT = ("delivered", "uncertain", "refused")
_ON_THEIR_WAY = ("leased", "handed")


def sent_on(creditor_id: int, on: date) -> int:
    """How many messages were handed over on a day."""
    return Delivery.objects.filter(creditor_id=creditor_id, on=on, state__in=_LEFT).count()


def most_of(creditor_id: int) -> int | None:
    """How many may leave in a day; None: as many as there are, or nothing leaves at all (shadow mode)."""
    told = daily_most(creditor_id)
    if told is None or told.most is None or Creditor.objects.filter(pk=creditor_id, shadow=True).exists():
        return None
    return told.most


def largest_first(creditor_id: int) -> bool:
    """Whether the largest amounts leave first, and not what was planned first."""
    told = daily_most(creditor_id)
    return told is not None and told.most is not None and told.order == "largest"


def room(creditor_id: int, *, on: date) -> int | None:
    """How many may still be taken; None: no most. Inside a transaction, nobody else counts meanwhile."""
    if running_stop(creditor_id) is not None:
        return 0
    most = most_of(creditor_id)
    if most is None:
        return None
    list(DailyMost.objects.select_for_update().filter(creditor_id=creditor_id).values_list("pk", flat=True))
    taken = Message.objects.filter(creditor_id=creditor_id, state__in=_ON_THEIR_WAY).count()
    return max(0, most - sent_on(creditor_id, on) - taken)


def tell_those_that_wait(creditor_id: int, due: QuerySet[Message], *, on: date, at: datetime) -> int:
    """Say to messages due why they do not leave today, in one statement; return how many were told something new."""
    told = _why(creditor_id, on=on)
    if told is None:
        return 0
    code, facts = told
    new = due.exclude(Q(held_reason=code) & Q(held_facts=facts))
    return new.filter(creditor_id=creditor_id).update(
        held_reason=code, held_facts=facts, version=F("version") + 1
    )


def _why(creditor_id: int, *, on: date) -> tuple[ReasonCode, dict[str, Any]] | None:
    stopped = running_stop(creditor_id)
    if stopped is not None:
        facts = {
            "stopped_on": stopped.recorded_at.date(),
            "stopped_by": stopped.by,
            "hold_reason": stopped.reason,
        }
        return ReasonCode.ALL_STOPPED, jsonable(facts)
    most = most_of(creditor_id)
    if most is None or sent_on(creditor_id, on) < most:
        return None
    return ReasonCode.DAILY_MOST, {"most": most}
