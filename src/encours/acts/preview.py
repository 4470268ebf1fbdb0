"""What a message would say and whether the gate would let it go; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from encours.acts.send.composing import compose
from encours.acts.send.gathering import House, gather
from encours.acts.send.looking import conditions, look
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import UndeliverableError
from encours.core.gate import Verdict
from encours.records.messages.models import Message


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


def preview(message: Message, *, on: date, at: datetime, settings: Mapping[str, Any]) -> Preview:
    """Write a message as it would leave on the day `on`."""
    house = House.of(message.creditor_id)
    (dossier,) = gather(house, [message], on=on)
    composed = compose(house, dossier, on=on, at=at)
    sheet, lacks = None, ""
    if message.channel == "letter":
        try:
            sheet = pdf(composed.letter)
        except UndeliverableError as error:
            lacks = error.sentence
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
    )
