"""Checks on the sending: a person has agreed, it may be said, someone can be reached, it is the hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from encours.core.approvals import ApprovalRule, Asked, first_rule, satisfied
from encours.core.days import (
    BUSINESS_HOURS,
    CONSUMER_HOURS,
    ContactHours,
    is_business_day,
    next_contact,
)
from encours.core.gate.facts import Leaving, Question, Verdict, wait
from encours.core.reasons import ReasonCode


def not_stopped(question: Leaving) -> Verdict | None:
    """No wide stop runs: it stops shadow mode too, and what a person asked for."""
    stopped = question.conditions.stopped
    if stopped is None:
        return None
    return wait(
        ReasonCode.ALL_STOPPED, stopped_on=stopped.on, stopped_by=stopped.by, hold_reason=stopped.reason
    )


def day_not_full(question: Leaving) -> Verdict | None:
    """Fewer messages left today than may leave in a day; the others leave from the next open day on."""
    most = question.conditions.most_a_day
    if most is None or question.conditions.sent_today < most:
        return None
    return wait(ReasonCode.DAILY_MOST, _opening(question, question.on + timedelta(days=1)), most=most)


def approved(question: Question) -> Verdict | None:
    """A message that needs a person's agreement has it: as its step asks, and from whom the first rule says.

    The rules are those of now, whatever they were when the message was planned or approved.
    """
    message = question.message
    if message.sent_back:
        return wait(ReasonCode.SENT_BACK)
    if (message.needs_approval or question.step.needs_approval) and not message.approved:
        return _not_approved(question)
    rule = rule_of(question)
    if rule is None or not rule.asks:
        return None
    agreed = message.approved and satisfied(
        rule, approved_as=message.approved_as, approved_by=message.approved_by, hands=message.hands
    )
    return None if agreed else _not_approved(question)


def rule_of(question: Question) -> ApprovalRule | None:
    """The creditor's rule that takes this message."""
    message, rules = question.message, question.conditions.approvals
    if not rules:
        return None
    asked = Asked(
        message.step_code,
        question.step.tone,
        message.segment,
        message.channel,
        message.currency,
        message.total_cents,
    )
    return first_rule(rules, asked, currency=question.conditions.currency)


def _not_approved(question: Question) -> Verdict:
    """It waits for a person: for whom the rule names, where one asks."""
    rule = rule_of(question)
    if rule is None or not rule.asks:
        return wait(ReasonCode.NOT_APPROVED)
    return awaits(rule)


def awaits(rule: ApprovalRule) -> Verdict:
    """It waits for whom a rule names."""
    return wait(
        ReasonCode.APPROVAL_RULE,
        approval_rule=rule.label_fr,
        approval_rule_en=rule.label_en,
        rule_code=rule.code,
    )


def nothing_in_doubt(question: Question) -> Verdict | None:
    """On an assumed due date or regime, or a provisional rate, only courtesy leaves."""
    for line in question.message.lines:
        step = question.scenario.step(line.position) if line.position is not None else None
        if step is None or step.courtesy:
            continue
        item = question.items[line.receivable_id]
        if item.due_assumed:
            return wait(
                ReasonCode.DUE_DATE_ASSUMED, due_on=item.due_on, position=step.position, invoice=item.number
            )
        if question.customer.regime_assumed:
            return wait(ReasonCode.REGIME_ASSUMED, position=step.position)
        if not question.unsure and question.customer.regime in question.conditions.provisional:
            return wait(ReasonCode.RATE_PROVISIONAL, position=step.position)
    return None


def mentions_complete(question: Question) -> Verdict | None:
    """A formal notice has every mention that it needs."""
    if question.step.formal and question.message.missing_mentions:
        return wait(ReasonCode.MENTIONS_MISSING, missing=list(question.message.missing_mentions))
    return None


def gap_kept(question: Question) -> Verdict | None:
    """Enough days since the customer's last message."""
    last_on, gap = question.customer.last_message_on, question.scenario.min_gap_days
    if last_on is None or question.on >= last_on + timedelta(days=gap):
        return None
    until = _opening(question, last_on + timedelta(days=gap))
    return wait(ReasonCode.GAP, until, gap_until_on=until.date(), gap_days=gap)


def cap_kept(question: Question) -> Verdict | None:
    """Not too many messages in the last days; the oldest that counts must be out of the window first."""
    limit, span = question.scenario.cap_messages, timedelta(days=question.scenario.cap_days)
    recent = sorted(day for day in question.customer.recent_messages_on if question.on - day < span)
    if len(recent) < limit:
        return None
    until = _opening(question, recent[-limit] + span)
    facts = {"cap_messages": limit, "cap_days": question.scenario.cap_days, "until_on": until.date()}
    return wait(ReasonCode.CAP_REACHED, until, **facts)


def channel_open(question: Leaving) -> Verdict | None:
    """The channel is configured."""
    if question.channel not in question.conditions.channels:
        return wait(ReasonCode.CHANNEL_OFF, channel=question.channel)
    return None


def recipient_known(question: Leaving) -> Verdict | None:
    """Someone can be written to, at an address that can be one."""
    doubt = question.customer.recipient_doubt
    if not question.has_recipient and doubt:
        return wait(ReasonCode.RECIPIENT_DOUBTFUL, channel=question.channel, rule=doubt)
    if not question.has_recipient:
        return wait(ReasonCode.NO_ADDRESS, channel=question.channel)
    return None


def not_opted_out(question: Leaving) -> Verdict | None:
    """The customer has not refused this channel."""
    if question.channel in question.customer.opted_out:
        return wait(ReasonCode.OPTED_OUT, channel=question.channel)
    return None


def data_fresh(question: Leaving) -> Verdict | None:
    """What we know of payments is recent, or a person accepts that it is not."""
    if not question.conditions.freshness.may_send:
        reason = question.conditions.freshness.reason
        return wait(reason.code, **reason.facts)
    return None


def hour_allowed(question: Leaving) -> Verdict | None:
    """A business day, and no quiet hour for what rings or beeps; a letter has no hour."""
    opens = _next_opening(question, question.at)
    if opens == question.at:
        return None
    if not is_business_day(_there(question, question.at).date(), _region(question)):
        return wait(ReasonCode.CLOSED_DAY, opens, opens_on=opens.date())
    return wait(ReasonCode.QUIET_HOURS, opens, opens_at=opens.strftime("%H:%M"), opens_on=opens.date())


def _opening(question: Leaving, day: date) -> datetime:
    return _next_opening(question, datetime.combine(day, time.min, tzinfo=question.at.tzinfo))


def _next_opening(question: Leaving, moment: datetime) -> datetime:
    """The first instant from `moment` at which it may be said, by the customer's own clock and holidays."""
    hours, local = CONSUMER_HOURS if question.unsure else BUSINESS_HOURS, _there(question, moment)
    while not is_business_day((opens := _contact(question, local, hours)).date(), _region(question)):
        local = datetime.combine(opens.date() + timedelta(days=1), time.min, tzinfo=local.tzinfo)
    return opens.astimezone(moment.tzinfo) if question.customer.zone else opens


def _contact(question: Leaving, moment: datetime, hours: ContactHours) -> datetime:
    return moment if question.channel == "letter" else next_contact(moment, hours, _region(question))


def _there(question: Leaving, moment: datetime) -> datetime:
    """An instant as the customer's clock tells it; a letter is laid by the creditor's."""
    zone = question.customer.zone
    return moment.astimezone(zone) if zone and question.channel != "letter" else moment


def _region(question: Leaving) -> str:
    return question.customer.region or ""
