"""What a person asks to leave, and makes no step: whoever asks agrees to it, unless a rule names other people."""

from __future__ import annotations

from collections.abc import Sequence

from encours.acts.approvals.capacity import capacity_of
from encours.acts.approvals.deciding import may_not
from encours.acts.noticing import day_of
from encours.core.approvals import Asked, first_rule
from encours.records.history.writing import Record
from encours.records.messages.models import Message
from encours.records.policies.approvals import approval_rules


def agreed_by_asker(record: Record, messages: Sequence[Message], *, asker: str) -> None:
    """Approve messages not saved yet in the name of who asks for them; those that others must agree to wait for them.

    The gate asks the same of them when they leave. `asker` is the address of a person, or the name of a rule.
    """
    rules, currency = approval_rules(record.creditor.pk), record.creditor.currency
    capacity = capacity_of(record.creditor.pk, asker, on=day_of(record))
    for one in messages:
        one.hands = asker
        asked = Asked(one.step_code, "", one.segment, one.channel, one.currency, one.total_cents)
        rule = first_rule(rules, asked, currency=currency)
        if rule is not None and rule.asks and may_not(one, rule, capacity):
            one.state, one.needs_approval, one.approval_rule = "proposed", True, rule.code
        else:
            one.state, one.approved_by, one.approved_at = "approved", asker, record.at
            one.approved_as = capacity.written()
