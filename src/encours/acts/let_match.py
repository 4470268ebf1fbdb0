"""Deciding what matching does by itself: differences let pass, discounts, the order of imputation."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from encours.acts.versions import next_number, write_version
from encours.core.evidence import canonical
from encours.core.matching.policy import MATCHERS, ORDERS, Policy
from encours.core.refusals import RuleError
from encours.records.cash.reading import latest_policy, policy_of
from encours.records.cash.rules import MatchingPolicy
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

MOST_CENTS: Final = 100_000
"""A difference beyond a thousand is no small difference."""

MOST_BPS: Final = 1_000
MOST_DAYS: Final = 30
_WHOLE: Final = 10_000


def let_match(
    creditor: Creditor, policy: Policy, *, made_from: int | None, author: str, at: datetime
) -> MatchingPolicy:
    """Publish what matching may take for granted; the next lines follow it, what was applied stays.

    Raises
        StaleFormError: another policy was published since the form was made.
        RuleError: a figure out of its bounds.
    """
    _check(policy)
    with recording(creditor, "let_match", author=author, cause="desk", at=at) as record:
        latest = latest_policy(record.creditor.pk)
        number = next_number(latest, made_from)
        # What people's answers taught is no form's to change.
        told = replace(policy, trust=policy_of(latest).trust)
        made = keep_policy(record, told, number=number, by=author)
        record.tell(number=made.number, policy=content_of(told))
    return made


def keep_policy(record: Record, policy: Policy, *, number: int, by: str) -> MatchingPolicy:
    """Write a policy under its number, inside the act that decides it."""
    return write_version(record, MatchingPolicy, number, by=by, content=canonical(content_of(policy)))


def content_of(policy: Policy) -> dict[str, Any]:
    """A policy in plain values."""
    return asdict(policy) | {"proposed_only": sorted(policy.proposed_only)}


def _check(policy: Policy) -> None:
    if not (0 <= policy.difference_cents <= MOST_CENTS and 0 <= policy.charge_cents <= MOST_CENTS):
        raise RuleError("difference_wrong", "Un écart accepté va de zéro à 1 000.")
    if not 0 <= policy.difference_bps <= MOST_BPS:
        raise RuleError("difference_bps_wrong", "Un écart accepté va de zéro à 10 % du montant.")
    if not 0 <= policy.discount_grace_days <= MOST_DAYS:
        raise RuleError("grace_wrong", "Le délai de grâce d’un escompte va de zéro à 30 jours.")
    if (policy.proposed_only | policy.thresholds.keys()) - set(MATCHERS):
        raise RuleError("matcher_unknown", "Une règle de rapprochement n’existe pas.")
    if not all(0 <= bps <= _WHOLE for bps in policy.thresholds.values()):
        raise RuleError("threshold_wrong", "Un seuil va de zéro à 100 %.")
    if policy.order not in ORDERS:
        raise RuleError("order_wrong", "Choisir un ordre d’affectation de la liste.")
