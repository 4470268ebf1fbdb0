"""Which rule of the creditor asks for a person's agreement to messages, as the rules are now."""

from __future__ import annotations

from collections.abc import Sequence

from encours.core.approvals import ApprovalRule, Asked, first_rule
from encours.core.scenario import Scenario, from_dict
from encours.records.frames.ladders import scenarios_but
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.policies.approvals import approval_rules
from encours.records.policies.reading import latest_version


def rules_asking(creditor: Creditor, messages: Sequence[Message]) -> dict[int, ApprovalRule]:
    """By message, the rule that asks; those that none asks about are left out."""
    rules = approval_rules(creditor.pk)
    if not rules or not messages:
        return {}
    tones = tones_of(creditor, messages)
    found = {}
    for one in messages:
        told = Asked(one.step_code, tones[one.pk], one.segment, one.channel, one.currency, one.total_cents)
        rule = first_rule(rules, told, currency=creditor.currency)
        if rule is not None and rule.asks:
            found[one.pk] = rule
    return found


def tones_of(creditor: Creditor, messages: Sequence[Message]) -> dict[int, str]:
    """By message, the tone of its step in its customer's scenario; "" where that has no such step."""
    latest = latest_version(creditor.pk)
    usual = from_dict(latest.content)
    kept = scenarios_but(creditor.pk, sorted({one.customer_id for one in messages}), latest.pk)

    def tone(scenario: Scenario, code: str) -> str:
        step = scenario.by_code(code)
        return step.tone if step else ""

    return {one.pk: tone(kept.get(one.customer_id, usual), one.step_code) for one in messages}
