"""The messages of several members of a group, written as one e-mail to its head.

Each keeps its own facts and claims nothing beside the principal; what differs from a message of its own is the e-mail
that carries it: one subject, one table a member, one Message-ID, that of the carrier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import cast

from encours.acts.send.accessories import Accessories
from encours.acts.send.composing import Composed, letter_of
from encours.acts.send.context import ABOUT, context_of
from encours.acts.send.copies import LARGEST_MAIL, Copies, copies_of
from encours.acts.send.gathering import Dossier, House
from encours.acts.send.heads import Head
from encours.channels.letter_forms import Letter
from encours.records.messages.models import Message
from encours.words.defaults import GROUP, wording
from encours.words.group_messages import Part, render_group
from encours.words.message_context import MessageContext

MOST_PARTS = 200  # members in one e-mail: what is beyond waits for the next


@dataclass(frozen=True, slots=True)
class Together:
    """One e-mail, and for each member what it says of it; `carrier` is the message whose Message-ID it bears."""

    head: Head
    carrier: Message
    letter: Letter
    members: tuple[tuple[Dossier, Composed], ...]


def head_of(dossiers: Sequence[Dossier]) -> Head:
    """The one head of messages that go together."""
    head = dossiers[0].head
    if head is None:
        raise ValueError("these messages go to no head")
    return head


def compose_together(
    house: House, dossiers: Sequence[Dossier], *, on: date, at: datetime, home: Path | None = None
) -> Together:
    """Write one e-mail of these messages of a group, as of the day `on`.

    Raises
        TemplateRefusedError: the wording cannot be rendered.
    """
    head = head_of(dossiers)
    carrier = _carrier(head, dossiers)
    dossiers = sorted(dossiers, key=lambda one: (one.customer.pk != head.customer.pk, one.customer.name))
    copies = _copies(dossiers, home)
    nothing = Accessories()
    parts = [
        _part(house, dossier, nothing, kept, on=on) for dossier, kept in zip(dossiers, copies, strict=True)
    ]
    language = head.customer.language
    words = {**wording(GROUP, language), **house.wordings.get((GROUP, language), {})}
    rendered = render_group(language, words, parts, group=head.name, on=on)
    letter = replace(
        letter_of(house.creditor, carrier, rendered, GROUP, language, at=at),
        recipient_name=head.contact.name or head.customer.name,
        recipient_email=head.contact.email,
        attachments=tuple(file for kept in copies for file in kept.attachments),
    )
    told = [Composed(letter, rendered, nothing, (), letter.recipient_email, kept) for kept in copies]
    return Together(head, carrier, letter, tuple(zip(dossiers, told, strict=True)))


def _carrier(head: Head, dossiers: Sequence[Dossier]) -> Message:
    """The head's own message where it is among them, else the first."""
    messages = [dossier.message for dossier in dossiers]
    return next((one for one in messages if one.customer_id == head.customer.pk), messages[0])


def _part(house: House, dossier: Dossier, nothing: Accessories, copies: Copies, *, on: date) -> Part:
    context = context_of(house, dossier, nothing, on=on)
    told_of = {"enclosed": copies.enclosed, "left_out": list(copies.left_out)}
    step = dossier.scenario.by_code(dossier.message.step_code)
    coming = step is not None and step.preventive
    return Part(cast("MessageContext", {**context, "copies": told_of}), coming)


def _copies(dossiers: Sequence[Dossier], home: Path | None) -> list[Copies]:
    """The copies of what is due, member after member, within what one e-mail can take."""
    room, found = LARGEST_MAIL, list[Copies]()
    for dossier in dossiers:
        due = [line.receivable_id for line in dossier.lines if line.role in ABOUT]
        told = [
            (dossier.receivables[key].number, dossier.copies[key]) for key in due if key in dossier.copies
        ]
        kept = copies_of(told, "email", home=home, room=room) if home is not None else Copies()
        room -= sum(len(file.content) for file in kept.attachments)
        found.append(kept)
    return found
