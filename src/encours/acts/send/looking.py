"""The last look: every path that sends asks the one gate, with the facts as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from encours.acts.send.accessories import Accessories
from encours.acts.send.context import recipient_email, recipient_lines
from encours.acts.send.gathering import Dossier, House
from encours.acts.send.limits import most_of, sent_on
from encours.channels.registry import configured, names
from encours.core.approvals import Asked
from encours.core.freshness import Acceptance, Freshness, how_fresh
from encours.core.gate import (
    Addressee,
    Conditions,
    Demand,
    Line,
    Message,
    Stopped,
    Verdict,
    ask,
    ask_on_demand,
)
from encours.core.interest_rates import provisional_regimes
from encours.core.quality.identifiers import is_bad_email
from encours.core.reasons import ReasonCode
from encours.records.cash.models import BankAccount
from encours.records.documents.models import Intake
from encours.records.messages.models import DEBIT_NOTICE, NO_STEPS
from encours.records.parties.models import Creditor
from encours.records.policies.approvals import approval_rules
from encours.records.policies.reading import freshness_accepted_by, running_stop

_REACHES: dict[str, Callable[[Dossier], object]] = {"email": recipient_email, "letter": recipient_lines}


def freshness(creditor: Creditor, *, on: date) -> Freshness:
    """Judge how recent what we know of payments is, for a day."""
    from django.db.models import Max

    accounts = BankAccount.objects.filter(creditor=creditor, attached=True).annotate(
        last=Max("lines__booked_on")
    )
    ledger = Intake.objects.filter(creditor=creditor, kind="ledger").aggregate(last=Max("newest_on"))["last"]
    accepted = freshness_accepted_by(creditor.pk, on)
    return how_fresh(
        {account.number: account.last for account in accounts},
        ledger,
        on=on,
        acceptance=Acceptance(on, accepted) if accepted else None,
    )


def conditions(house: House, *, on: date, settings: Mapping[str, Any]) -> Conditions:
    """How the house stands on a day."""
    most = most_of(house.creditor.pk)
    return Conditions(
        freshness=freshness(house.creditor, on=on),
        channels=frozenset(name for name in names() if configured(name, settings)),
        shadow=house.creditor.shadow,
        provisional=frozenset(provisional_regimes(on=on, rules=house.rules)),
        currency=house.creditor.currency,
        stopped=_stopped(house.creditor),
        most_a_day=most,
        sent_today=sent_on(house.creditor.pk, on) if most is not None else 0,
        approvals=approval_rules(house.creditor.pk),
    )


def _stopped(creditor: Creditor) -> Stopped | None:
    """The wide stop that runs."""
    found = running_stop(creditor.pk)
    return Stopped(found.recorded_at.date(), found.by, found.reason) if found else None


def look(
    house: House,
    dossier: Dossier,
    claimed: Accessories,
    told: Conditions,
    *,
    at: datetime,
    missing: tuple[str, ...] = (),
) -> Verdict:
    """Ask the gate about one message, at the creditor's local time.

    `missing` are mentions that a formal notice turned out to lack once it was written.
    """
    if dossier.message.step_code in NO_STEPS:
        return _asked_on_demand(house, dossier, told, at=at)
    message = dossier.message
    reached, addressee = _reached(dossier)
    local = at.astimezone(ZoneInfo(house.creditor.time_zone))
    return ask(
        Message(
            step_code=message.step_code,
            channel=message.channel,
            state=message.state,
            currency=message.currency,
            total_cents=message.total_cents,
            lines=_lines(dossier, claimed),
            needs_approval=message.needs_approval,
            approved=message.approved_at is not None,
            has_recipient=reached,
            missing_mentions=missing,
            segment=message.segment,
            approved_by=message.approved_by,
            approved_as=frozenset(message.approved_as.split()),
            hands=frozenset(message.hands.split()),
            sent_back=message.held_reason == ReasonCode.SENT_BACK,
        ),
        addressee,
        dossier.items.values(),
        dossier.scenario,
        at=local,
        conditions=told,
    )


def _reached(dossier: Dossier) -> tuple[bool, Addressee]:
    """Whether the message has an address to go to; the address itself is looked at, whatever brought it."""
    found = _REACHES[dossier.message.channel](dossier)
    if isinstance(found, str) and found and is_bad_email(found):
        return False, replace(dossier.addressee, recipient_doubt="email_invalid")
    return bool(found), dossier.addressee


def _lines(dossier: Dossier, claimed: Accessories) -> tuple[Line, ...]:
    return tuple(
        Line(
            receivable_id=line.receivable_id,
            role=line.role,
            open_cents=line.open_cents,
            position=line.position,
            courtesy_only=line.courtesy_only,
            claimed_cents=_claimed(claimed, line.receivable_id),
        )
        for line in dossier.lines
    )


def _asked_on_demand(house: House, dossier: Dossier, told: Conditions, *, at: datetime) -> Verdict:
    """What makes no step: a statement, a request, an announced debit. The gate has a question of its own."""
    message, recipient = dossier.message, recipient_email(dossier)
    reached, addressee = _reached(dossier)
    return ask_on_demand(
        Demand(
            channel=message.channel,
            state=message.state,
            approved=message.approved_at is not None,
            has_recipient=reached,
            by_person=_by_person(dossier),
            moot=message.step_code == DEBIT_NOTICE and not dossier.debits,
            courtesy=dossier.statement is not None and not dossier.statement.by_person,
            customer=addressee,
            conditions=told,
            at=at.astimezone(ZoneInfo(house.creditor.time_zone)),
            refused_because=dossier.refused.get(recipient, ""),
            asked=Asked(
                message.step_code, "", message.segment, message.channel, message.currency, message.total_cents
            ),
            approved_by=message.approved_by,
            approved_as=frozenset(message.approved_as.split()),
            hands=frozenset(message.hands.split()),
            sent_back=message.held_reason == ReasonCode.SENT_BACK,
        )
    )


def _by_person(dossier: Dossier) -> bool:
    """Whether somebody asked for this very one; a rhythm, or the rule of direct debits, does for many."""
    if dossier.statement is not None:
        return dossier.statement.by_person
    return dossier.message.step_code != DEBIT_NOTICE


def _claimed(claimed: Accessories, receivable_id: int) -> int:
    claim = claimed.by_item.get(receivable_id)
    return claim.cents + claim.indemnity_cents if claim else 0
