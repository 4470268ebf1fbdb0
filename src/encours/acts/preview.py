"""What a message would say and whether the gate would let it go; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from encours.acts.send.accessories import Accessories
from encours.acts.send.aiming import aimed_at, by_role, has_role, wanted_role
from encours.acts.send.composing import compose
from encours.acts.send.gathering import Dossier, House, gather
from encours.acts.send.heads import heads_of
from encours.acts.send.looking import conditions, look
from encours.acts.send.together import MOST_PARTS, compose_together, head_of
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import Letter, UndeliverableError
from encours.core.gate import Conditions, Outcome, Verdict
from encours.core.offers import Offer
from encours.core.reasons import ReasonCode
from encours.records.messages.models import Message
from encours.records.parties.models import Customer


@dataclass(frozen=True, slots=True)
class Beside:
    """The others that leave in the same e-mail; `hidden` more are of customers that the reader does not see."""

    group: str
    head: str  # the company that heads the group
    messages: tuple[Message, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A message in full. `pdf` is None when the letter cannot be set, and `lacks` then says why."""

    subject: str
    text: str
    html: str
    pdf: bytes | None
    recipient: str
    missing: tuple[str, ...]
    lacks: str
    verdict: Verdict
    copies: tuple[str, ...] = ()  # names of the files that go with it
    left_out: tuple[str, ...] = ()  # numbers of invoices whose copy is kept and does not fit
    offer: Offer | None = None
    beside: Beside | None = None  # where it leaves in one e-mail with others of its group
    wanted_role: str = ""  # that its step writes to, where nothing else says to whom it goes
    role_found: bool = False  # whether a contact of that role can be reached


def preview(
    message: Message,
    *,
    on: date,
    at: datetime,
    settings: Mapping[str, Any],
    home: Path | None = None,
    seen: QuerySet[Customer] | None = None,
) -> Preview:
    """Write a message as it would leave on the day `on`, with the copies kept in the folder `home`.

    What leaves with others of its group is shown with them, but those of customers that are not `seen`.
    """
    house = House.of(message.creditor_id)
    (dossier,) = gather(house, [message], on=on)
    if dossier.head is not None:
        told = conditions(house, on=on, settings=settings)
        return _together(house, dossier, told, on=on, at=at, home=home, seen=seen)
    composed = compose(house, dossier, on=on, at=at, home=home)
    role, contact = wanted_role(dossier), aimed_at(dossier)
    sheet, lacks = _sheet(composed.letter) if message.channel == "letter" else (None, "")
    return Preview(
        subject=composed.rendered.subject,
        text=composed.rendered.text,
        html=composed.rendered.html,
        pdf=sheet,
        recipient=composed.recipient,
        missing=composed.missing,
        lacks=lacks,
        verdict=look(
            house,
            dossier,
            composed.accessories,
            conditions(house, on=on, settings=settings),
            at=at,
            missing=composed.missing,
        ),
        copies=tuple(file.name for file in composed.copies.attachments),
        left_out=composed.copies.left_out,
        offer=composed.offer,
        wanted_role=role if by_role(dossier) else "",
        role_found=contact is not None and has_role(contact, role),
    )


def _sheet(letter: Letter) -> tuple[bytes | None, str]:
    """The letter set on paper, or why it cannot be."""
    try:
        return pdf(letter), ""
    except UndeliverableError as error:
        return None, error.sentence


def _together(
    house: House,
    dossier: Dossier,
    told: Conditions,
    *,
    on: date,
    at: datetime,
    home: Path | None,
    seen: QuerySet[Customer] | None,
) -> Preview:
    """One e-mail to the head of a group, with what else of the group would leave in it."""
    head, nothing = head_of([dossier]), Accessories()
    others = [
        other
        for other in gather(house, _due_beside(house, dossier, on=on), on=on)
        if other.head is not None and _would_leave(look(house, other, nothing, told, at=at))
    ]
    shown = _seen(others, seen)
    together = compose_together(house, [dossier, *shown], on=on, at=at, home=home)
    copies = [kept.copies for _, kept in together.members]
    return Preview(
        subject=together.letter.subject,
        text=together.letter.text,
        html=together.letter.html,
        pdf=None,
        recipient=together.letter.recipient_email,
        missing=(),
        lacks="",
        verdict=look(house, dossier, nothing, told, at=at),
        copies=tuple(file.name for kept in copies for file in kept.attachments),
        left_out=tuple(number for kept in copies for number in kept.left_out),
        beside=Beside(
            head.name,
            head.customer.name,
            tuple(other.message for other in shown),
            len(others) - len(shown),
        ),
    )


def _seen(others: list[Dossier], seen: QuerySet[Customer] | None) -> list[Dossier]:
    if seen is None:
        return others
    keys = set(seen.filter(pk__in=[one.customer.pk for one in others]).values_list("pk", flat=True))
    return [one for one in others if one.customer.pk in keys]


def _due_beside(house: House, dossier: Dossier, *, on: date) -> list[Message]:
    creditor, message = house.creditor, dossier.message
    members = heads_of(creditor, on=on, shadow=creditor.shadow, customers=[dossier.customer.pk])
    rows = Message.objects.filter(
        creditor=creditor,
        customer__in=list(members),
        state__in=("proposed", "approved"),
        channel="email",
        typed_recipient="",
        planned_on__lte=max(on, message.planned_on),
    )
    return list(
        rows.exclude(pk=message.pk).select_related("customer").order_by("planned_on", "pk")[:MOST_PARTS]
    )


def _would_leave(verdict: Verdict) -> bool:
    """What a person must approve waits by itself; what the hour keeps, keeps all of them."""
    awaited = {ReasonCode.NOT_APPROVED, ReasonCode.APPROVAL_RULE, ReasonCode.SENT_BACK}
    return verdict.outcome != Outcome.CANCEL and verdict.reason.code not in awaited
