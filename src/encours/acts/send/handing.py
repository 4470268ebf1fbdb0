"""Handing over: customer locked, facts compared, `handed` committed; only then do bytes leave."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import transaction

from encours.acts.send.readying import Ready
from encours.acts.send.receipts import Sent
from encours.acts.send.sending import Sending, View
from encours.records.documents.models import KeptFile
from encours.records.messages.handed import mark_handed, unmoved
from encours.records.parties.models import Creditor, Customer


class Handing(StrEnum):
    """`done`: committed, the bytes may leave. `moved`: a fact changed. `lost`: the lease is no longer ours."""

    DONE = "done"
    MOVED = "moved"
    LOST = "lost"


def commit_handed(sending: Sending, view: View, ready: Ready) -> Handing:
    """Commit that a message is handed over, if nothing moved since it was written and asked about.

    Any act on the customer raises its version, any act on policies or shadow mode the creditor's. The row names the
    bytes kept, so that a person can see what was handed even if no receipt ever comes.
    """
    message, customer = ready.dossier.message, ready.dossier.customer
    with transaction.atomic():
        # The creditor first, as every act does: two orders would be a deadlock.
        stands = unmoved(Creditor, sending.creditor_id, version=view.house.creditor.version)
        if not stands or not unmoved(Customer, customer.pk, facts_version=customer.facts_version):
            return Handing.MOVED
        mine = mark_handed(
            message,
            at=sending.clock(),
            message_id=ready.composed.letter.message_id,
            facts_version=customer.facts_version,
            file=file_facts(ready.kept),
        )
        return Handing.DONE if mine else Handing.LOST


def hand_over(sending: Sending, ready: Ready) -> Sent:
    """Let the bytes leave, and say what came back."""
    way = sending.way(ready.dossier.message.channel)
    receipt = way.hand(ready.prepared, at=sending.clock())
    return Sent(ready.dossier, ready.composed, ready.kept, receipt.state, receipt.detail, receipt.permanent)


def file_facts(kept: KeptFile) -> dict[str, Any]:
    """A kept file as the message names it until its receipt."""
    told = {name: getattr(kept, name) for name in ("sha256", "size", "media_type", "name", "place")}
    return told | {"key": bytes(kept.key or b"").hex()}
