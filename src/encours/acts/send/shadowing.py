"""In shadow mode the same bytes are made, and stay in the house."""

from __future__ import annotations

from pathlib import Path

from encours.acts.send.readying import SUFFIX, Ready
from encours.acts.send.receipts import Sent
from encours.acts.send.sending import Sending
from encours.channels import outbox
from encours.records.messages.models import Message


def shadowed(sending: Sending, ready: Ready) -> Sent | None:
    """Render a message into the folder `shadow` of the outbox; None when the lease is no longer ours."""
    prepared, message = ready.prepared, ready.dossier.message
    folder = Path(sending.settings["letter"]["outbox"]) / "shadow"
    name = f"{prepared.key}-{message.lease_epoch}"
    outbox.keep(folder, name, SUFFIX[prepared.media_type], prepared.content)
    mine = Message.objects.filter(pk=message.pk, state="leased", lease_epoch=message.lease_epoch)
    if not mine.update(handed_at=sending.clock(), message_id=ready.composed.letter.message_id):
        return None
    return Sent(ready.dossier, ready.composed, ready.kept, "shadowed", "")
