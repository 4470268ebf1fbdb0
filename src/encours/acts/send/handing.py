"""Handing over: customer locked, gate asked again if anything moved, `handed` committed; then bytes leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from encours.acts.send.composing import Composed, compose
from encours.acts.send.gathering import Dossier, House, gather
from encours.acts.send.looking import look
from encours.channels.letter_forms import Prepared, Receipt
from encours.core.gate import Outcome, Verdict
from encours.records.messages.models import Message
from encours.records.parties.models import Customer

if TYPE_CHECKING:
    from encours.acts.send import Sending


def hand_over(
    sending: Sending, house: House, told: Any, dossier: Dossier, composed: Composed, prepared: Prepared
) -> Receipt | Verdict | None:
    """Hand one message over and return its receipt.

    A Verdict when the gate, asked again, no longer lets it go; None when another worker has it.
    """
    way = sending.way(dossier.message.channel)
    stopped = _commit_handed(sending, house, told, dossier, composed)
    if stopped is not True:
        return stopped or None
    return way.hand(prepared, at=sending.clock())


def _commit_handed(
    sending: Sending, house: House, told: Any, dossier: Dossier, composed: Composed
) -> Verdict | bool:
    """True once `handed` is committed; False when the lease is no longer ours; a Verdict when stopped."""
    message = dossier.message
    with transaction.atomic():
        version = (
            Customer.objects.select_for_update()
            .values_list("facts_version", flat=True)
            .get(pk=message.customer_id)
        )
        if version != dossier.customer.facts_version:
            verdict = _asked_again(sending, house, told, message)
            if verdict is not None:
                return verdict
        mine = Message.objects.filter(
            pk=message.pk, state="leased", lease_epoch=message.lease_epoch, version=message.version
        )
        return bool(
            mine.update(
                state="handed",
                handed_at=sending.clock(),
                message_id=composed.letter.message_id,
                facts_version=version,
                version=F("version") + 1,
            )
        )


def _asked_again(sending: Sending, house: House, told: Any, message: Message) -> Verdict | None:
    """Something moved since the batch was read: ask the gate with this customer's facts of now."""
    (fresh,) = gather(house, [message], on=sending.on)
    at = sending.clock()
    verdict = look(house, fresh, compose(house, fresh, on=sending.on, at=at), told, at=at)
    return None if verdict.outcome == Outcome.GO else verdict
