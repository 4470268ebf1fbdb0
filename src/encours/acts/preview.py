"""What a message would say and whether the gate would let it go; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
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
    copies: tuple[str, ...] = ()  # names of the files that go with it
    left_out: tuple[str, ...] = ()  # numbers of invoices whose copy is kept and does not fit


def preview(
    message: Message, *, on: date, at: datetime, settings: Mapping[str, Any], home: Path | None = None
) -> Preview:
    """Write a message as it would leave on the day `on`, with the copies kept in the folder `home`."""
    house = House.of(message.creditor_id)
    (dossier,) = gather(house, [message], on=on)
    composed = compose(house, dossier, on=on, at=at, home=home)
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
        copies=tuple(file.name for file in composed.copies.attachments),
        left_out=composed.copies.left_out,
    )
