"""Accepting an error as it is, with a reason: it no longer weighs nor holds, until what stands there changes."""

from __future__ import annotations

from datetime import datetime

from encours.acts.quality.assess import look_again
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.quality.models import Acceptance, Finding

_NAMED = ("rule", "customer_id", "receivable_id", "contact_id", "other_id", "value")


def accept_finding(finding: Finding, *, reason: str, author: str, at: datetime) -> Acceptance:
    """Take upon oneself that this is right as it is.

    Raises
        RuleError: no reason, or somebody accepted it already.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Dire pourquoi c’est juste ainsi : le motif reste au dossier.")
    with recording(finding.creditor_id, "accept_finding", author=author, cause=finding.rule, at=at) as record:
        named = {name: getattr(finding, name) for name in _NAMED}
        if Acceptance.objects.filter(
            creditor=record.creditor, withdrawn_at__isnull=True, **_where(named)
        ).exists():
            raise RuleError("already_accepted", "Une personne l’a déjà accepté.")
        made = Acceptance.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            reason=reason.strip()[:300],
            by=author,
            **named,
        )
        record.wrote(Acceptance, [made])
        record.of(finding.customer_id, rule=finding.rule, value=finding.value, reason=made.reason)
        _mark(record.creditor.pk, finding, accepted=True)
        look_again(record, [finding.customer_id])
    return made


def withdraw_acceptance(finding: Finding, *, author: str, at: datetime) -> None:
    """Let it weigh again.

    Raises
        RuleError: nobody accepts it.
    """
    with recording(
        finding.creditor_id, "withdraw_acceptance", author=author, cause=finding.rule, at=at
    ) as record:
        named = {name: getattr(finding, name) for name in _NAMED}
        standing = Acceptance.objects.filter(
            creditor=record.creditor, withdrawn_at__isnull=True, **_where(named)
        )
        if not standing.update(withdrawn_at=record.at, withdrawn_by=author):
            raise RuleError("not_accepted", "Cette anomalie n’est plus acceptée : relire la page.")
        record.of(finding.customer_id, rule=finding.rule, value=finding.value, withdrawn=True)
        _mark(record.creditor.pk, finding, accepted=False)
        look_again(record, [finding.customer_id])


def _where(named: dict[str, object]) -> dict[str, object]:
    """The condition that names it: what it has not, the acceptance has not either."""
    return {f"{name}__isnull" if value is None else name: True if value is None else value
            for name, value in named.items()}  # fmt: skip


def _mark(creditor_id: int, finding: Finding, *, accepted: bool) -> None:
    Finding.objects.filter(pk=finding.pk, creditor_id=creditor_id).update(accepted=accepted)
