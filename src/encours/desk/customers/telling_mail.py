"""What was written to a customer, and what it wrote, as an entry of the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.offers import from_json
from encours.desk import telling
from encours.desk.letters import telling as letters
from encours.desk.visits import Visit
from encours.records.cases.models import Stop
from encours.records.messages.models import Bounce, Delivery, Message, Received
from encours.words import amounts, days, offers
from encours.words.languages import nearest
from encours.words.lasting import lasting
from encours.words.masking import masked
from encours.words.reason_labels import CHANNEL_BECAUSE
from encours.words.reasons import sentence

_Entry = dict[str, Any]
_FIRST_WORDS = 200  # signs of a mail shown on the timeline


def of_delivery(row: Delivery, visit: Visit) -> _Entry:
    """A message that left, was refused, or made in shadow mode."""
    tones = {"delivered": "ok", "shadowed": "quiet", "refused": "late", "uncertain": "late"}
    results = {
        "delivered": _("envoyée"),
        "shadowed": _("préparée en mode ombre, non envoyée"),
        "refused": _("refusée"),
        "uncertain": _("sans accusé : une personne doit trancher"),
    }
    ending = letters.ending_of(row.message) if row.state == "delivered" else None
    title = _("%(step)s par %(channel)s : %(result)s") % {
        "step": telling.step_name(row.message.step_code),
        "channel": telling.channel_name(row.channel),
        "result": letters.became(ending) if ending else results[row.state],
    }
    recipient = row.recipient if visit.shows("personal") else ""
    group = row.message.group
    together = _("en un seul e-mail à la tête du groupe %(name)s") % {"name": group.name} if group else ""
    recalled = letters.because(ending, visit) if ending else ""
    why = str(CHANNEL_BECAUSE[row.message.channel_because]) if row.message.channel_because else ""
    offered = _offered(row.message)
    told = (together, why, row.subject, offered, recalled, recipient, row.detail)
    detail = " · ".join(part for part in told if part)
    who = row.message.approved_by or telling.HOUSE
    icon = "mail" if row.channel == "email" else "mailbox"
    tone = "quiet" if ending and ending.kind == "recalled" else tones[row.state]
    return {"title": title, "detail": detail, "icon": icon, "tone": tone, "who": who}


def _offered(message: Message) -> str:
    """What it offered the customer; empty where it offered nothing."""
    if not message.offered:
        return ""
    told = offers.told(from_json(message.offered), message.currency, nearest(get_language()))
    return _("a proposé : %(what)s") % {"what": told}


def of_bounce(row: Bounce, visit: Visit) -> _Entry:
    """A message that came back."""
    title = (
        _("%(step)s revenue : adresse refusée définitivement, la suite ira par un autre chemin")
        if row.permanent
        else _("%(step)s revenue : non remise, elle sera proposée de nouveau")
    )
    recipient = row.recipient if visit.shows("personal") else ""
    return {
        "title": title % {"step": telling.step_name(row.message.step_code)},
        "detail": " · ".join(part for part in (recipient, row.status, row.detail) if part),
        "icon": "mail",
        "tone": "late",
        "url": reverse("received_mail", args=[row.received_id]),
    }


def of_received(row: Received, visit: Visit) -> _Entry:
    """A mail that came in."""
    title = _("Réponse automatique reçue") if row.kind == "auto_reply" else _("Courriel reçu")
    first = " ".join(row.text[:_FIRST_WORDS].split())
    return {
        "title": title,
        "detail": " · ".join(part for part in (row.subject, first) if part),
        "icon": "inbox",
        "tone": "quiet" if row.kind == "auto_reply" else "info",
        "who": (row.sender_name or row.sender) if visit.shows("personal") else "",
        "url": reverse("received_mail", args=[row.pk]),
    }


def of_answer(row: Received, visit: Visit) -> _Entry:
    """An answer filed with another of the group: it may speak of that one, so its words are read there."""
    title = (
        _("Réponse automatique au message du groupe")
        if row.kind == "auto_reply"
        else _("Réponse reçue au message du groupe")
    )
    seen = visit.sight.whole  # else its customer may be one that this person does not see
    return {
        "title": title,
        "detail": row.subject if seen else "",
        "icon": "inbox",
        "tone": "quiet" if row.kind == "auto_reply" else "info",
        "who": (row.sender_name or row.sender) if seen and visit.shows("personal") else "",
        **({"url": reverse("received_mail", args=[row.pk])} if seen else {}),
    }


def of_paid(row: Stop, visit: Visit) -> _Entry:
    """What was still to leave, or to be done, cancelled since it is paid, and how long that took."""
    return {
        "title": _of_paid(row) % {"after": lasting(row.after_ms, nearest(get_language()))},
        "detail": " · ".join(
            part for part in (_what(row), row.receivable.number if row.receivable else "") if part
        ),
        "icon": "hand-stop",
        "tone": "ok",
        "who": telling.author_name(row.entry.author) if row.entry else "",
        **({"url": reverse("proposal", args=[row.message_id])} if row.message_id else {}),
    }


def _of_paid(row: Stop) -> str:
    """The sentence by what was cancelled, and by what told the payment."""
    if row.line_id is not None:
        return {
            "task": _("Tâche annulée, payée : %(after)s après l’arrivée de la ligne"),
            "call": _("Appel annulé, payé : %(after)s après l’arrivée de la ligne"),
            "recall": _("Courrier rappelé avant d’être posté, payé : %(after)s après l’arrivée de la ligne"),
        }.get(row.kind, _("Relance annulée, payée : %(after)s après l’arrivée de la ligne"))
    return {
        "task": _("Tâche annulée, payée : %(after)s après l’annonce du paiement"),
        "call": _("Appel annulé, payé : %(after)s après l’annonce du paiement"),
        "recall": _("Courrier rappelé avant d’être posté, payé : %(after)s après l’annonce du paiement"),
    }.get(row.kind, _("Relance annulée, payée : %(after)s après l’annonce du paiement"))


def _what(row: Stop) -> str:
    """Which one it was."""
    if row.task is not None:
        return row.task.text
    if row.message is None:
        return ""
    return _("%(step)s par %(channel)s, prévue le %(day)s") % {
        "step": telling.step_name(row.message.step_code),
        "channel": telling.channel_name(row.message.channel),
        "day": days.day(row.message.planned_on, nearest(get_language())),
    }


def of_stop(facts: Mapping[str, Any], visit: Visit) -> str:
    """Why the gate stopped a message; its leaf names no currency, which is that of the books."""
    told = {"currency": visit.creditor.currency, **(facts.get("facts") or {})}
    return sentence(str(facts["reason"]), told, nearest(get_language()))


def of_decision(facts: Mapping[str, Any], visit: Visit) -> str:
    """What was decided of a message that awaited agreement: its step, its amount, the rule, in whose name, why."""
    if "step" not in facts:  # written before decisions were facts
        return ""
    amount = amounts.money(facts["total_cents"], facts["currency"], nearest(get_language()))
    rule, name = facts.get("rule"), facts.get("in_name_of")
    parts = [
        f"{telling.step_name(facts['step'])}, {amount}",
        _("règle « %(rule)s »") % {"rule": rule} if rule else "",
        _("au nom de %(who)s") % {"who": telling.author_name(name)} if name else "",
        masked(facts.get("reason", "")),
    ]
    return " · ".join(part for part in parts if part)
