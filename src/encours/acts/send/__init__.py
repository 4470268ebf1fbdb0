"""Sending: lease, look, render, keep, hand over, write the receipt; the one way out of the house (DESIGN §2.4, §2.5).

A batch is written and its bytes are kept together. `handed` is committed one by one, before the first byte leaves,
after a last look at the gate; it names the bytes kept. A message handed with no receipt is *uncertain*: a person
says, it is never resent blind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from encours.acts.send.gathering import gather
from encours.acts.send.going_together import let_go_together, told_apart
from encours.acts.send.handing import Handing, commit_handed, hand_over
from encours.acts.send.leases import lease, to_lease
from encours.acts.send.leasing_together import with_others
from encours.acts.send.limits import tell_those_that_wait
from encours.acts.send.looking import look
from encours.acts.send.readying import Ready, made_ready, of_today
from encours.acts.send.receipts import Sent, write_receipts
from encours.acts.send.recovering import recover
from encours.acts.send.returning import put_back, return_all, stop
from encours.acts.send.sending import Sending, View
from encours.acts.send.shadowing import shadowed
from encours.channels import outbox
from encours.core.gate import Outcome
from encours.core.refusals import RuleError
from encours.records.messages.models import Message
from encours.records.parties.models import Customer

__all__ = ["recover", "send", "send_now"]

BATCH = 100
_TRIES = 5  # facts of one customer that move again and again are left for the next sending


def send(
    creditor_id: int,
    *,
    worker: str,
    on: date,
    clock: Callable[[], datetime],
    settings: Mapping[str, Any],
    home: Path,
    author: str,
    as_known: bool = False,
    whose: QuerySet[Customer] | None = None,
) -> dict[str, int]:
    """Send all that is due and approved for one creditor, through the gate; return how many became what.

    `whose` keeps to these customers: what else is due waits for somebody who sees it.

    `settings` holds one mapping a channel; `home` keeps what was sent. In shadow mode all is rendered into the
    folder `shadow` of the outbox, and nothing leaves; `as_known` replays a past day there.
    """
    sending = Sending(creditor_id, worker, on, clock, settings, home, author, as_known)
    recover(creditor_id, at=clock(), author=author)
    if folder := settings["letter"].get("outbox"):
        outbox.sweep(Path(folder))
        outbox.sweep(Path(folder) / "shadow")
    with sending.stack:
        last = None
        while messages := lease(
            creditor_id,
            worker=worker,
            on=on,
            at=clock(),
            count=BATCH,
            after=last,
            whose=whose,
            wanted=~Q(pk__in=sending.taken) if sending.taken else None,
        ):
            last = messages[-1]
            _send_batch(sending, with_others(sending, messages, whose))
    _tell_the_others(sending, whose)
    return dict(sending.counts)


def send_now(
    message: Message,
    *,
    worker: str,
    on: date,
    clock: Callable[[], datetime],
    settings: Mapping[str, Any],
    home: Path,
    author: str,
) -> dict[str, int]:
    """Send one message without waiting for its day; the gate is asked like for any other."""
    sending = Sending(message.creditor_id, worker, on, clock, settings, home, author)
    with sending.stack:
        taken = lease(message.creditor_id, worker=worker, on=on, at=clock(), count=1, only=message.pk)
        if taken:
            _send_batch(sending, with_others(sending, taken, None))
    if not taken:
        _tell_the_others(sending, None, only=message.pk)
    return dict(sending.counts)


def _tell_the_others(sending: Sending, whose: QuerySet[Customer] | None, *, only: int | None = None) -> None:
    """What a wide stop, or the most of a day, leaves in the house says so."""
    due = to_lease(sending.creditor_id, on=None if only else sending.on, at=sending.clock())
    due = due if only is None else due.filter(pk=only)
    due = due if whose is None else due.filter(customer__in=whose.values("pk"))
    told = tell_those_that_wait(sending.creditor_id, due, on=sending.on, at=sending.clock())
    if told:
        sending.counts["waiting"] += told


def _send_batch(sending: Sending, messages: Sequence[Message]) -> None:
    for turn in _turns(messages):
        _send_together(sending, turn)


def _turns(messages: Sequence[Message]) -> list[list[Message]]:
    """Messages in turns: a second one to a customer must see that the first has gone."""
    turns, told = defaultdict[int, list[Message]](list), Counter[int]()
    for message in messages:
        turns[told[message.customer_id]].append(message)
        told[message.customer_id] += 1
    return list(turns.values())


def _send_together(sending: Sending, messages: Sequence[Message]) -> None:
    """Write all, keep all, then hand them over one by one; receipts at the end, whatever happens."""
    view = View.of(sending)
    if sending.as_known and not view.house.creditor.shadow:
        raise RuleError("replay_needs_shadow", "Un jour passé ne se rejoue qu'en mode ombre.")
    batch: list[Sent] = []
    try:
        dossiers = gather(view.house, messages, on=sending.on, as_known=sending.as_known)
        alone, groups = told_apart(dossiers)
        for ready in made_ready(sending, view, alone):
            sent = _let_go(sending, view, ready)
            if sent is not None:
                batch.append(sent)
                sending.counts[sent.state] += 1
        for members in groups:
            for sent in let_go_together(sending, view, members):
                batch.append(sent)
                sending.counts[sent.state] += 1
    finally:
        write_receipts(
            sending.creditor_id,
            batch,
            on=sending.on,
            author=sending.author,
            cause=f"worker {sending.worker}",
            at=sending.clock(),
        )
        return_all(sending)


def _let_go(sending: Sending, view: View, ready: Ready) -> Sent | None:
    """Take one message as far as it may go; None when it stays in the house."""
    message = ready.dossier.message
    for _ in range(_TRIES):
        if ready.shadow:
            return shadowed(sending, ready)
        if not _still_may(sending, view, ready):
            return None
        handing = commit_handed(sending, view, ready)
        if handing == Handing.DONE:
            return hand_over(sending, ready)
        if handing == Handing.LOST:
            return None
        # Something moved since it was written: write it again from what is known now.
        view = View.of(sending)
        dossiers = gather(view.house, [message], on=sending.on, as_known=sending.as_known)
        again = made_ready(sending, view, dossiers)
        if not again:
            return None
        (ready,) = again
    put_back(sending, message)
    return None


def _still_may(sending: Sending, view: View, ready: Ready) -> bool:
    """The last look: the hour may have changed since the batch was written, and what it says with it."""
    at, dossier = sending.clock(), ready.dossier
    if not of_today(sending, view, at):
        put_back(sending, dossier.message)
        return False
    claimed, missing = ready.composed.accessories, ready.composed.missing
    verdict = look(view.house, dossier, claimed, view.told, at=at, missing=missing)
    if verdict.outcome == Outcome.GO:
        return True
    stop(sending, dossier.message, verdict)
    return False
