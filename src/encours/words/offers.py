"""What a message offers, in its reader's language; and the same told to whoever reads it here."""

from __future__ import annotations

from encours.core.approach import Proposed
from encours.core.offers import TIMED, Offer
from encours.words import amounts, approach, days
from encours.words.defaults.labels import LABELS
from encours.words.message_context import MessageContext


def words(context: MessageContext, language: str) -> str:
    """The paragraph of an offer; empty where the message offers nothing."""
    offer, labels = context.get("offer"), LABELS[language]
    if not offer:
        return ""
    parts = [
        labels["offer_parts"]
        % {
            "amount": amounts.money(one["cents"], context["currency"], language),
            "day": days.day(one["due_on"], language),
        }
        for one in offer["instalments"]
    ]
    facts = {
        "amount": amounts.money(offer["cents"], context["currency"], language),
        "day": days.day_long(offer["instalments"][-1]["due_on"], language),
        "count": amounts.number(len(parts), language),
        "parts": labels["offer_next"].join(parts),
    }
    said = [labels[f"offer_{offer['kind']}"] % facts]
    if offer["kind"] in TIMED:
        said.append(labels["offer_keeps"])
    return " ".join([*said, labels["offer_answer"] % context["dispute"]["email"]])


def told(offer: Offer, currency: str, language: str) -> str:
    """What is offered, in a sentence without its full stop, as *Approche proposée* tells it."""
    first, last = offer.instalments[0], offer.instalments[-1]
    if offer.kind == "date":
        return approach.dated(last.due_on, offer.cents, currency, language)
    if offer.kind == "part":
        return approach.in_part(first.due_on, first.cents, offer.cents, currency, language)
    months = len(offer.instalments)
    cents = first.cents if offer.kind == "plan" else offer.cents
    return approach.offer(Proposed(offer.kind, offer.because, cents=cents, months=months), currency, language)


def because(offer: Offer) -> str:
    """Why it is offered."""
    return approach.why(offer.because)
