"""Checks on the debt: is every word of the message still true? A message that is not is cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from encours.core.gate.facts import Addressee, Item, Line, Question, Verdict, cancel
from encours.core.quality.rules import DISAGREEING, DUPLICATE
from encours.core.reasons import OF_HOLDS, ReasonCode
from encours.core.scenario import Step

_DOUBTS = {DUPLICATE: ReasonCode.DUPLICATE_DOUBTFUL, DISAGREEING: ReasonCode.AMOUNT_DOUBTFUL}
SENDABLE = frozenset({"proposed", "approved", "leased"})


def still_to_send(question: Question) -> Verdict | None:
    """Neither sent, nor handed without a receipt, nor stopped before; and it moves something."""
    message = question.message
    if message.state not in SENDABLE:
        return cancel(ReasonCode.ALREADY_SENT, state=message.state)
    if not any(line.position is not None for line in message.lines):
        return cancel(ReasonCode.NOTHING_TO_SAY)
    return None


def customer_not_held(question: Question) -> Verdict | None:
    """No hold of the customer covers the day; nor is it exempt, nor insolvent."""
    return holds_of(question.customer, question.on)


def holds_of(customer: Addressee, on: date) -> Verdict | None:
    """What a hold of the whole customer says on a day."""
    if not customer.held(on):
        return None
    code = OF_HOLDS.get(customer.hold_kind or "", ReasonCode.CUSTOMER_HELD)
    return cancel(code, held_from_on=customer.held_from)


def spared(question: Question) -> Verdict | None:
    """No step of courtesy to who wants none; no other while the customer is in difficulty."""
    who = question.customer
    for line in question.message.lines:
        step = question.scenario.step(line.position) if line.position is not None else None
        if step is None:
            continue
        if step.courtesy and who.no_courtesy:
            return cancel(ReasonCode.COURTESY_REFUSED, position=step.position)
        if not step.courtesy and who.in_difficulty(question.on):
            return cancel(ReasonCode.DIFFICULTY, position=step.position, soft_until_on=who.soft_until)
    return None


def account_sure(question: Question) -> Verdict | None:
    """No amount of the account is said while one of them cannot be right."""
    if question.customer.doubt:
        return cancel(ReasonCode.ACCOUNT_DOUBTFUL, rule=question.customer.doubt)
    return None


def lines_still_true(question: Question) -> Verdict | None:
    """Every debt named is still open for that amount, undisputed, not held, not gone."""
    return next(lines_untrue(question), None)


def lines_untrue(question: Question) -> Iterator[Verdict]:
    """What is no longer so, line by line."""
    for line in question.message.lines:
        if line.role != "credit" and (verdict := _line_still_true(question, line)):
            yield verdict


def not_due_any_more(question: Question) -> Iterator[Verdict]:
    """Lines said to be overdue of which the due date was put off since: today it is still to come."""
    for line in question.message.lines:
        item = question.items.get(line.receivable_id)
        if line.role not in {"due_step", "overdue"} or item is None or item.due_on is None:
            continue
        step = question.scenario.step(line.position) if line.position is not None else None
        if (step is None or not step.preventive) and item.due_on >= question.on:
            facts = {"receivable_id": line.receivable_id, "invoice": item.number}
            yield cancel(ReasonCode.NOT_DUE, due_on=item.due_on, position=line.position, **facts)


def steps_still_next(question: Question) -> Verdict | None:
    """Each step is due by both clocks, is the item's next one, and was not delivered meanwhile."""
    for line in question.message.lines:
        if line.position is None:
            continue
        step = question.scenario.step(line.position)
        if step is None:
            return cancel(ReasonCode.STEP_UNKNOWN, position=line.position)
        item = question.items[line.receivable_id]
        if verdict := _step_still_next(question, item, step):
            return verdict
    return None


def total_still_true(question: Question) -> Verdict | None:
    """The total, net of today's credits and unapplied cash, is the one that the message tells."""
    planned, now = question.message.total_cents, _total_now(question)
    facts = {"planned_cents": planned, "now_cents": now, "currency": question.message.currency}
    if now <= 0:
        return cancel(ReasonCode.COVERED_BY_CREDITS, credit_cents=_credit_now(question), **facts)
    if now != planned:
        return cancel(ReasonCode.AMOUNT_CHANGED, **facts)
    if now < question.scenario.minimum_cents:
        return cancel(ReasonCode.BELOW_MINIMUM, minimum_cents=question.scenario.minimum_cents, **facts)
    return None


def claims_allowed(question: Question) -> Verdict | None:
    """No interest nor indemnity where the law, or a doubt, forbids it; a formal notice never by e-mail."""
    provisional = question.customer.regime in question.conditions.provisional
    spared_too = question.customer.in_difficulty(question.on)
    for line in question.message.lines:
        if line.claimed_cents == 0:
            continue
        item = question.items.get(line.receivable_id)
        doubt = question.unsure or provisional or spared_too or item is None or item.due_assumed
        if doubt or line.courtesy_only:
            return cancel(ReasonCode.INTEREST_NOT_ALLOWED, receivable_id=line.receivable_id)
    if question.step.formal and question.message.channel == "email":
        return cancel(ReasonCode.FORMAL_NOTICE_BY_EMAIL)
    return None


def _line_still_true(question: Question, line: Line) -> Verdict | None:
    item = question.items.get(line.receivable_id)
    if item is None or item.open_cents <= 0:
        return cancel(
            ReasonCode.PAID, receivable_id=line.receivable_id, invoice=item.number if item else None
        )
    facts = {"receivable_id": line.receivable_id, "invoice": item.number}
    if stopped := _stopped(question, item, facts):
        return stopped
    if item.claim_cents == line.open_cents:
        return None
    if item.disputed_cents > 0:
        code = ReasonCode.DISPUTED_SINCE if item.claim_cents > 0 else ReasonCode.DISPUTED
        return cancel(code, disputed_cents=item.disputed_cents, currency=item.currency, **facts)
    return cancel(
        ReasonCode.AMOUNT_CHANGED,
        planned_cents=line.open_cents,
        now_cents=item.claim_cents,
        currency=item.currency,
        **facts,
    )


def _stopped(question: Question, item: Item, facts: dict[str, Any]) -> Verdict | None:
    """What keeps an item that is still owed from being claimed."""
    if item.gone:
        return cancel(ReasonCode.GONE, **facts)
    if item.kind == "factored":
        return cancel(ReasonCode.FACTORED, **facts)
    if item.kind == "bill" and item.due_on is not None and item.due_on >= question.on:
        return cancel(ReasonCode.BILL_RUNNING, due_on=item.due_on, **facts)
    if item.doubt:
        return cancel(_DOUBTS.get(item.doubt, ReasonCode.DATES_DOUBTFUL), rule=item.doubt, **facts)
    return _held(question, item, facts)


def _held(question: Question, item: Item, facts: dict[str, Any]) -> Verdict | None:
    """A hold of its own, a promise to pay it, or a direct debit announced."""
    if not item.held(question.on):
        return None
    if item.promised and item.held_until is not None:
        return cancel(ReasonCode.PROMISED, held_until_on=item.held_until, **facts)
    if item.debited and item.held_until is not None:
        return cancel(ReasonCode.DEBITED, held_until_on=item.held_until, **facts)
    return cancel(ReasonCode.HELD, held_from_on=item.held_from, **facts)


def _step_still_next(question: Question, item: Item, step: Step) -> Verdict | None:
    facts = {"receivable_id": item.receivable_id, "invoice": item.number, "position": step.position}
    if item.delivered_position >= step.position:
        return cancel(ReasonCode.STEP_ALREADY_DELIVERED, delivered_on=item.delivered_on, **facts)
    reached = max(item.delivered_position, question.scenario.preventive_count)
    between = question.scenario.steps[reached : step.position - 1]
    if not all(one.courtesy and question.customer.no_courtesy for one in between):
        return cancel(ReasonCode.STEP_JUMPED, **facts)
    if item.due_on is None or (step.preventive and question.on > item.due_on):
        return cancel(ReasonCode.PREVENTIVE_LATE if item.due_on else ReasonCode.NO_DUE_DATE, **facts)
    return _not_yet(question, item, step, facts)


def _not_yet(question: Question, item: Item, step: Step, facts: dict[str, Any]) -> Verdict | None:
    """Its day has not come, the scenario stopped it since, or a part of it is contested before a formal notice."""
    if item.branch_stop:
        return cancel(ReasonCode.BRANCH_STOPPED, **facts)
    done = _due_on(question, item, step)
    if question.on < done:
        return cancel(ReasonCode.STEP_NOT_DUE, step_on=done, **facts)
    if step.formal and item.disputed_cents > 0:
        return cancel(
            ReasonCode.DISPUTED, disputed_cents=item.disputed_cents, currency=item.currency, **facts
        )
    return None


def _due_on(question: Question, item: Item, step: Step) -> date:
    """When both clocks are done, holds left out; what happened since moves them (`core.day.branches`)."""
    held = 0 if step.preventive else item.held_days
    clocks = [(item.due_on or question.on) + timedelta(days=step.offset_days + held)]
    least = item.branch_next
    if item.delivered_on is not None:
        clocks.append(item.delivered_on + timedelta(days=step.gap_days + item.held_days_since_delivered))
        if least is not None:
            least = max(least, item.delivered_on + timedelta(days=question.scenario.min_gap_days))
    if least is not None:
        clocks = [min(clock, least) for clock in clocks]
    return max([*clocks, item.branch_until] if item.branch_until else clocks)


def _total_now(question: Question) -> int:
    owed = sum(
        question.items[line.receivable_id].claim_cents
        for line in question.message.lines
        if line.role in {"due_step", "overdue"}
    )
    return owed - _credit_now(question)


def _credit_now(question: Question) -> int:
    """Credit notes in the message's currency and unapplied cash, less what was given back of it."""
    currency = question.message.currency
    mine = [item for item in question.items.values() if item.currency == currency and not item.gone]
    apart = {"retention", "factored"}
    notes = sum(-item.claim_cents for item in mine if item.claim_cents < 0 and item.kind not in apart)
    returned = sum(item.claim_cents for item in mine if item.kind == "returned" and item.claim_cents > 0)
    cash = question.customer.cash_in(currency, books=question.conditions.currency)
    return notes + max(0, cash - returned)
