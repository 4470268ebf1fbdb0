"""Deciding of messages that await agreement: approve, refuse, send back, submit again; each decision is a fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from encours.acts.approvals.asking import rules_asking
from encours.acts.approvals.capacity import Capacity, capacity_of
from encours.acts.approvals.handling import hold_items, unchanged
from encours.acts.noticing import Told, day_of, notify_each
from encours.acts.rules import StaleFormError
from encours.core.approvals import ApprovalRule
from encours.core.reasons import ReasonCode
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.messages.approvals import ApprovalDecision
from encours.records.messages.models import Message
from encours.records.people.models import User
from encours.records.work.models import Assignment

_LONGEST = 300


def decide(
    messages: Sequence[Message],
    decision: str,
    *,
    reason: str = "",
    until_on: date | None = None,
    author: str,
    at: datetime,
) -> int:
    """Say `approved`, `refused` or `sent_back` of messages of one creditor; return how many were waiting for it.

    What is refused is not proposed again before `until_on` is over: the items whose step it makes are held (a week,
    where no day is given). What is sent back waits until somebody corrects it or submits it again.

    Raises
        StaleFormError: one of them has changed since it was read.
        RuleError: several creditors, no reason for a refusal or a return, or a rule names other people.
    """
    creditors = {message.creditor_id for message in messages}
    if not creditors:
        return 0
    if len(creditors) > 1:
        raise RuleError("several_creditors", "Ces messages sont de plusieurs créanciers : un seul à la fois.")
    said = _said(decision, reason)
    with recording(creditors.pop(), ACTS[decision], author=author, cause=said or "desk", at=at) as record:
        now = Message.objects.in_bulk([message.pk for message in messages])
        for message in messages:
            unchanged(now.get(message.pk), message)
        waiting = [message for message in now.values() if message.state == "proposed"]
        agreed = Agreeing(record, waiting)
        agreed.checked()
        if decision == "approved":
            agreed.approve(said)
        elif decision == "refused":
            agreed.refuse(said, until_on or day_of(record) + timedelta(days=7))
        else:
            agreed.send_back(said)
    return len(waiting)


ACTS = {"approved": "approve", "refused": "refuse_messages", "sent_back": "send_back"}
"""The act that each decision is, in history."""


def _said(decision: str, reason: str) -> str:
    said = " ".join(reason.split())
    if decision != "approved" and not said:
        raise RuleError("reason_wrong", "Refuser ou renvoyer une relance demande un motif : l’indiquer.")
    if len(said) > _LONGEST:
        raise RuleError("reason_wrong", f"Le motif dépasse {_LONGEST} signes : l’abréger.")
    return said


class Agreeing:
    """Messages that wait, the rule that asks about each, and in whose name the author of an act decides."""

    def __init__(self, record: Record, waiting: Sequence[Message]) -> None:
        self.record, self.waiting = record, list(waiting)
        self.rules = rules_asking(record.creditor, self.waiting)
        self.capacity: Capacity = capacity_of(record.creditor.pk, record.entry.author, on=day_of(record))

    def refusal(self, message: Message) -> RuleError | None:
        """Why the author may not decide of a message; None where it may."""
        return may_not(message, self.rules.get(message.pk), self.capacity)

    def checked(self) -> None:
        """Refuse the whole where one message is not the author's to decide."""
        for message in self.waiting:
            if refusal := self.refusal(message):
                raise refusal

    def keep_mine(self) -> int:
        """Leave aside what is not the author's to decide; return how many."""
        mine = [one for one in self.waiting if self.refusal(one) is None]
        left = len(self.waiting) - len(mine)
        self.waiting = mine
        return left

    def approve(self, reason: str = "") -> None:
        """Agree that they leave."""
        _rows(self._keys()).update(
            state="approved",
            approved_by=self.record.entry.author,
            approved_at=self.record.at,
            approved_as=self.capacity.written(),
            held_reason="",
            held_facts={},
            version=F("version") + 1,
        )
        self._write("approved", reason)

    def refuse(self, reason: str, until_on: date) -> None:
        """Stop them, and hold the items whose step they make."""
        on = day_of(self.record)
        if until_on < on:
            raise RuleError(
                "until_on_wrong", "La date de reprise est passée : la choisir à partir de ce jour."
            )
        facts = {"hold_reason": reason, "by": self.record.entry.author}
        _rows(self._keys()).update(
            state="stopped",
            held_reason=ReasonCode.APPROVAL_REFUSED,
            held_facts=facts,
            version=F("version") + 1,
        )
        for message in self.waiting:
            hold_items(self.record, message, reason=reason, from_on=on, until_on=until_on)
            self.record.of(message.customer_id, until_on=until_on)
        self._write("refused", reason, touches=True)
        self._notify(reason)

    def send_back(self, reason: str) -> None:
        """Let them wait for a correction."""
        facts = {"hold_reason": reason, "by": self.record.entry.author}
        _rows(self._keys()).update(
            held_reason=ReasonCode.SENT_BACK, held_facts=facts, version=F("version") + 1
        )
        self._write("sent_back", reason)
        self._notify(reason)

    def _keys(self) -> list[int]:
        return [message.pk for message in self.waiting]

    def _write(self, decision: str, reason: str, *, touches: bool = False) -> None:
        write_decisions(self.record, self.waiting, decision, reason, self.rules, self.capacity)
        for message in self.waiting:
            rule = self.rules.get(message.pk)
            self.record.of(
                message.customer_id,
                **{decision: message.pk},
                step=message.step_code,
                total_cents=message.total_cents,
                currency=message.currency,
                reason=reason,
                rule=rule.label_fr if rule else "",
                in_name_of=self.capacity.agrees(rule) or "",
            )
            if not touches:  # it changes no fact that a decision of the house rests on
                self.record.untouched.add(message.customer_id)

    def _notify(self, reason: str) -> None:
        """Tell whoever follows the customer, and whoever put a hand to the message."""
        owners = dict(
            Assignment.objects.filter(
                customer__in={one.customer_id for one in self.waiting}, owner__isnull=False
            ).values_list("customer_id", "owner_id")
        )
        hands = {mail for one in self.waiting for mail in one.hands.split()}
        by_mail = dict(User.objects.filter(email__in=hands).values_list("email", "pk"))
        told = {
            (person, one.customer_id)
            for one in self.waiting
            for person in [owners.get(one.customer_id), *(by_mail.get(mail) for mail in one.hands.split())]
            if person is not None
        }
        notify_each(
            self.record,
            [Told(person, reason, customer) for person, customer in sorted(told)],
            kind="approval",
        )


def may_not(message: Message, rule: ApprovalRule | None, capacity: Capacity) -> RuleError | None:
    """Why somebody may not decide of a message, where a rule asks about it or its step does; None where it may."""
    if capacity.agrees(rule) is None and rule is not None:
        return RuleError(
            "not_approver",
            f"L’accord sur cette relance n’est pas à vous : la règle « {rule.label_fr} » nomme d’autres personnes.",
        )
    if capacity.agrees(rule) is None:
        return RuleError(
            "not_approver", "L’accord sur cette relance n’est pas à vous : votre rôle ne le permet pas."
        )
    if rule is not None and rule.four_eyes and capacity.author in message.hands.split():
        return RuleError(
            "four_eyes",
            f"Vous avez déplacé ou adressé cette relance : la règle « {rule.label_fr} » demande l’accord d’une autre "
            "personne.",
        )
    return None


def resubmit(message: Message, *, text: str, made_from: int | None, author: str, at: datetime) -> None:
    """Put a message that was sent back before those who agree again.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: it was not sent back.
    """
    said = " ".join(text.split())[:_LONGEST]
    with recording(message.creditor_id, "resubmit", author=author, cause=said or "desk", at=at) as record:
        now = Message.objects.filter(pk=message.pk).first()
        if now is None or (made_from is not None and now.version != made_from):
            raise StaleFormError("Cette relance")
        if now.state != "proposed" or now.held_reason != ReasonCode.SENT_BACK:
            raise RuleError("not_sent_back", "Cette relance n’attend pas d’être revue.")
        _rows([now.pk]).update(held_reason="", held_facts={}, version=F("version") + 1)
        capacity = capacity_of(record.creditor.pk, author, on=day_of(record))
        write_decisions(record, [now], "resubmitted", said, rules_asking(record.creditor, [now]), capacity)
        told = {
            "step": now.step_code,
            "total_cents": now.total_cents,
            "currency": now.currency,
            "reason": said,
        }
        record.of(now.customer_id, resubmitted=now.pk, **told)
        record.untouched.add(now.customer_id)


def write_decisions(
    record: Record,
    messages: Iterable[Message],
    decision: str,
    reason: str,
    rules: dict[int, ApprovalRule],
    capacity: Capacity,
) -> None:
    """Write a fact for each decision: of what, why, by whom, in whose name."""
    made = ApprovalDecision.objects.bulk_create(
        [
            ApprovalDecision(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                customer_id=message.customer_id,
                **_of_message(message),
                decision=decision,
                reason=reason,
                rule=rule.code if (rule := rules.get(message.pk)) else "",
                by=record.entry.author,
                in_name_of=capacity.agrees(rule) or "" if decision != "resubmitted" else "",
            )
            for message in messages
        ],
        batch_size=500,
    )
    record.wrote(ApprovalDecision, made)


def _of_message(message: Message) -> dict[str, Any]:
    return {
        "message_key": message.key,
        "step_code": message.step_code,
        "channel": message.channel,
        "currency": message.currency,
        "total_cents": message.total_cents,
    }


def _rows(keys: Sequence[int]) -> QuerySet[Message]:
    return Message.objects.filter(pk__in=keys)
