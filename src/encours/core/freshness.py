"""Freshness: whether what we know of payments is recent enough to remind anyone.

Stale data does not stop the plan, it stops the sending, until new data comes or a named person
accepts for that one day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from encours.core.days import business_days_between
from encours.core.reasons import Reason, ReasonCode, jsonable

DEFAULT_LIMIT_DAYS = 3
"""Business days: a statement of Thursday still serves on Tuesday."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A person takes it upon themselves that reminders leave on that day, whatever the data's age."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """`fresh` or not, why, and who accepted. `may_send` is what the gate reads."""

    fresh: bool
    reason: Reason
    accepted_by: str | None = None

    @property
    def may_send(self) -> bool:
        """Fresh, or accepted by a person for that day."""
        return self.fresh or self.accepted_by is not None


def how_fresh(
    accounts: Mapping[str, date | None],
    ledger_last_on: date | None,
    *,
    on: date,
    limit_days: int = DEFAULT_LIMIT_DAYS,
    acceptance: Acceptance | None = None,
) -> Freshness:
    """Judge the day `on` by its stalest source.

    `accounts`: each collecting bank account and the day of its last booked line (None: no statement
    yet). Where no bank file is used `accounts` is empty and the ledger's last entry is looked at. A
    source is fresh while no more than `limit_days` business days have followed its last day.
    """
    reason = _of_bank(accounts, on, limit_days) if accounts else _of_ledger(ledger_last_on, on, limit_days)
    if reason.code == ReasonCode.FRESH:
        return Freshness(fresh=True, reason=reason)
    if acceptance is not None and acceptance.on == on and acceptance.by.strip():
        facts = {**reason.facts, "accepted_by": acceptance.by, "because": str(reason.code)}
        return Freshness(
            fresh=False, reason=Reason(ReasonCode.STALE_ACCEPTED, facts), accepted_by=acceptance.by
        )
    return Freshness(fresh=False, reason=reason)


def _of_bank(accounts: Mapping[str, date | None], on: date, limit_days: int) -> Reason:
    silent = sorted(account for account, last_on in accounts.items() if last_on is None)
    if silent:
        return Reason(ReasonCode.NO_STATEMENT, {"account": silent[0]})
    last_on, account = min((last_on, account) for account, last_on in accounts.items() if last_on)
    return _judged(ReasonCode.STALE_BANK, last_on, on, limit_days, account=account)


def _of_ledger(last_on: date | None, on: date, limit_days: int) -> Reason:
    if last_on is None:
        return Reason(ReasonCode.NO_LEDGER)
    return _judged(ReasonCode.STALE_LEDGER, last_on, on, limit_days)


def _judged(stale: ReasonCode, last_on: date, on: date, limit_days: int, **more: str) -> Reason:
    # Beyond a year nobody needs the exact count, and the law's sheet may not reach that far back.
    far = (on - last_on).days > 366  # noqa: PLR2004 — one year
    passed = (on - last_on).days if far else business_days_between(last_on, on)
    facts = jsonable({"last_on": last_on, "business_days": passed, "limit_days": limit_days, **more})
    return Reason(stale if passed > limit_days else ReasonCode.FRESH, facts)
