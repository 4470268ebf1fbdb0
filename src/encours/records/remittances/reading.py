"""What a creditor does of what payers leave out, as it was last decided."""

from __future__ import annotations

import json

from encours.core.remittance.shorts import Shorts
from encours.records.remittances.models import ShortPolicy


def latest_shorts(creditor_id: int) -> ShortPolicy | None:
    """The rule in force, if anything was ever decided."""
    return ShortPolicy.objects.of([creditor_id]).order_by("-number").first()


def shorts_of(row: ShortPolicy | None) -> Shorts:
    """The rule that a row tells; the usual one where nothing was decided."""
    return Shorts() if row is None else Shorts(**json.loads(row.content))


def shorts_rule(creditor_id: int) -> Shorts:
    """What this creditor does of what payers leave out."""
    return shorts_of(latest_shorts(creditor_id))
