"""What the e-mail of a statement would say, and what the gate would answer; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from encours.acts.preview import Preview
from encours.acts.send.composing import compose
from encours.acts.send.gathering import House, gather
from encours.acts.send.looking import conditions, look
from encours.acts.send_statement import Wanted
from encours.records.messages.models import STATEMENT, AskedStatement, Message
from encours.records.parties.models import Customer


def preview_statement(
    customer: Customer, wanted: Wanted, *, on: date, at: datetime, settings: Mapping[str, Any]
) -> Preview:
    """Write the e-mail of a statement as it would leave now.

    Raises
        TemplateRefusedError: its template cannot be rendered.
        UndeliverableError: its file cannot be set.
    """
    house = House.of(customer.creditor_id)
    message = Message(
        pk=0,
        creditor=house.creditor,
        customer=customer,
        state="approved",
        step_code=STATEMENT,
        position=0,
        channel="email",
        courtesy_only=True,
        currency=house.creditor.currency,
        total_cents=0,
        approved_at=at,
    )
    (dossier,) = gather(house, [message], on=on)
    dossier.statement = AskedStatement(
        customer=customer,
        contact=wanted.contact,
        form=wanted.form,
        on=wanted.on,
        from_on=wanted.from_on,
        as_known=wanted.as_known,
        files=",".join(wanted.files),
        language=wanted.language,
    )
    composed = compose(house, dossier, on=on, at=at)
    told = conditions(house, on=on, settings=settings)
    return Preview(
        subject=composed.rendered.subject,
        text=composed.rendered.text,
        html=composed.rendered.html,
        pdf=None,
        recipient=composed.recipient,
        missing=(),
        lacks="",
        verdict=look(house, dossier, composed.accessories, told, at=at),
    )
