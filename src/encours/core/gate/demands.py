"""`ask_on_demand`: the gate's question about what a person asked for, which makes no step of a scenario.

A statement of account claims nothing and moves no invoice: its debt, gap and cap are not looked at. It may leave while
reminders are held when a person asked for this very one; one that a rhythm brings stops at a hold, and at stale data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from encours.core.approvals import Asked, first_rule, satisfied
from encours.core.gate import sending
from encours.core.gate.debt import SENDABLE, holds_of
from encours.core.gate.facts import Addressee, Conditions, Outcome, Verdict, cancel, wait
from encours.core.reasons import Reason, ReasonCode

_TO_LEAVE = (
    sending.day_not_full,
    sending.channel_open,
    sending.recipient_known,
    sending.not_opted_out,
    sending.hour_allowed,
)


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked to leave, to whom, and how the house stands; `at` is the creditor's local time.

    `by_person`: somebody asked for this very one; else a rhythm does, that somebody chose. `refused_because` says
    why the other side refuses this address for good, where it does.
    """

    channel: str
    state: str
    approved: bool
    has_recipient: bool
    by_person: bool
    customer: Addressee
    conditions: Conditions
    at: datetime
    refused_because: str = ""
    moot: bool = False  # what it announces will not be
    courtesy: bool = False  # nobody needs it: who wants no such message has none
    asked: Asked | None = None  # what the rules of approval look at
    approved_by: str = ""
    approved_as: frozenset[str] = frozenset()
    hands: frozenset[str] = frozenset()
    sent_back: bool = False

    @property
    def on(self) -> date:
        """The creditor's day."""
        return self.at.date()

    @property
    def unsure(self) -> bool:
        """Whether the customer may be a consumer, or is one: the hours are then a consumer's."""
        return self.customer.regime == "consumer" or self.customer.regime_assumed


def _agreed(demand: Demand) -> Verdict | None:
    """Somebody agreed to it, and who the creditor's rules name, where one takes it; the rules are those of now."""
    if demand.sent_back:
        return wait(ReasonCode.SENT_BACK)
    rules, currency = demand.conditions.approvals, demand.conditions.currency
    rule = first_rule(rules, demand.asked, currency=currency) if rules and demand.asked else None
    if rule is None or not rule.asks:
        return None if demand.approved else wait(ReasonCode.NOT_APPROVED)
    agreed = demand.approved and satisfied(
        rule, approved_as=demand.approved_as, approved_by=demand.approved_by, hands=demand.hands
    )
    return None if agreed else sending.awaits(rule)


def _spared(demand: Demand) -> Verdict | None:
    """What nobody asked for by itself stops at a hold, and where no courtesy is wanted."""
    if demand.courtesy and demand.customer.no_courtesy:
        return cancel(ReasonCode.COURTESY_REFUSED)
    return None if demand.by_person else holds_of(demand.customer, demand.on)


def ask_on_demand(demand: Demand) -> Verdict:
    """May it leave now? Nothing can talk the gate round: in shadow mode it is rendered, and stays in the house."""
    if demand.state not in SENDABLE:
        return cancel(ReasonCode.ALREADY_SENT, state=demand.state)
    if demand.moot:
        return cancel(ReasonCode.NOTHING_TO_SAY)
    if verdict := sending.not_stopped(demand) or _agreed(demand):
        return verdict
    if verdict := _spared(demand):
        return verdict
    stops = [verdict for check in _TO_LEAVE if (verdict := check(demand))]
    if demand.refused_because:
        stops.append(wait(ReasonCode.UNDELIVERABLE, detail=demand.refused_because))
    if not demand.by_person and (verdict := sending.data_fresh(demand)):
        stops.append(verdict)
    if demand.conditions.shadow:
        otherwise = [str(verdict.reason.code) for verdict in stops]
        return Verdict(Outcome.RENDER, Reason(ReasonCode.SHADOW, {"otherwise": otherwise}))
    return stops[0] if stops else Verdict(Outcome.GO, Reason(ReasonCode.GO))
