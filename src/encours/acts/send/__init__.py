"""Sending: lease, look, render, hand over, keep the receipt; the one way out of the house (DESIGN §2.4, §2.5).

`handed` is committed one by one, before the first byte leaves, after a last look at the gate. A message handed
with no receipt is *uncertain*: a person says, it is never resent blind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from encours.acts.send.composing import Composed, compose
from encours.acts.send.gathering import Dossier, gather
from encours.acts.send.handing import Handing, commit_handed
from encours.acts.send.leases import give_back, lease, state_before
from encours.acts.send.looking import look
from encours.acts.send.receipts import Sent, write_receipts
from encours.acts.send.recovering import recover
from encours.acts.send.sending import Sending, View
from encours.acts.send.shadowing import prepared_for, shadowed
from encours.channels.letter_forms import UndeliverableError
from encours.core.gate import Outcome, Verdict
from encours.core.reasons import Reason, ReasonCode
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.messages.models import Message
from encours.words.sandbox import TemplateRefusedError

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
) -> dict[str, int]:
    """Send all that is due and approved for one creditor, through the gate; return how many became what.

    `settings` holds one mapping a channel; `home` keeps what was sent. In shadow mode all is rendered into the
    folder `shadow` of the outbox, and nothing leaves; `as_known` replays a past day there.
    """
    sending = Sending(creditor_id, worker, on, clock, settings, home, author, as_known)
    recover(creditor_id, at=clock(), author=author)
    with sending.stack:
        last = None
        while messages := lease(
            creditor_id, worker=worker, on=on, at=clock(), count=BATCH, seen=set(), after=last
        ):
            last = messages[-1]
            _send_batch(sending, messages)
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
        taken = lease(
            message.creditor_id, worker=worker, on=on, at=clock(), count=1, seen=set(), only=message.pk
        )
        if taken:
            _send_batch(sending, taken)
    return dict(sending.counts)


def _send_batch(sending: Sending, messages: Sequence[Message]) -> None:
    view = View.of(sending)
    if sending.as_known and not view.house.creditor.shadow:
        raise RuleError("replay_needs_shadow", "Un jour passé ne se rejoue qu'en mode ombre.")
    batch: list[Sent] = []
    try:
        for read in gather(view.house, messages, on=sending.on, as_known=sending.as_known):
            dossier = read
            if any(one.dossier.customer.pk == read.customer.pk for one in batch):
                # A second message to one customer must see that the first has gone.
                _write(sending, batch)
                batch = []
                (dossier,) = gather(view.house, [read.message], on=sending.on, as_known=sending.as_known)
            sent = _send_one(sending, view, dossier)
            if sent is not None:
                batch.append(sent)
                sending.counts[sent.state] += 1
    finally:
        _write(sending, batch)


def _write(sending: Sending, batch: Sequence[Sent]) -> None:
    write_receipts(
        sending.creditor_id,
        batch,
        on=sending.on,
        author=sending.author,
        cause=f"worker {sending.worker}",
        at=sending.clock(),
        home=sending.home,
    )


def _send_one(sending: Sending, view: View, dossier: Dossier) -> Sent | None:
    """Take one message as far as it may go; None when it stays in the house."""
    try:
        for _ in range(_TRIES):
            sent = _tried(sending, view, dossier)
            if not isinstance(sent, Handing):
                return sent
            # Something moved since it was written: write it again from what is known now.
            view = View.of(sending)
            (dossier,) = gather(view.house, [dossier.message], on=sending.on, as_known=sending.as_known)
        _return(sending, dossier.message)
    except TemplateRefusedError as error:
        _hold(sending, dossier.message, Reason(ReasonCode.TEMPLATE_REFUSED, {"detail": str(error)}))
    except UndeliverableError as error:
        facts = {"field": error.field, "detail": error.sentence}
        _hold(sending, dossier.message, Reason(ReasonCode.UNDELIVERABLE, facts))
    return None


def _tried(sending: Sending, view: View, dossier: Dossier) -> Sent | Handing | None:
    """One try; `Handing.MOVED` when the facts are no longer those it was written from."""
    at, message = sending.clock(), dossier.message
    if at.astimezone(ZoneInfo(view.house.creditor.time_zone)).date() != sending.on:
        _return(sending, message)  # midnight has passed: tomorrow's sending decides
        return None
    composed = compose(view.house, dossier, on=sending.on, at=at)
    verdict = look(view.house, dossier, composed, view.told, at=at)
    if verdict.outcome == Outcome.RENDER:
        return shadowed(sending, view, dossier, composed)
    if verdict.outcome == Outcome.GO:
        return _handed(sending, view, dossier, composed)
    _stop(sending, message, verdict)
    return None


def _handed(sending: Sending, view: View, dossier: Dossier, composed: Composed) -> Sent | Handing | None:
    prepared = prepared_for(sending, view, dossier, composed)
    way = sending.way(dossier.message.channel)
    handing = commit_handed(sending, view, dossier, composed)
    if handing != Handing.DONE:
        return handing if handing == Handing.MOVED else None
    receipt = way.hand(prepared, at=sending.clock())
    kind, digest = prepared.media_type, prepared.digest
    told = receipt.state, receipt.detail, receipt.permanent
    return Sent(dossier, composed, prepared.content, kind, digest, *told)


def _stop(sending: Sending, message: Message, verdict: Verdict) -> None:
    """Record what the gate stopped, with its reason: for good, or until a date or a person."""
    cancelled = verdict.outcome == Outcome.CANCEL
    state = "stopped" if cancelled else state_before(message)
    told = verdict.to_json()
    mine = give_back(
        message, state=state, reason=told["code"], facts=told["facts"] | {"until": told["until"]}
    )
    if not mine:
        return
    sending.counts["stopped" if cancelled else "waiting"] += 1
    if cancelled:
        with recording(
            sending.creditor_id, "stop", author=sending.author, cause=told["code"], at=sending.clock()
        ) as record:
            record.of(message.customer_id, message=message.pk, reason=told["code"], facts=told["facts"])
            record.untouched.add(message.customer_id)


def _hold(sending: Sending, message: Message, reason: Reason) -> None:
    told = reason.to_json()
    if give_back(message, state=state_before(message), reason=told["code"], facts=told["facts"]):
        sending.counts["waiting"] += 1


def _return(sending: Sending, message: Message) -> None:
    """Put a message back as it was taken."""
    if give_back(message, state=state_before(message), reason=message.held_reason, facts=message.held_facts):
        sending.counts["waiting"] += 1
