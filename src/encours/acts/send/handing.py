"""Handing over: customer locked, facts compared, `handed` committed; only then do bytes leave."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.db.models import F

from encours.acts.send.composing import Composed
from encours.acts.send.gathering import Dossier
from encours.acts.send.sending import Sending, View
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer


class Handing(StrEnum):
    """`done`: committed, the bytes may leave. `moved`: a fact changed. `lost`: the lease is no longer ours."""

    DONE = "done"
    MOVED = "moved"
    LOST = "lost"


def commit_handed(sending: Sending, view: View, dossier: Dossier, composed: Composed) -> Handing:
    """Commit that a message is handed over, if nothing moved since it was written and asked about.

    Any act on the customer raises its version, any act on policies or shadow mode the creditor's.
    """
    message = dossier.message
    with transaction.atomic():
        # The creditor first, as every act does: two orders would be a deadlock.
        stands = Creditor.objects.select_for_update(no_key=True).filter(
            pk=sending.creditor_id, version=view.house.creditor.version
        )
        facts = Customer.objects.select_for_update(no_key=True).filter(
            pk=message.customer_id, facts_version=dossier.customer.facts_version
        )
        if not stands.values_list("pk").first() or not facts.values_list("pk").first():
            return Handing.MOVED
        mine = Message.objects.filter(
            pk=message.pk, state="leased", lease_epoch=message.lease_epoch, version=message.version
        )
        handed = mine.update(
            state="handed",
            handed_at=sending.clock(),
            message_id=composed.letter.message_id,
            facts_version=dossier.customer.facts_version,
            version=F("version") + 1,
        )
    return Handing.DONE if handed else Handing.LOST
