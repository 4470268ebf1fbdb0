"""Messages of a group on their way: each through the gate, all handed over in one commit, one e-mail, a receipt each.

A member that the gate stops falls out, and the rest goes. Killed between the commit and the receipt, each of them is
uncertain: a person says of the e-mail what became of it, and it is never sent twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from encours.acts.send.accessories import Accessories
from encours.acts.send.gathering import Dossier, gather
from encours.acts.send.handing import file_facts
from encours.acts.send.heads import Head
from encours.acts.send.looking import look
from encours.acts.send.readying import PASSES, SUFFIX, of_today, prepared_for
from encours.acts.send.receipts import Beside, Sent
from encours.acts.send.returning import hold_for, put_back, stop
from encours.acts.send.sending import Sending, View
from encours.acts.send.together import MOST_PARTS, Together, compose_together, head_of
from encours.channels import outbox
from encours.channels.letter_forms import Prepared, UndeliverableError
from encours.core.reasons import Reason, ReasonCode
from encours.records.documents.keeping import Parcel, laid_together
from encours.records.documents.models import KeptFile
from encours.records.messages.handed import mark_handed, unmoved
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.words.sandbox import TemplateRefusedError

_TRIES = 5
_ON_ITS_WAY = ("handed", "uncertain")


@dataclass(frozen=True, slots=True)
class _Ready:
    """One e-mail of several messages, its exact bytes, and the row of the file they are kept in."""

    together: Together
    prepared: Prepared
    kept: KeptFile
    shadow: bool

    @property
    def messages(self) -> list[Message]:
        """The messages that it carries."""
        return [dossier.message for dossier, _ in self.together.members]


def told_apart(dossiers: Sequence[Dossier]) -> tuple[list[Dossier], list[list[Dossier]]]:
    """Those that leave alone, and those that go together to the head of a group, by group."""
    alone, groups = list[Dossier](), defaultdict[int, list[Dossier]](list)
    for dossier in dossiers:
        if dossier.head is None:
            alone.append(dossier)
        else:
            groups[dossier.head.group_id].append(dossier)
    return alone, list(groups.values())


def let_go_together(sending: Sending, view: View, dossiers: Sequence[Dossier]) -> list[Sent]:
    """Take the messages of one group as far as they may go; those that stay in the house are not returned."""
    for _ in range(_TRIES):
        dossiers = _passing(sending, view, dossiers)
        ready = _ready(sending, view, dossiers) if dossiers else None
        if ready is None:
            return []
        if ready.shadow:
            return _shadowed(sending, ready)
        if _handed(sending, view, ready):
            receipt = sending.way("email").hand(ready.prepared, at=sending.clock())
            return _sent(ready, receipt.state, receipt.detail, permanent=receipt.permanent)
        # Something moved since it was written: write it again from what is known now.
        view = View.of(sending)
        dossiers = gather(view.house, _still_ours(ready.messages), on=sending.on, as_known=sending.as_known)
        if any(dossier.head is None for dossier in dossiers):
            break  # no longer written to there: each goes alone, the next time
    for dossier in dossiers:
        put_back(sending, dossier.message)
    return []


def _passing(sending: Sending, view: View, dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Those that the gate lets go now; what it stops goes back with the reason."""
    at = sending.clock()
    if not of_today(sending, view, at):
        for dossier in dossiers:
            put_back(sending, dossier.message)
        return []
    if dossiers and (reason := _waits(sending, dossiers)):
        for dossier in dossiers:
            hold_for(sending, dossier.message, reason)
        return []
    kept = list[Dossier]()
    for dossier in dossiers:
        verdict = look(view.house, dossier, Accessories(), view.told, at=at)
        if verdict.outcome in PASSES:
            kept.append(dossier)
        else:
            stop(sending, dossier.message, verdict)
    for dossier in kept[MOST_PARTS:]:
        put_back(sending, dossier.message)
    return kept[:MOST_PARTS]


def _waits(sending: Sending, dossiers: Sequence[Dossier]) -> Reason | None:
    """What keeps the whole e-mail: one before it of which nothing is known, or members that the sender cannot see."""
    head = head_of(dossiers)
    if _on_its_way(head, [dossier.message for dossier in dossiers]):
        return Reason(ReasonCode.GROUP_AWAITED, {"group": head.name})
    if head.group_id in sending.partly_seen:
        return Reason(ReasonCode.GROUP_PARTLY_SEEN, {"group": head.name})
    return None


def _on_its_way(head: Head, but: Sequence[Message]) -> bool:
    rows = Message.objects.filter(group_id=head.group_id, state__in=_ON_ITS_WAY)
    return rows.exclude(pk__in=[message.pk for message in but]).exists()


def _ready(sending: Sending, view: View, dossiers: Sequence[Dossier]) -> _Ready | None:
    """The e-mail in words and bytes, kept; None where it cannot be written, and why is kept with each message."""
    try:
        together = compose_together(
            view.house, dossiers, on=sending.on, at=sending.clock(), home=sending.home
        )
        prepared = prepared_for(sending, view, "email", together.letter)
    except TemplateRefusedError as error:
        reason = Reason(ReasonCode.TEMPLATE_REFUSED, {"detail": str(error)})
    except UndeliverableError as error:
        reason = Reason(ReasonCode.UNDELIVERABLE, {"field": error.field, "detail": error.sentence})
    else:
        name = f"{prepared.key}{SUFFIX[prepared.media_type]}"
        parcel = Parcel(prepared.content, name, prepared.media_type)
        (kept,) = laid_together([parcel], creditor_id=sending.creditor_id, home=sending.home)
        return _Ready(together, prepared, kept, view.house.creditor.shadow)
    for dossier in dossiers:
        hold_for(sending, dossier.message, reason)
    return None


def _handed(sending: Sending, view: View, ready: _Ready) -> bool:
    """Commit that all are handed over, if nothing moved since they were written and asked about: all of them or none.

    The head's own customer is looked at too, who may have no message among them: its contact may have changed.
    """
    together, head = ready.together, ready.together.head
    whom = {head.customer.pk: head.customer.facts_version}
    whom |= {dossier.customer.pk: dossier.customer.facts_version for dossier, _ in together.members}
    file = file_facts(ready.kept) | {"to": head.contact.email}
    with transaction.atomic():
        # The creditor first, as every act does, then customers in order: two orders would be a deadlock.
        stands = unmoved(Creditor, sending.creditor_id, version=view.house.creditor.version)
        stands = stands and all(unmoved(Customer, key, facts_version=whom[key]) for key in sorted(whom))
        stands = stands and not _on_its_way(head, ready.messages)
        done = stands and all(
            mark_handed(
                message,
                at=sending.clock(),
                message_id=together.letter.message_id,
                facts_version=whom[message.customer_id],
                file=file,
            )
            for message in ready.messages
        )
        if done:
            _carried(ready)
        else:
            transaction.set_rollback(True)
    return done


def _carried(ready: _Ready) -> None:
    keys = [message.pk for message in ready.messages]
    carrier, group = ready.together.carrier.pk, ready.together.head.group_id
    Message.objects.filter(pk__in=keys).update(carrier_id=carrier, group_id=group)


def _still_ours(messages: Sequence[Message]) -> list[Message]:
    """Those whose lease did not pass to another worker meanwhile."""
    rows = Message.objects.filter(pk__in=[message.pk for message in messages], state="leased")
    epochs = dict(rows.values_list("pk", "lease_epoch"))
    return [message for message in messages if epochs.get(message.pk) == message.lease_epoch]


def _shadowed(sending: Sending, ready: _Ready) -> list[Sent]:
    """In shadow mode the same bytes are made, once, and stay in the house."""
    folder = Path(sending.settings["letter"]["outbox"]) / "shadow"
    name = f"{ready.prepared.key}-{ready.together.carrier.lease_epoch}"
    outbox.keep(folder, name, SUFFIX[ready.prepared.media_type], ready.prepared.content)
    ours = {message.pk for message in _still_ours(ready.messages)}
    Message.objects.filter(pk__in=ours, state="leased").update(
        handed_at=sending.clock(),
        message_id=ready.together.letter.message_id,
        carrier_id=ready.together.carrier.pk,
        group_id=ready.together.head.group_id,
    )
    return [sent for sent in _sent(ready, "shadowed", "") if sent.dossier.message.pk in ours]


def _sent(ready: _Ready, state: str, detail: str, *, permanent: bool = False) -> list[Sent]:
    """What became of the e-mail, told of each message."""
    head, members = ready.together.head, ready.together.members
    beside = Beside(head.group_id, head.name, len(members) - 1)
    return [
        Sent(dossier, composed, ready.kept, state, detail, permanent, beside) for dossier, composed in members
    ]
