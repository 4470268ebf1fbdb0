"""Messages that stay in the house: returned as they were taken, or with what the gate said."""

from __future__ import annotations

from django.db import transaction

from encours.acts.send.leases import give_back, state_before
from encours.acts.send.sending import Sending
from encours.acts.stopping import tell_stop
from encours.core.gate import Outcome, Verdict
from encours.core.reasons import Reason, ReasonCode
from encours.records.history.writing import recording
from encours.records.messages.models import Message


def stop(sending: Sending, message: Message, verdict: Verdict) -> None:
    """Record what the gate stopped, with its reason: for good, or until a date or a person."""
    told = verdict.to_json()
    facts = told["facts"] | {"until": told["until"]}
    if verdict.outcome != Outcome.CANCEL:
        sending.returned.append((message, told["code"], facts))
        return
    if not give_back(message, state="stopped", reason=told["code"], facts=facts):
        return
    sending.counts["stopped"] += 1
    with recording(
        sending.creditor_id, "stop", author=sending.author, cause=told["code"], at=sending.clock()
    ) as record:
        record.of(message.customer_id, message=message.pk, reason=told["code"], facts=told["facts"])
        record.untouched.add(message.customer_id)
        tell_stop(record, message, verdict.reason)


def hold_for(sending: Sending, message: Message, reason: Reason) -> None:
    """Let a message wait, with the reason."""
    told = reason.to_json()
    sending.returned.append((message, told["code"], told["facts"]))


def put_back(sending: Sending, message: Message) -> None:
    """Put a message back as it was taken."""
    sending.returned.append((message, message.held_reason, message.held_facts))


def return_all(sending: Sending) -> None:
    """Write what waits, together; a message whose lease passed to another worker is left."""
    if not sending.returned:
        return
    with transaction.atomic():
        for message, reason, facts in sending.returned:
            asked = reason == ReasonCode.APPROVAL_RULE
            back = "proposed" if asked else state_before(message)
            mine = give_back(message, state=back, reason=reason, facts=facts)
            sending.counts["waiting"] += mine
            if asked and mine:
                _await_agreement(message, str(facts["rule_code"]))
    sending.returned.clear()


def _await_agreement(message: Message, rule: str) -> None:
    """A rule published since asks for other people's agreement: it is among what they see, and is not leased again."""
    Message.objects.filter(pk=message.pk, state="proposed").update(
        needs_approval=True, approval_rule=rule, approved_by="", approved_at=None, approved_as=""
    )
