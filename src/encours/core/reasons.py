"""Why: every code by which the house explains a decision or a non-decision, and the names of its facts.

A code is stored and sent; its sentence, in the reader's language, is in `words.reasons`.
Facts are JSON: names ending in `_on` hold ISO days, in `_cents` whole cents (`currency` beside them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Any


@unique
class ReasonCode(StrEnum):
    """All codes that `core` can give. Never renamed: they are kept in histories."""

    # where an item stands (Position.reason)
    PROPOSED = "proposed"
    NEEDS_APPROVAL = "needs_approval"
    NO_ADDRESS = "no_address"
    NOT_DUE = "not_due"
    WAITS_FOR_STEP = "waits_for_step"
    GAP = "gap"
    HELD_UNTIL = "held_until"
    PROMISED = "promised"
    DEBITED = "debited"
    HELD = "held"
    CUSTOMER_HELD = "customer_held"
    EXEMPT = "exempt"
    JUDICIAL = "judicial"
    INSOLVENT = "insolvent"
    DIFFICULTY = "difficulty"
    COURTESY_REFUSED = "courtesy_refused"
    DISPUTED = "disputed"
    GONE = "gone"
    SETTLED = "settled"
    CREDIT = "credit"
    RETENTION = "retention"
    FACTORED = "factored"
    BILL_RUNNING = "bill_running"
    OPENING_WITHOUT_DETAIL = "opening_without_detail"
    RETURNED_PAYMENT = "returned_payment"
    NO_DUE_DATE = "no_due_date"
    COVERED_BY_CREDITS = "covered_by_credits"
    BELOW_MINIMUM = "below_minimum"
    LADDER_FINISHED = "ladder_finished"
    DUE_DATE_ASSUMED = "due_date_assumed"
    REGIME_ASSUMED = "regime_assumed"
    RATE_PROVISIONAL = "rate_provisional"
    CLOSED_DAY = "closed_day"
    BRANCH_PAUSED = "branch_paused"
    BRANCH_STOPPED = "branch_stopped"
    PERSON_STEP = "person_step"
    OTHER_CURRENCY_FIRST = "other_currency_first"
    # data that cannot be relied on (core.quality)
    DATES_DOUBTFUL = "dates_doubtful"
    AMOUNT_DOUBTFUL = "amount_doubtful"
    DUPLICATE_DOUBTFUL = "duplicate_doubtful"
    ACCOUNT_DOUBTFUL = "account_doubtful"
    RECIPIENT_DOUBTFUL = "recipient_doubtful"
    # what the gate says besides
    GO = "go"
    SHADOW = "shadow"
    ALREADY_SENT = "already_sent"
    NOTHING_TO_SAY = "nothing_to_say"
    PAID = "paid"
    AMOUNT_CHANGED = "amount_changed"
    DISPUTED_SINCE = "disputed_since"
    STEP_ALREADY_DELIVERED = "step_already_delivered"
    STEP_UNKNOWN = "step_unknown"
    INTEREST_NOT_ALLOWED = "interest_not_allowed"
    FORMAL_NOTICE_BY_EMAIL = "formal_notice_by_email"
    STEP_NOT_DUE = "step_not_due"
    STEP_JUMPED = "step_jumped"
    PREVENTIVE_LATE = "preventive_late"
    MENTIONS_MISSING = "mentions_missing"
    NOT_APPROVED = "not_approved"
    APPROVAL_RULE = "approval_rule"
    SENT_BACK = "sent_back"
    APPROVAL_REFUSED = "approval_refused"
    CAP_REACHED = "cap_reached"
    ALL_STOPPED = "all_stopped"
    DAILY_MOST = "daily_most"
    OPTED_OUT = "opted_out"
    QUIET_HOURS = "quiet_hours"
    CHANNEL_OFF = "channel_off"
    UNDELIVERABLE = "undeliverable"
    TEMPLATE_REFUSED = "template_refused"
    GROUP_AWAITED = "group_awaited"
    GROUP_PARTLY_SEEN = "group_partly_seen"
    # freshness of what the decision rests on
    FRESH = "fresh"
    STALE_ACCEPTED = "stale_accepted"
    STALE_BANK = "stale_bank"
    STALE_LEDGER = "stale_ledger"
    NO_LEDGER = "no_ledger"
    NO_STATEMENT = "no_statement"
    # links of the chain that `why` tells
    DUE_IN = "due_in"
    DUE_TODAY = "due_today"
    OVERDUE_BY = "overdue_by"
    OPEN_AMOUNT = "open_amount"
    BY_SCENARIO = "by_scenario"
    BY_EXPERIMENT = "by_experiment"
    CASE_PHASE = "case_phase"
    CASE_PROCEDURE = "case_procedure"
    CUSTOMER_DOUBTFUL = "customer_doubtful"
    PARTLY_DISPUTED = "partly_disputed"
    PARTLY_DUE = "partly_due"
    NOTHING_DELIVERED = "nothing_delivered"
    STEP_DELIVERED = "step_delivered"
    STEP_SPENT = "step_spent"
    STEP_SPARED = "step_spared"
    STEP_NEXT = "step_next"
    STEP_WAITS = "step_waits"
    STEP_BY_PERSON = "step_by_person"
    BRANCH_TAKEN = "branch_taken"
    CHANNEL_INSTEAD = "channel_instead"
    STEP_OFFERS = "step_offers"
    STEP_LATER = "step_later"
    CLOCK_STOPPED = "clock_stopped"
    EXPECTED_RECOVERY = "expected_recovery"
    INTEREST_CLAIMED = "interest_claimed"
    INTEREST_PROVISIONAL = "interest_provisional"
    NO_INTEREST_CONSUMER = "no_interest_consumer"
    NO_INTEREST_ASSUMED = "no_interest_assumed"
    UNKNOWN_ITEM = "unknown_item"
    WRITTEN_AT_HEAD = "written_at_head"
    SENT_TOGETHER = "sent_together"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its facts, ready for JSON; `words.reasons.sentence` says it."""

    code: ReasonCode
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """`{"code": …, "facts": {…}}`, days as ISO text."""
        return {"code": str(self.code), "facts": jsonable(self.facts)}


def jsonable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts with days and instants as ISO text, and tuples as lists."""
    return {name: _jsonable(value) for name, value in facts.items()}


def _jsonable(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_jsonable(one) for one in value]
    return value


OF_HOLDS: Mapping[str, ReasonCode] = {
    "insolvency": ReasonCode.INSOLVENT,
    "exempt": ReasonCode.EXEMPT,
    "judicial": ReasonCode.JUDICIAL,
}
"""What a hold of a whole customer is called by its kind; a plain pause is `CUSTOMER_HELD`."""

POSITION_FACTS: Mapping[ReasonCode, tuple[str | None, str | None]] = {
    ReasonCode.PROPOSED: ("since_on", "position"),
    ReasonCode.NEEDS_APPROVAL: ("since_on", "position"),
    ReasonCode.NO_ADDRESS: ("since_on", "position"),
    ReasonCode.OPTED_OUT: ("since_on", "position"),
    ReasonCode.NOT_DUE: ("due_on", "position"),
    ReasonCode.WAITS_FOR_STEP: ("step_on", "position"),
    ReasonCode.GAP: ("gap_until_on", "gap_days"),
    ReasonCode.HELD_UNTIL: ("held_until_on", "position"),
    ReasonCode.PROMISED: ("held_until_on", "position"),
    ReasonCode.DEBITED: ("held_until_on", "position"),
    ReasonCode.HELD: ("held_from_on", None),
    ReasonCode.CUSTOMER_HELD: ("held_from_on", None),
    ReasonCode.EXEMPT: ("held_from_on", None),
    ReasonCode.JUDICIAL: ("held_from_on", None),
    ReasonCode.INSOLVENT: ("held_from_on", None),
    ReasonCode.DIFFICULTY: ("soft_until_on", "position"),
    ReasonCode.COURTESY_REFUSED: (None, None),
    ReasonCode.DISPUTED: (None, "disputed_cents"),
    ReasonCode.GONE: (None, None),
    ReasonCode.SETTLED: (None, None),
    ReasonCode.CREDIT: (None, "credit_cents"),
    ReasonCode.RETENTION: (None, None),
    ReasonCode.FACTORED: (None, None),
    ReasonCode.BILL_RUNNING: ("due_on", "position"),
    ReasonCode.OPENING_WITHOUT_DETAIL: (None, None),
    ReasonCode.RETURNED_PAYMENT: (None, None),
    ReasonCode.NO_DUE_DATE: (None, None),
    ReasonCode.COVERED_BY_CREDITS: (None, "credit_cents"),
    ReasonCode.BELOW_MINIMUM: (None, "minimum_cents"),
    ReasonCode.LADDER_FINISHED: ("delivered_on", "position"),
    ReasonCode.DUE_DATE_ASSUMED: ("due_on", "position"),
    ReasonCode.REGIME_ASSUMED: (None, "position"),
    ReasonCode.RATE_PROVISIONAL: (None, "position"),
    ReasonCode.CLOSED_DAY: ("opens_on", "position"),
    ReasonCode.BRANCH_PAUSED: ("branch_until_on", "position"),
    ReasonCode.BRANCH_STOPPED: ("event_on", None),
    ReasonCode.PERSON_STEP: ("since_on", "position"),
    ReasonCode.OTHER_CURRENCY_FIRST: ("since_on", "position"),
    ReasonCode.DATES_DOUBTFUL: (None, "position"),
    ReasonCode.AMOUNT_DOUBTFUL: (None, "position"),
    ReasonCode.DUPLICATE_DOUBTFUL: (None, "position"),
    ReasonCode.ACCOUNT_DOUBTFUL: (None, "position"),
    ReasonCode.RECIPIENT_DOUBTFUL: ("since_on", "position"),
}
"""What `Position.reason_on` and `Position.reason_figure` mean, by code: the codes a position can have."""


def of_position(reason: str, reason_on: date | None, reason_figure: int | None) -> Reason:
    """The reason of a stored position, its two facts under their own names."""
    code = ReasonCode(reason)
    on_name, figure_name = POSITION_FACTS[code]
    facts: dict[str, Any] = {}
    if on_name is not None:
        facts[on_name] = reason_on
    if figure_name is not None:
        facts[figure_name] = reason_figure
    return Reason(code, jsonable(facts))
