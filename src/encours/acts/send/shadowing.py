"""In shadow mode the same bytes are made, and stay in the house."""

from __future__ import annotations

from pathlib import Path

from encours.acts.send.composing import Composed
from encours.acts.send.gathering import Dossier
from encours.acts.send.receipts import SUFFIX, Sent
from encours.acts.send.sending import Sending, View
from encours.channels import outbox
from encours.channels.email.composing import composed as email_bytes
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import Prepared
from encours.records.messages.models import Message


def prepared_for(sending: Sending, view: View, dossier: Dossier, composed: Composed) -> Prepared:
    """The exact bytes of a message; in shadow mode no channel needs to be configured.

    Raises
        UndeliverableError: it must not be handed over as it is.
    """
    letter = composed.letter
    if not view.house.creditor.shadow:
        return sending.way(dossier.message.channel).prepare(letter)
    if dossier.message.channel == "email":
        content, kind = email_bytes(letter), "message/rfc822"
        return Prepared(letter.key, content, kind, letter.return_path, letter.recipient_email)
    return Prepared(letter.key, pdf(letter), "application/pdf", "", letter.recipient_name)


def shadowed(sending: Sending, view: View, dossier: Dossier, composed: Composed) -> Sent | None:
    """Render a message into the folder `shadow` of the outbox; None when the lease is no longer ours."""
    prepared, message = prepared_for(sending, view, dossier, composed), dossier.message
    folder = Path(sending.settings["letter"]["outbox"]) / "shadow"
    name = f"{prepared.key}-{message.lease_epoch}"
    outbox.keep(folder, name, SUFFIX[prepared.media_type], prepared.content)
    mine = Message.objects.filter(pk=message.pk, state="leased", lease_epoch=message.lease_epoch)
    if not mine.update(handed_at=sending.clock(), message_id=composed.letter.message_id):
        return None
    return Sent(dossier, composed, prepared.content, prepared.media_type, prepared.digest, "shadowed", "")
