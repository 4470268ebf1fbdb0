"""The reminders prepared for a customer, as its page says them: ready, waiting for an agreement, or no longer so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.marking import is_no_longer_so
from encours.desk.telling import channel_name, step_name
from encours.records.messages.models import Message
from encours.words import amounts, days
from encours.words.languages import nearest
from encours.words.reasons import sentence


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reminder that waits: what is said of it, its tone, its key."""

    sentence: str
    tone: str
    key: int


def prepared_for(waiting: Iterable[Message]) -> list[Prepared]:
    """Say of each reminder that waits what a collector must know before anything else."""
    return [_told(message) for message in waiting]


def _told(message: Message) -> Prepared:
    language = nearest(get_language())
    facts = {
        "step": step_name(message.step_code),
        "channel": channel_name(message.channel),
        "amount": amounts.money(message.total_cents, message.currency, language),
        "day": days.day(message.planned_on, language),
    }
    if is_no_longer_so(message):
        why = sentence(message.held_reason, message.held_facts, language)
        told = _("Relance préparée (%(step)s, %(amount)s), qui ne part plus telle quelle.") % facts
        return Prepared(f"{told} {why}", "watch", message.pk)
    if message.needs_approval and message.approved_at is None:
        told = _("Relance qui attend un accord : %(step)s par %(channel)s, %(amount)s, prévue le %(day)s.")
        return Prepared(told % facts, "watch", message.pk)
    told = _("Relance prête : %(step)s par %(channel)s, %(amount)s, prévue le %(day)s.")
    return Prepared(told % facts, "info", message.pk)
