"""What a reminder offers, as its page tells it, and where what the customer accepts is written down."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from encours.acts.marking import WAITING
from encours.acts.preview import Preview
from encours.core.offers import Offer, from_json, may_offer
from encours.desk.proposals.forms import Offering
from encours.records.frames.ladders import scenario_of
from encours.records.messages.models import Message
from encours.words import offers as words
from encours.words.languages import nearest

_GONE = ("delivered", "shadowed", "uncertain")


def shown(message: Message, written: Preview | None) -> dict[str, Any]:
    """The offer in words and why, the form to choose another while it waits, where to note that it is accepted."""
    offer = offer_made(message, written)
    language = nearest(get_language())
    return {
        "offer": words.told(offer, message.currency, language) if offer else "",
        "offer_because": words.because(offer) if offer else "",
        "offer_form": _form(message) if message.state in WAITING else None,
        "offer_accepted": _accepted(message) if offer else "",
    }


def offer_made(message: Message, written: Preview | None) -> Offer | None:
    """What it offers if it left now; once it has left, what it offered."""
    if message.offered:
        return from_json(message.offered)
    return written.offer if written is not None and message.state in WAITING else None


def _form(message: Message) -> Offering | None:
    """None where its step may offer nothing."""
    ladder = scenario_of(message.customer_id, message.creditor_id)
    if not may_offer(ladder.by_code(message.step_code)):
        return None
    return Offering(initial={"offer": message.offer, "count": message.offer_count or None})


def _accepted(message: Message) -> str:
    if message.state not in _GONE:
        return ""
    return f"{reverse('make_promise', args=[message.customer_id])}?offer={message.pk}"
