"""Deciding what matching does by itself: differences let pass, discounts, the order of imputation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from encours.acts.rules import same_version
from encours.core.evidence import canonical
from encours.core.matching.policy import ORDERS, Policy
from encours.core.refusals import RuleError
from encours.records.cash.models import MatchingPolicy
from encours.records.cash.reading import latest_policy
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

MOST_CENTS: Final = 100_000
"""A difference beyond a thousand is no small difference."""

MOST_BPS: Final = 1_000
MOST_DAYS: Final = 30


def let_match(
    creditor: Creditor, policy: Policy, *, made_from: int | None, author: str, at: datetime
) -> MatchingPolicy:
    """Publish what matching may take for granted; the next lines follow it, what was applied stays.

    Raises
        StaleFormError: another policy was published since the form was made.
        RuleError: a figure out of its bounds.
    """
    _check(policy)
    content = asdict(policy) | {"proposed_only": sorted(policy.proposed_only)}
    with recording(creditor, "let_match", author=author, cause="desk", at=at) as record:
        latest = latest_policy(record.creditor.pk)
        number = latest.number if latest else 0
        same_version(number, made_from, "Ce réglage")
        made = MatchingPolicy.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            number=number + 1,
            content=canonical(content),
            by=author,
        )
        record.wrote(MatchingPolicy, [made])
        record.tell(number=made.number, policy=content)
    return made


def _check(policy: Policy) -> None:
    if not (0 <= policy.difference_cents <= MOST_CENTS and 0 <= policy.charge_cents <= MOST_CENTS):
        raise RuleError("difference_wrong", "Un écart accepté va de zéro à 1 000.")
    if not 0 <= policy.difference_bps <= MOST_BPS:
        raise RuleError("difference_bps_wrong", "Un écart accepté va de zéro à 10 % du montant.")
    if not 0 <= policy.discount_grace_days <= MOST_DAYS:
        raise RuleError("grace_wrong", "Le délai de grâce d’un escompte va de zéro à 30 jours.")
    if policy.order not in ORDERS:
        raise RuleError("order_wrong", "Choisir un ordre d’imputation de la liste.")
