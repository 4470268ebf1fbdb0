"""The rules of doubtful customers as they were published last, and the marks that run."""

from __future__ import annotations

import json
from collections.abc import Iterable

from encours.core.doubtful.policy import DoubtfulPolicy as Policy
from encours.core.doubtful.policy import from_json
from encours.records.doubtful.models import Doubtful, DoubtfulPolicy


def latest_doubtful_policy(creditor_id: int) -> DoubtfulPolicy | None:
    """The policy in force, if anything was ever decided."""
    return DoubtfulPolicy.objects.of([creditor_id]).order_by("-number").first()


def doubtful_policy_of(row: DoubtfulPolicy | None) -> Policy:
    """The policy that a row tells; the house's own where nothing was decided."""
    return from_json(json.loads(row.content)) if row else Policy()


def doubtful_policy(creditor_id: int) -> Policy:
    """The rules of this creditor."""
    return doubtful_policy_of(latest_doubtful_policy(creditor_id))


def running_marks(customers: Iterable[int]) -> dict[int, Doubtful]:
    """The marks that run, by customer."""
    rows = Doubtful.objects.filter(customer__in=list(customers), ended_on__isnull=True)
    return {one.customer_id: one for one in rows}
