"""What one message offers: by the rules of *Approche proposée* where its step offers, or as a person chose."""

from __future__ import annotations

from datetime import date

from encours.acts.send.gathering import Dossier
from encours.acts.send.habits import Habit
from encours.core.approach import Situation
from encours.core.offers import Choice, Offer, offer_of
from encours.words.message_context import Offered, OfferedPart

_TENTHS = 10


def offer_in(dossier: Dossier, *, on: date) -> Offer | None:
    """What the message offers as of a day; nothing where it goes, for several, to the head of a group."""
    message = dossier.message
    if dossier.head is not None:
        return None
    return offer_of(
        _situation(dossier, on=on),
        dossier.scenario.by_code(message.step_code),
        total_cents=message.total_cents,
        regime=dossier.customer.regime,
        on=on,
        choice=Choice(message.offer, message.offer_count),
    )


def as_words_read(offer: Offer | None) -> Offered | None:
    """The same, in the shape that a wording reads."""
    if offer is None:
        return None
    parts: list[OfferedPart] = [{"due_on": one.due_on, "cents": one.cents} for one in offer.instalments]
    return {"kind": offer.kind, "cents": offer.cents, "instalments": parts}


def _situation(dossier: Dossier, *, on: date) -> Situation:
    """What the rules look at: what this message asks for, and what of the customer's debt is disputed beside it."""
    message, habit = dossier.message, dossier.habit or Habit()
    late = [
        item
        for item in dossier.items.values()
        if item.currency == message.currency
        and not item.gone
        and item.open_cents > 0
        and item.due_on is not None
        and item.due_on < on
    ]
    disputed = sum(item.disputed_cents for item in late)
    paying = habit.paying.get(message.currency)
    beyond = (
        paying.with_waiting_tenths if paying and paying.paid_cents else None
    )  # who never paid has no habit
    oldest = min((item.due_on for item in late if item.due_on), default=None)
    return Situation(
        overdue_cents=message.total_cents + disputed,
        disputed_cents=disputed,
        late_days=(on - oldest).days if oldest else 0,
        habit_days=None if beyond is None else max(beyond // _TENTHS, 0),
        trend=paying.trend if paying else "",
        broken=habit.broken,
        in_difficulty=dossier.addressee.in_difficulty(on),
    )
