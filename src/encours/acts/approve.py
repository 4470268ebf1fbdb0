"""What a person does with a message before it leaves: approve, withdraw, move, address, choose what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from encours.acts.approvals.deciding import decide
from encours.acts.approvals.handling import hold_items, with_hand
from encours.acts.rules import StaleFormError, same_version
from encours.channels.email.addresses import checked_email
from encours.channels.letter.pages import checked_address
from encours.channels.letter_forms import UndeliverableError
from encours.core.days import is_business_day
from encours.core.offers import LEAST, MOST, TIMED, Choice, may_offer
from encours.core.reasons import ReasonCode
from encours.core.refusals import RuleError
from encours.records.frames.ladders import scenario_of
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Message

WAITING = ("proposed", "approved")
_LONGEST = 300


def approve(messages: Sequence[Message], *, author: str, at: datetime) -> int:
    """Agree that these messages of one creditor leave; return how many were waiting for it.

    Raises
        StaleFormError: one of them has changed since it was read.
        RuleError: they are of several creditors, or a rule names other people.
    """
    return decide(messages, "approved", author=author, at=at)


def withdraw(
    message: Message,
    *,
    reason: str,
    on: date,
    until_on: date,
    made_from: int | None = None,
    author: str,
    at: datetime,
) -> None:
    """Stop a message, and hold the items whose step it makes through `until_on`, so that it does not return.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: no reason, an end in the past, or it is on its way.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Retirer une relance demande un motif : l'indiquer.")
    if until_on < on:
        raise RuleError("end_before_start", "La date de reprise est passée : la choisir à partir de ce jour.")
    with recording(message.creditor_id, "withdraw", author=author, cause=reason.strip(), at=at) as record:
        now = _waiting(message, made_from)
        facts = {
            "held_until_on": until_on.isoformat(),
            "position": now.position,
            "hold_reason": reason.strip(),
        }
        Message.objects.filter(pk=now.pk).update(
            state="stopped", held_reason=ReasonCode.HELD_UNTIL, held_facts=facts, version=F("version") + 1
        )
        hold_items(record, now, reason=reason.strip(), from_on=on, until_on=until_on)
        record.of(now.customer_id, withdrawn=now.pk, step=now.step_code, until_on=until_on, reason=reason)


def move(
    message: Message, *, to_on: date, on: date, made_from: int | None = None, author: str, at: datetime
) -> None:
    """Let a message wait for another business day.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: a day gone by, a closed day, or it is on its way.
    """
    if to_on < on:
        raise RuleError("day_past", "Ce jour est passé : en choisir un à partir d'aujourd'hui.")
    if not is_business_day(to_on):
        raise RuleError("closed_day", "Ce jour n'est pas ouvré : en choisir un autre.")
    with recording(message.creditor_id, "move", author=author, cause="desk", at=at) as record:
        now = _waiting(message, made_from)
        Message.objects.filter(pk=now.pk).update(
            planned_on=to_on, **_by_hand(now, author), version=F("version") + 1
        )
        _told(record, now, moved=now.pk, to_on=to_on, was_on=now.planned_on)


def type_recipient(
    message: Message, *, recipient: str, made_from: int | None = None, author: str, at: datetime
) -> None:
    """Give this one message the address typed: an e-mail address, or the lines of a postal one.

    Nothing typed takes the address away. The customer's own contacts are not changed. A message that awaits
    agreement, or had it, awaits it again.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: an address that cannot be one.
    """
    told = checked_recipient(message.channel, recipient)
    with recording(message.creditor_id, "type_recipient", author=author, cause="desk", at=at) as record:
        now = _waiting(message, made_from)
        Message.objects.filter(pk=now.pk).update(
            typed_recipient=told, **_by_hand(now, author), **_asked_again(now), version=F("version") + 1
        )
        _told(record, now, addressed=now.pk, recipient=told)


def checked_recipient(channel: str, recipient: str) -> str:
    """Return the address as kept; RuleError says what is wrong with it."""
    text = recipient.strip()
    if not text:
        return ""
    try:
        told = checked_email("recipient", text) if channel == "email" else _lines(text)
    except UndeliverableError as error:
        raise RuleError("recipient_wrong", error.sentence) from error
    if len(told) > _LONGEST:
        raise RuleError("recipient_wrong", "L'adresse dépasse 300 caractères : l'abréger.")
    return told


def _lines(text: str) -> str:
    return "\n".join(checked_address(text.splitlines()))


def _waiting(message: Message, made_from: int | None) -> Message:
    now = Message.objects.filter(pk=message.pk).first()
    if now is None:
        raise StaleFormError("Cette relance")
    same_version(now.version, made_from, "Cette relance")
    if now.state not in WAITING:
        raise RuleError("not_waiting", "Cette relance n'attend plus : elle est partie, arrêtée ou en cours.")
    return now


def _by_hand(message: Message, author: str) -> dict[str, Any]:
    """Who put a hand to it; one that was sent back is corrected, and waits for agreement again."""
    again: dict[str, Any] = (
        {"held_reason": "", "held_facts": {}} if message.held_reason == ReasonCode.SENT_BACK else {}
    )
    return {"hands": with_hand(message.hands, author), **again}


def _asked_again(message: Message) -> dict[str, Any]:
    """Who agreed to it agreed to another address."""
    if not message.needs_approval:
        return {}
    return {"state": "proposed", "approved_by": "", "approved_at": None, "approved_as": ""}


def _told(record: Record, message: Message, **content: Any) -> None:
    """Tell it in the customer's history; it changes no fact that a decision rests on."""
    record.of(message.customer_id, **content)
    record.untouched.add(message.customer_id)


def choose_offer(
    message: Message, choice: Choice, *, made_from: int | None = None, author: str, at: datetime
) -> None:
    """Say what this one message offers: nothing, a date, a part first, a plan, or by rule.

    A message that awaits agreement, or had it, awaits it again.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: its step offers nothing, its customer is offered no time, or the count is beyond the most.
    """
    with recording(message.creditor_id, "choose_offer", author=author, cause="desk", at=at) as record:
        now = _waiting(message, made_from)
        _offerable(now, choice)
        Message.objects.filter(pk=now.pk).update(
            offer=choice.offer,
            offer_count=choice.count,
            **_by_hand(now, author),
            **_asked_again(now),
            version=F("version") + 1,
        )
        _told(record, now, offering=now.pk, offer=choice.offer or "rule", count=choice.count)


def _offerable(message: Message, choice: Choice) -> None:
    """Refuse what `core.offers` would not offer."""
    ladder = scenario_of(message.customer_id, message.creditor_id)
    if not may_offer(ladder.by_code(message.step_code)):
        raise RuleError(
            "offer_wrong",
            "Avant l'échéance, ou avec une mise en demeure, rien ne se propose : laisser tel quel.",
        )
    if choice.offer in TIMED and message.customer.regime == "public":
        raise RuleError(
            "offer_wrong",
            "La loi fixe le délai d'un débiteur public : ne lui proposer aucun délai.",
        )
    if choice.offer in TIMED and not LEAST[choice.offer] <= choice.count <= MOST[choice.offer]:
        raise RuleError(
            "count_wrong",
            "Une date est à 60 jours au plus, une part de 10 à 90 %, un échéancier de 2 à 12 mois.",
        )
