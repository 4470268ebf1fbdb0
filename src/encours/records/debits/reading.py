"""What a creditor decided of its direct debits, as it was last published."""

from __future__ import annotations

import json

from encours.core.debits.rules import DebitRules
from encours.records.debits.models import DebitPolicy


def latest_debit_policy(creditor_id: int) -> DebitPolicy | None:
    """The rules in force, if anything was ever decided."""
    return DebitPolicy.objects.of([creditor_id]).order_by("-number").first()


def debit_rules_of(row: DebitPolicy | None) -> DebitRules:
    """The rules that a row tells; the usual ones, without creditor identifier, where nothing was decided."""
    return DebitRules() if row is None else DebitRules(**json.loads(row.content))


def debit_rules(creditor_id: int) -> DebitRules:
    """The rules of this creditor."""
    return debit_rules_of(latest_debit_policy(creditor_id))
