"""What a customer accepts of what a message offered: the promise is filled in, and a person confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.offers import from_json
from encours.desk.visits import DeskRequest
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from encours.words import days, offers
from encours.words.languages import nearest

_LONGEST = 300


def accepted(
    request: DeskRequest, customer: Customer, owed: Sequence[Receivable], on: date
) -> dict[str, Any]:
    """What the query's `offer`, a message of this customer that offered something, fills in; of a plan, its next part.

    What was offered for a day that is over fills in no day.
    """
    told = request.GET.get("offer", "")
    rows = Message.objects.filter(customer=customer, offered__isnull=False)
    message = rows.filter(pk=int(told)).first() if told.isdecimal() else None
    if message is None or not message.offered:
        return {}
    offer, language = from_json(message.offered), nearest(get_language())
    named = set(message.items.filter(open_cents__gt=0).values_list("receivable_id", flat=True))
    coming = [one for one in offer.instalments if one.due_on >= on]
    filled: dict[str, Any] = {
        "invoices": [each.pk for each in owed if each.pk in named],
        "source": "email" if message.channel == "email" else "person",
        "text": _("Proposé le %(day)s : %(what)s")
        % {
            "day": days.day(message.planned_on, language),
            "what": offers.told(offer, message.currency, language),
        },
    }
    filled["text"] = filled["text"][:_LONGEST]
    if coming:
        filled |= {"due_on": coming[0].due_on}
        if len(offer.instalments) > 1:
            filled |= {"amount_cents": coming[0].cents}
    return filled
