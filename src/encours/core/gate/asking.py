"""`ask`: the question put before each message leaves, by every path, "send now" included; and its first half alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from encours.core.gate import debt, sending
from encours.core.gate.facts import (
    Addressee,
    Conditions,
    Item,
    Message,
    Outcome,
    Question,
    Verdict,
    cancel,
)
from encours.core.reasons import Reason, ReasonCode
from encours.core.scenario import Scenario

_OF_DEBT = (
    debt.still_to_send,
    debt.customer_not_held,
    debt.account_sure,
    debt.lines_still_true,
    debt.spared,
    debt.steps_still_next,
    debt.total_still_true,
    debt.claims_allowed,
)
_OF_SENDING = (
    sending.not_stopped,
    sending.approved,
    sending.nothing_in_doubt,
    sending.mentions_complete,
    sending.gap_kept,
    sending.cap_kept,
)
UNTRUE = frozenset(
    {
        ReasonCode.ALREADY_SENT,
        ReasonCode.NOTHING_TO_SAY,
        ReasonCode.CUSTOMER_HELD,
        ReasonCode.EXEMPT,
        ReasonCode.JUDICIAL,
        ReasonCode.INSOLVENT,
        ReasonCode.COURTESY_REFUSED,
        ReasonCode.DIFFICULTY,
        ReasonCode.ACCOUNT_DOUBTFUL,
        ReasonCode.DUPLICATE_DOUBTFUL,
        ReasonCode.AMOUNT_DOUBTFUL,
        ReasonCode.DATES_DOUBTFUL,
        ReasonCode.PAID,
        ReasonCode.GONE,
        ReasonCode.FACTORED,
        ReasonCode.BILL_RUNNING,
        ReasonCode.PROMISED,
        ReasonCode.DEBITED,
        ReasonCode.HELD,
        ReasonCode.DISPUTED,
        ReasonCode.DISPUTED_SINCE,
        ReasonCode.AMOUNT_CHANGED,
        ReasonCode.COVERED_BY_CREDITS,
        ReasonCode.BELOW_MINIMUM,
        ReasonCode.STEP_UNKNOWN,
        ReasonCode.STEP_ALREADY_DELIVERED,
        ReasonCode.STEP_JUMPED,
        ReasonCode.STEP_NOT_DUE,
        ReasonCode.PREVENTIVE_LATE,
        ReasonCode.NO_DUE_DATE,
        ReasonCode.BRANCH_STOPPED,
        ReasonCode.INTEREST_NOT_ALLOWED,
        ReasonCode.FORMAL_NOTICE_BY_EMAIL,
    }
)
"""What the gate says of a message that is no longer so: it leaves no more as it is, and the next plan makes another."""
_PAID = {ReasonCode.PAID, ReasonCode.COVERED_BY_CREDITS}
_TO_LEAVE = (
    sending.day_not_full,
    sending.channel_open,
    sending.recipient_known,
    sending.not_opted_out,
    sending.data_fresh,
    sending.hour_allowed,
)


def ask(
    message: Message,
    customer: Addressee,
    items: Iterable[Item],
    scenario: Scenario,
    *,
    at: datetime,
    conditions: Conditions,
) -> Verdict:
    """May this message leave now? `at` is the creditor's local time; nothing can talk the gate round.

    `items` are all open items of the customer as they are now, credit notes included. First whether
    the message is still true (cancel), then whether a person or a date is awaited (wait). In shadow
    mode nothing leaves: what would else stop it on its way is told in the facts (`otherwise`).
    """
    step = scenario.by_code(message.step_code)
    if step is None:
        return cancel(ReasonCode.STEP_UNKNOWN, step_code=message.step_code)
    by_id = {item.receivable_id: item for item in items}
    question = Question(message, step, customer, by_id, scenario, conditions, at)
    for check in (*_OF_DEBT, *_OF_SENDING):
        if verdict := check(question):
            return verdict
    stops = [verdict for check in _TO_LEAVE if (verdict := check(question))]
    if conditions.shadow:
        otherwise = [str(verdict.reason.code) for verdict in stops]
        return Verdict(Outcome.RENDER, Reason(ReasonCode.SHADOW, {"otherwise": otherwise}))
    return stops[0] if stops else Verdict(Outcome.GO, Reason(ReasonCode.GO))


def refused_for(
    message: Message,
    customer: Addressee,
    items: Iterable[Item],
    scenario: Scenario,
    *,
    at: datetime,
    conditions: Conditions,
) -> Reason | None:
    """Why the gate would refuse this message for good, as things stand; None where every word of it is still so.

    The first half of `ask`, the same checks in the same order. What it says is one of `UNTRUE`; where less is owed
    than the message tells, `less_owed` says so too. What is only held back is left to the sending.
    """
    step = scenario.by_code(message.step_code)
    if step is None:
        return Reason(ReasonCode.STEP_UNKNOWN, {"step_code": message.step_code})
    by_id = {item.receivable_id: item for item in items}
    question = Question(message, step, customer, by_id, scenario, conditions, at)
    verdict = next((found for check in _OF_DEBT if (found := check(question))), None)
    return verdict.reason if verdict is not None else None


def untrue_since(
    message: Message,
    customer: Addressee,
    items: Iterable[Item],
    scenario: Scenario,
    *,
    at: datetime,
    conditions: Conditions,
) -> Reason | None:
    """Why a letter that lies in the outbox must not be posted any more; None where each word of it still holds.

    The questions of `ask` on what it says, and not on its step: it made that one. Where more is owed than it says, it
    may go.
    """
    step = scenario.by_code(message.step_code) or scenario.steps[0]  # none of these looks at it
    by_id = {item.receivable_id: item for item in items}
    question = Question(message, step, customer, by_id, scenario, conditions, at)
    return next((found.reason for found in _no_longer_so(question) if _harms(found.reason)), None)


def _no_longer_so(question: Question) -> Iterator[Verdict]:
    for check in (debt.customer_not_held, debt.account_sure):
        if verdict := check(question):
            yield verdict
    yield from debt.lines_untrue(question)
    yield from debt.not_due_any_more(question)
    if verdict := debt.total_still_true(question):
        yield verdict


def _harms(reason: Reason) -> bool:
    """Whether it would wrong the customer to read it; a letter that asks too little may go."""
    if reason.code == ReasonCode.AMOUNT_CHANGED:
        return less_owed(reason)
    return reason.code != ReasonCode.BELOW_MINIMUM


def less_owed(reason: Reason) -> bool:
    """Whether the gate refuses because less is owed than the message says: it was paid, wholly or in part."""
    if reason.code == ReasonCode.AMOUNT_CHANGED:
        return bool(reason.facts["now_cents"] < reason.facts["planned_cents"])
    return reason.code in _PAID
