"""The accounts and journals that a creditor chose, as they were last published."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from encours.core.entries.policy import EntryPolicy as Policy
from encours.records.entries.models import EntryPolicy


def latest_entry_policy(creditor_id: int) -> EntryPolicy | None:
    """The policy in force, if anything was ever decided."""
    return EntryPolicy.objects.of([creditor_id]).order_by("-number").first()


def policy_of(row: EntryPolicy | None) -> Policy:
    """The policy that a row tells; the chart of accounts where nothing was decided."""
    if row is None:
        return Policy()
    told = json.loads(row.content)
    from_on = told.pop("from_on")
    banks = {number: (account, journal) for number, (account, journal) in told.pop("banks").items()}
    return Policy(**told, banks=banks, from_on=date.fromisoformat(from_on) if from_on else None)


def content_of(policy: Policy) -> dict[str, Any]:
    """A policy as a row keeps it."""
    return asdict(policy) | {
        "banks": {number: list(places) for number, places in policy.banks.items()},
        "from_on": policy.from_on.isoformat() if policy.from_on else "",
    }


def entry_policy(creditor_id: int) -> Policy:
    """The accounts and journals of this creditor."""
    return policy_of(latest_entry_policy(creditor_id))
