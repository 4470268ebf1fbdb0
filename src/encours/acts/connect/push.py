"""Telling a source what it is to be told: looked for by its key first, handed once, and never blindly again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q

from encours.connectors.port import Push
from encours.connectors.port import Source as Remote
from encours.core.refusals import RuleError
from encours.records.connectors.models import Connector, Intention
from encours.records.history.writing import recording
from encours.wire.answers import BusyError, LostError, UnreachableError

LEASE = timedelta(minutes=10)
AUTHOR = "rule:connector@1"
_MOST = 200  # at a time
_TRIES = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def push_intentions(connector: Connector, remote: Remote, *, clock: Callable[[], datetime]) -> int:
    """Tell a source what waits, the oldest first; return how many were written there.

    Nothing leaves in shadow mode, nor where writing is off. What an earlier worker had handed and not heard of is
    looked for by its key: there, it is done; not there, a person says. It is never sent again by itself.
    """
    now = Connector.objects.select_related("creditor").get(pk=connector.pk)
    if now.creditor.shadow or not now.writes or not now.is_on:
        return 0
    _recover(now, remote, clock)
    done = 0
    for key in _due(now, clock()):
        at = clock()
        mine = Intention.objects.filter(pk=key, state="waiting")
        if mine.update(state="leased", leased_until=at + LEASE):
            outcome = _one(key, remote, clock)
            done += outcome == "done"
            if outcome == "waiting":  # the source rests: so do we
                break
    return done


def _due(connector: Connector, at: datetime) -> list[int]:
    rows = Intention.objects.filter(connector=connector, state="waiting")
    rows = rows.filter(Q(next_at=None) | Q(next_at__lte=at))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:_MOST])


def _recover(connector: Connector, remote: Remote, clock: Callable[[], datetime]) -> None:
    """Leases that ended return by themselves; what was handed and not heard of is looked for."""
    ended = Intention.objects.filter(connector=connector, leased_until__lt=clock())
    ended.filter(state="leased").update(state="waiting", leased_until=None)
    for row in ended.filter(state="handed").order_by("pk")[:_MOST]:
        _look(row.pk, remote, clock, "Le processus s’est arrêté avant d’avoir la réponse.")


def _one(key: int, remote: Remote, clock: Callable[[], datetime]) -> str:
    """One thing: looked for, then handed, each step kept before the next; what became of it."""
    row = Intention.objects.get(pk=key)
    try:
        found = remote.find(_push(row))
    except RuleError as wrong:
        return _later(row, clock(), wrong)
    if found:
        return _settle(key, "done", clock(), reference=found)
    if not Intention.objects.filter(pk=key, state="leased").update(state="handed", handed_at=clock()):
        return "lost"
    return _handed(row, remote, clock)


def _handed(row: Intention, remote: Remote, clock: Callable[[], datetime]) -> str:
    """Hand one thing that is marked as handed; what became of it."""
    key = row.pk
    try:
        reference = remote.push(_push(row))
    except (UnreachableError, BusyError) as wrong:
        return _later(row, clock(), wrong)
    except LostError as wrong:
        return _look(key, remote, clock, wrong.sentence)
    except RuleError as wrong:
        return _settle(key, "refused", clock(), detail=wrong.sentence)
    return _settle(key, "done", clock(), reference=reference)


def _look(key: int, remote: Remote, clock: Callable[[], datetime], why: str) -> str:
    """It may have been written: only its key says. What the key does not say, a person does."""
    try:
        found = remote.find(_push(Intention.objects.get(pk=key)))
    except RuleError:
        found = ""
    if found:
        return _settle(key, "done", clock(), reference=found)
    return _settle(key, "uncertain", clock(), detail=why)


def _later(row: Intention, at: datetime, wrong: RuleError) -> str:
    """Nothing was done there: it waits, longer each time; in the end a person is asked."""
    if row.tries + 1 >= _TRIES:
        return _settle(row.pk, "refused", at, detail=wrong.sentence)
    asked = timedelta(seconds=wrong.seconds) if isinstance(wrong, BusyError) else timedelta(0)
    pause = max(asked, min(_FIRST_WAIT * 2**row.tries, _LONGEST_WAIT))
    Intention.objects.filter(pk=row.pk).update(
        state="waiting", tries=F("tries") + 1, next_at=at + pause, leased_until=None, detail=wrong.sentence
    )
    return "waiting"


def _settle(key: int, state: str, at: datetime, *, reference: str = "", detail: str = "") -> str:
    row = Intention.objects.get(pk=key)
    with recording(row.creditor_id, "write_back", author=AUTHOR, cause=row.key, at=at) as record:
        Intention.objects.filter(pk=key).update(
            state=state,
            reference=reference[:100],
            detail=detail,
            leased_until=None,
            done_at=record.at if state == "done" else None,
            version=F("version") + 1,
        )
        told = {"intention": key, "kind": row.kind, "state": state, "reference": reference[:100]}
        if row.customer_id is None:
            record.tell(**told)
        else:
            record.of(row.customer_id, **told)
            record.untouched.add(row.customer_id)
    return state


def _push(row: Intention) -> Push:
    told = json.loads(row.content)
    return Push(
        kind=row.kind,
        key=row.key,
        customer=told["customer"],
        invoice=told["invoice"],
        number=told["number"],
        text=told["text"],
        amount_cents=told["amount_cents"],
        currency=told["currency"],
        on=told["on"],
        facts=told.get("facts", {}),
    )
