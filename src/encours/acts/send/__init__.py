"""Sending: lease, look, render, hand over, keep the receipt; the one way out of the house (DESIGN §2.4, §2.5).

`handed` is committed one by one, before the first byte leaves, after a last look at the gate. A message handed
with no receipt is *uncertain*: a person says, it is never resent blind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from encours.acts.send.composing import Composed, compose
from encours.acts.send.gathering import Dossier, House, gather
from encours.acts.send.handing import hand_over
from encours.acts.send.leases import give_back, lease, state_before
from encours.acts.send.looking import conditions, look
from encours.acts.send.receipts import Sent, write_receipts
from encours.channels import outbox
from encours.channels.email.composing import composed as email_bytes
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import Prepared, UndeliverableError, Way
from encours.channels.registry import open_way
from encours.core.gate import Conditions, Outcome, Verdict
from encours.core.reasons import Reason, ReasonCode
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.messages.models import Message
from encours.words.sandbox import TemplateRefusedError

BATCH = 100
_FORGOTTEN = timedelta(minutes=10)  # handed for so long with no receipt: its worker is dead


@dataclass
class Sending:
    """What one sending works with: whose, when, through which ways; and what became of each message."""

    creditor_id: int
    worker: str
    on: date
    clock: Callable[[], datetime]
    settings: Mapping[str, Any]
    home: Path
    author: str
    as_known: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    seen: set[int] = field(default_factory=set)
    ways: dict[str, Way] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)

    def way(self, channel: str) -> Way:
        """The channel, opened once for the whole sending."""
        if channel not in self.ways:
            self.ways[channel] = self.stack.enter_context(open_way(channel, self.settings))
        return self.ways[channel]


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
        while messages := lease(
            creditor_id, worker=worker, on=on, at=clock(), count=BATCH, seen=sending.seen
        ):
            sending.seen |= {message.pk for message in messages}
            _send_batch(sending, messages)
    return dict(sending.counts)


def recover(creditor_id: int, *, at: datetime, author: str) -> int:
    """Put on a person's list the messages that a dead worker handed over and never heard of."""
    lost = Message.objects.filter(creditor_id=creditor_id, state="handed", handed_at__lt=at - _FORGOTTEN)
    found = list(lost)
    if not found:
        return 0
    with recording(creditor_id, "recover", author=author, cause="handed without a receipt", at=at) as record:
        for message in found:
            Message.objects.filter(pk=message.pk, state="handed").update(state="uncertain")
            record.of(message.customer_id, message=message.pk, state="uncertain")
    return len(found)


def _send_batch(sending: Sending, messages: Sequence[Message]) -> None:
    house = House.of(sending.creditor_id)
    if sending.as_known and not house.creditor.shadow:
        raise RuleError("replay_needs_shadow", "Un jour passé ne se rejoue qu'en mode fantôme.")
    told = conditions(house, on=sending.on, settings=sending.settings)
    batch: list[Sent] = []
    try:
        for dossier in gather(house, messages, on=sending.on, as_known=sending.as_known):
            sent = _send_one(sending, house, told, dossier)
            if sent is not None:
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
            home=sending.home,
        )


def _send_one(sending: Sending, house: House, told: Conditions, dossier: Dossier) -> Sent | None:
    """Take one message as far as it may go; None when it stays in the house."""
    at, sent = sending.clock(), None
    try:
        composed = compose(house, dossier, on=sending.on, at=at)
        verdict = look(house, dossier, composed, told, at=at)
        if verdict.outcome == Outcome.RENDER:
            sent = _shadowed(sending, dossier, composed, _prepared(sending, house, dossier, composed))
        elif verdict.outcome == Outcome.GO:
            sent = _handed(sending, house, told, dossier, composed)
        else:
            _stop(sending, dossier.message, verdict)
    except TemplateRefusedError as error:
        _hold(sending, dossier.message, Reason(ReasonCode.TEMPLATE_REFUSED, {"detail": str(error)}))
    except UndeliverableError as error:
        facts = {"field": error.field, "detail": error.sentence}
        _hold(sending, dossier.message, Reason(ReasonCode.UNDELIVERABLE, facts))
    return sent


def _handed(
    sending: Sending, house: House, told: Conditions, dossier: Dossier, composed: Composed
) -> Sent | None:
    prepared = _prepared(sending, house, dossier, composed)
    receipt = hand_over(sending, house, told, dossier, composed, prepared)
    if isinstance(receipt, Verdict):
        _stop(sending, dossier.message, receipt)
        return None
    if receipt is None:
        return None
    kind, digest = prepared.media_type, prepared.digest
    return Sent(dossier, composed, prepared.content, kind, digest, receipt.state, receipt.detail)


def _prepared(sending: Sending, house: House, dossier: Dossier, composed: Composed) -> Prepared:
    """In shadow mode no channel needs to be configured: the same bytes are made, and stay here."""
    letter = composed.letter
    if not house.creditor.shadow:
        return sending.way(dossier.message.channel).prepare(letter)
    if dossier.message.channel == "email":
        content, kind = email_bytes(letter), "message/rfc822"
        return Prepared(letter.key, content, kind, letter.return_path, letter.recipient_email)
    return Prepared(letter.key, pdf(letter), "application/pdf", "", letter.recipient_name)


def _shadowed(sending: Sending, dossier: Dossier, composed: Composed, prepared: Prepared) -> Sent | None:
    folder = Path(sending.settings["letter"]["outbox"]) / "shadow"
    suffix = ".eml" if prepared.media_type == "message/rfc822" else ".pdf"
    outbox.keep(folder, f"{prepared.key}-{dossier.message.lease_epoch}", suffix, prepared.content)
    mine = Message.objects.filter(
        pk=dossier.message.pk, state="leased", lease_epoch=dossier.message.lease_epoch
    )
    if not mine.update(handed_at=sending.clock(), message_id=composed.letter.message_id):
        return None
    return Sent(dossier, composed, prepared.content, prepared.media_type, prepared.digest, "shadowed", "")


def _stop(sending: Sending, message: Message, verdict: Verdict) -> None:
    """Record what the gate stopped, with its reason: for good, or until a date or a person."""
    cancelled = verdict.outcome == Outcome.CANCEL
    state = "stopped" if cancelled else state_before(message)
    told = verdict.to_json()
    give_back(message, state=state, reason=told["code"], facts=told["facts"] | {"until": told["until"]})
    sending.counts["stopped" if cancelled else "waiting"] += 1
    if cancelled:
        with recording(
            sending.creditor_id, "stop", author=sending.author, cause=told["code"], at=sending.clock()
        ) as record:
            record.of(message.customer_id, message=message.pk, reason=told["code"], facts=told["facts"])
            record.untouched.add(message.customer_id)


def _hold(sending: Sending, message: Message, reason: Reason) -> None:
    told = reason.to_json()
    give_back(message, state=state_before(message), reason=told["code"], facts=told["facts"])
    sending.counts["waiting"] += 1
